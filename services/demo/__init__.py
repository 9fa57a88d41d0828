"""A believable tenant to try Keylodge with: Northfield Water, its people, roles, clients and what happened to them.

`filling.fill()` makes it, or what is missing of it; each client is made up from its number, the same every time.
"""

MOST = 1_000_000
"""Clients a demo can have; here, so that the command line knows it without loading the rest."""
