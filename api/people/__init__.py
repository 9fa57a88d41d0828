"""Tenants, users and roles, as the management API has them.

Each file answers the requests of one resource, or shapes what it says.
"""
