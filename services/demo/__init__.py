"""A believable tenant to try Keylodge with: Northfield Water, its people, roles, clients and what happened to them."""
