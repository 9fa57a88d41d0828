"""Settings of the tenant.

The route loads, composes and saves.
"""
