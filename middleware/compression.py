"""Compresses answers, after the nonce was written into them. A socket's stand-in is left alone: it is small talk."""

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

SMALLEST = 1000
"""Bytes from which compressing is worth it."""
LEVEL = 6


class Compression:
    """gzip for browsers that take it."""

    def __init__(self, app: ASGIApp) -> None:
        self.plain = app
        self.compressed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        talk = scope["type"] != "http" or scope["path"].startswith("/_nicegui_ws/")
        await (self.plain if talk else self.compressed)(scope, receive, send)
