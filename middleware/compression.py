"""Compresses answers, after the nonce was written into them. A socket's stand-in is left alone: it is small talk.

Files that never change are compressed once: `middleware/kept_files.py`.
"""

from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from middleware.kept_files import KeptFiles, compress_well

SMALLEST = 1000
"""Bytes from which compressing is worth it."""
LEVEL = 6


class Compression:
    """gzip for browsers that take it; `folders`: the paths below which some files never change."""

    def __init__(
        self, app: ASGIApp, *, folders: tuple[str, ...], compress: Callable[[bytes], bytes] = compress_well
    ) -> None:
        self.plain = app
        self.compressed = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)
        self.folders = folders
        self.files = KeptFiles(app, compress)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith("/_nicegui_ws/"):
            await self.plain(scope, receive, send)
        elif not scope["path"].startswith(self.folders):
            await self.compressed(scope, receive, send)
        elif file := await self.files.find(scope):
            await file.send(scope, send)
        else:
            await self.compressed(scope, receive, _varying(send))


def _varying(send: Send) -> Send:
    """Says of parts and of "not modified" too that the whole is another one for browsers that take gzip."""

    async def send_varying(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            if "accept-encoding" not in headers.get("vary", "").lower():
                headers.add_vary_header("Accept-Encoding")
        await send(message)

    return send_varying
