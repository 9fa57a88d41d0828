"""Activity: who did what, and what was refused.

The route loads and composes; the board knows what is shown.
"""
