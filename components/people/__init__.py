"""People and roles: their signs (initials, hues) and forms.

They take plain values and tell what the person did.
"""
