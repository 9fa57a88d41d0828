"""Who calls the token endpoints: the issuer they call, the clients it knows, and how a client proves itself.

What it remembers of the database is used only while `services.live.freshness` proves it.
"""
