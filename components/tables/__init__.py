"""Tables with their search, pager and foot.

They take rows of plain values, and tell what was clicked, searched or turned.
"""
