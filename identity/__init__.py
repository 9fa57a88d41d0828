"""OAuth 2.0 and OpenID Connect, one file an endpoint, over services that hold the rules.

`app.Identity` is asked for everything below `/identity`; it runs without NiceGUI and FastAPI.
"""
