"""How much a browser may send, and where to: bodies are counted as they stream, uploads have no way in at all."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

from nicegui.version import __version__ as nicegui_version
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.requests import header, is_under

GENERAL = 1024 * 1024
"""Bytes of any body."""
FORM = 64 * 1024
"""Bytes of a form's body."""
DRAINED = 16 * 1024 * 1024
"""Bytes of a body that is too long that are read and thrown away, so that its sender gets to read the refusal."""
DRAIN_S = 5.0
"""Seconds that this may take."""
ASSETS = f"/_nicegui/{nicegui_version}/"
"""Everything below `/_nicegui/` that exists for us: NiceGUI's own scripts and styles, to be read."""
Refuse = Callable[[Scope, str], Response]
"""Puts the sentence of a refusal (413) as whoever asks at this path expects it."""
_FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data", "text/plain")


def refuse_plainly(_: Scope, words: str) -> Response:
    """The refusal as plain text."""
    return PlainTextResponse(f"{words}\n", 413)


class BodyLimits:
    """Answers 413 where a body is announced or seen to be too long; nothing further in is told of the rest.

    The rest is read within bounds (`DRAINED`, `DRAIN_S`), so that whoever is still sending gets to read the answer.
    """

    def __init__(self, app: ASGIApp, *, refuse: Refuse = refuse_plainly) -> None:
        self.app = app
        self.refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = FORM if header(scope, "content-type").lower().startswith(_FORM_TYPES) else GENERAL
        if scope["path"].startswith("/_nicegui_ws/"):
            limit = GENERAL  # polling sends text/plain
        length = header(scope, "content-length")
        if length and (not length.isascii() or not length.isdigit() or int(length[:12]) > limit):
            if not header(scope, "expect"):  # whoever asks first has sent nothing, and would begin to
                await drain(receive)
            await _too_long(scope, limit, self.refuse)(scope, receive, send)
            return
        await _Counted(limit, receive, send, scope, self.refuse).run(self.app)


class NoUploads:
    """NiceGUI takes uploads from anybody who knows a page's id. Keylodge has none, so those routes don't exist."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        inside = scope["type"] == "http" and is_under(scope["path"], "/_nicegui")
        reads_assets = inside and scope["method"] in ("GET", "HEAD") and scope["path"].startswith(ASSETS)
        nothing = PlainTextResponse("There is nothing here.\n", 404)
        await (nothing if inside and not reads_assets else self.app)(scope, receive, send)


class _Counted:
    def __init__(self, limit: int, receive: Receive, send: Send, scope: Scope, refuse: Refuse) -> None:
        self.limit = limit
        self.refuse = refuse
        self.outer_receive = receive
        self.outer_send = send
        self.scope = scope
        self.seen = 0
        self.started = False
        self.refused = False

    async def run(self, app: ASGIApp) -> None:
        try:
            await app(self.scope, self.receive, self.send)
        except Exception:
            if not self.refused:
                raise

    async def receive(self) -> Message:
        if self.refused:
            return {"type": "http.disconnect"}
        message = await self.outer_receive()
        self.seen += len(message.get("body", b""))
        if self.seen <= self.limit:
            return message
        self.refused = True
        if not self.started:
            if message.get("more_body", False):
                await drain(self.outer_receive)
            await _too_long(self.scope, self.limit, self.refuse)(self.scope, self.outer_receive, self.outer_send)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self.refused:
            self.started = True
            await self.outer_send(message)


def _too_long(scope: Scope, limit: int, refuse: Refuse) -> Response:
    answer = refuse(scope, f"This request is longer than {limit // 1024} KiB, the most that is taken here.")
    answer.headers["connection"] = "close"
    return answer


async def drain(receive: Receive) -> None:
    """Read on for a while, to throw it away: a connection that is closed under a sender is reset, answer and all."""
    read = 0
    with suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_S):
            while read < DRAINED:
                message = await receive()
                read += len(message.get("body", b""))
                if not message.get("more_body", False):  # neither does a disconnection have more
                    return
