"""The master key, what is sealed under it, and the keys that sign tokens.

Ask it for the current signing key, or to seal and open; private keys never leave it unsealed.
"""
