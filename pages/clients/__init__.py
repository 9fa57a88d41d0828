"""Security > Clients, and the clients that were removed recently.

The route loads and composes; the board knows what is shown.
"""
