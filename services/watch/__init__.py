"""What a running Keylodge tells its operator: figures that rooms count into, and the ID of the request at hand.

Everybody may ask `figures` for one of their own, and `request_ids` which request this is. It knows no rule.
"""
