"""Client secrets: list, form, and the one screen on which the text of one is shown.

The text is given to that screen alone, and forgotten with it.
"""
