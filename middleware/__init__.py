"""The outer wall: pure ASGI, a small file a concern, outermost first as `wall` lists them."""
