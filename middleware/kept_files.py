"""Files that never change, compressed when they are first asked for and kept for as long as the process runs.

Their addresses name a version or carry a hash, so there are as many as files. Measured with 35 files of a console page,
1.2 MB: gzip makes 341 kB of them in 36 ms; brotli 290 kB in 1.3 s, or 321 kB in 28 ms. A browser loads them once a
version: that isn't worth a compiled library. Quasar took 17 ms of processor time at each request, and takes 0.01 now.
"""

import asyncio
import gzip
import hashlib
import posixpath
from collections.abc import Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Scope, Send

from middleware.limits import ASSETS

WORTH = 0.9
"""Part of its size that a file may keep to be worth it: pictures and fonts are compressed already."""
_BODY = ("content-length", "content-encoding", "content-type")


def compress_well(body: bytes) -> bytes:
    """As small as gzip can, and the same each time."""
    return gzip.compress(body, 9, mtime=0)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A compressed answer, with all its headers."""

    headers: Headers
    body: bytes

    async def send(self, scope: Scope, send: Send) -> None:
        """Answer with it: to HEAD without its body, and "not modified" to a browser that has it."""
        headers, body, status = self.headers.mutablecopy(), self.body, 200
        if StaticFiles().is_not_modified(self.headers, Headers(scope=scope)):
            status = 304
            for name in _BODY:
                del headers[name]
        if status == 304 or scope["method"] == "HEAD":
            body = b""
        await send({"type": "http.response.start", "status": status, "headers": headers.raw})
        await send({"type": "http.response.body", "body": body})


class KeptFiles:
    """The files that `app` answers with; whoever comes while one is being compressed waits for it."""

    def __init__(self, app: ASGIApp, compress: Callable[[bytes], bytes]) -> None:
        self.app = app
        self.compress = compress
        self.made: dict[str, asyncio.Task[KeptFile | None]] = {}

    async def find(self, scope: Scope) -> KeptFile | None:
        """The answer to this request; None where it isn't for a whole file that never changes, in gzip."""
        address = _address(scope)
        if not address:
            return None
        if address not in self.made:
            self.made[address] = asyncio.create_task(self._make(scope, address))
        return await asyncio.shield(self.made[address])

    async def _make(self, scope: Scope, address: str) -> KeptFile | None:
        try:
            answer = await _ask(self.app, scope)
        except BaseException:
            del self.made[address]
            raise
        if not _is_lasting(answer):
            del self.made[address]
            return None
        small = await asyncio.to_thread(self.compress, bytes(answer.body))
        return _kept(answer, small) if len(small) < WORTH * len(answer.body) else None


class _Answer:
    """Collects an answer."""

    def __init__(self) -> None:
        self.status = 0
        self.headers = MutableHeaders()
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = MutableHeaders(raw=list(message["headers"]))
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


def _address(scope: Scope) -> str:
    """What the file is kept under; empty where the request is for something else than the whole of it in gzip.

    A path in a roundabout way, or a query that is no hash, would be kept again and again; NiceGUI's files take any.
    """
    headers, path, query = Headers(scope=scope), scope["path"], scope["query_string"].decode("latin-1")
    is_named = not query if path.startswith(ASSETS) else query.startswith("v=")
    wants_whole = scope["method"] in ("GET", "HEAD") and "range" not in headers
    if not (
        is_named and posixpath.normpath(path) == path and wants_whole and "gzip" in headers.get("accept-encoding", "")
    ):
        return ""
    return f"{path}?{query}"


async def _ask(app: ASGIApp, scope: Scope) -> _Answer:
    """The whole file, whatever the request knows of it already."""
    asked = [pair for pair in scope["headers"] if not pair[0].startswith(b"if-")]
    nothing: asyncio.Queue[Message] = asyncio.Queue()  # after the empty body: nobody hangs up
    nothing.put_nowait({"type": "http.request", "body": b"", "more_body": False})
    answer = _Answer()
    await app({**scope, "method": "GET", "headers": asked, "extensions": {}}, nothing.get, answer)
    return answer


def _is_lasting(answer: _Answer) -> bool:
    headers = answer.headers
    is_plain = "content-encoding" not in headers and "set-cookie" not in headers
    return answer.status == 200 and "immutable" in headers.get("cache-control", "") and is_plain


def _kept(answer: _Answer, small: bytes) -> KeptFile:
    """Its ETag is another than the uncompressed file's: RFC 9110 section 8.8.3."""
    headers = answer.headers
    headers["content-encoding"] = "gzip"
    headers["content-length"] = str(len(small))
    headers["etag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:32]}-gzip"'
    headers.add_vary_header("Accept-Encoding")
    del headers["accept-ranges"]
    return KeptFile(Headers(raw=headers.raw), small)
