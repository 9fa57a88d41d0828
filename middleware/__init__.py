"""The outer wall: pure ASGI, a small file a concern, outermost first as `app.wall` lists them.

Each wraps an application and refuses, or adds, one thing; what it finds out about a request stands in the scope.
"""
