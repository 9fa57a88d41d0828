"""The flows in which a person lets a client act: authorization requests, codes, device codes, consent, logout.

The endpoints in `identity/` ask it what to answer; what may not go back to a client raises OAuthError.
"""
