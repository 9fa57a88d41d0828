"""What came of a leaked secret: everything that its tokens made in the tenant, and what those made in turn.

It can be asked for, and removed along with the secret.
"""
