"""OAuth 2.0 and OpenID Connect, one file an endpoint, over services that hold the rules."""
