"""The endpoints of OAuth and OpenID Connect, one a file.

Each reads its request strictly and answers with what a service says.
"""
