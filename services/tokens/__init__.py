"""Access, ID and refresh tokens: for whom and for what they are, issuing, introspecting and revoking them.

A token is judged afresh each time; what is raised is an OAuthError.
"""
