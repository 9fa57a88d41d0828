"""Plain HTML pages before and beside the console: signing in, setting up, one-time links, the account.

They need no socket: each is a form that sets a cookie or says a sentence.
"""
