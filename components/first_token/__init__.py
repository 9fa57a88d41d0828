"""Getting a first token: examples to copy, and one tried from the browser.

It takes a client's plain values; the secret goes from the browser to the token endpoint and nowhere else.
"""
