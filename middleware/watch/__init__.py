"""How requests are watched: numbered, counted, traced, and where the figures are told.

The wall wraps everything in `requests.Watched`; `metrics` answers `/metrics` where the operator allows it.
"""
