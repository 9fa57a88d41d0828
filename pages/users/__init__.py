"""Security > Users.

The route loads and composes; the board knows what is shown.
"""
