"""Tenants and their people: users, roles, one-time links, accounts, and the audiences a tenant lists.

Each function takes the actor first, authorises, validates, and writes in one transaction.
"""
