"""The outermost wall: security headers on every answer, and a content security policy with a nonce on console pages.

A console page (it carries `x-nicegui-content: page`) needs inline scripts and Vue's compiler, so it gets 'unsafe-eval',
and a nonce for the scripts that are ours (`middleware.own_scripts`). Everything else gets a policy under which no
inline script runs at all. Who may know whose window is docs/adr/0017-windows-of-applications.md.
"""

import secrets
from collections.abc import Collection

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from middleware import own_scripts

CONSOLE_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
PLAIN_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
OPENER = "cross-origin-opener-policy"
FIXED = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    OPENER: "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
}
TRANSPORT = "max-age=31536000"


class SecurityHeaders:
    """Adds the headers; `https`: browsers reach us by TLS and shall never try without.

    `windows`: the paths on which an application's second window comes by, which stays in touch with the application.
    """

    def __init__(self, app: ASGIApp, *, https: bool, windows: Collection[str] = ()) -> None:
        self.app = app
        self.https = https
        self.windows = frozenset(windows)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            send = _Answer(send, https=self.https, in_window=scope["path"] in self.windows)
        await self.app(scope, receive, send)


class _Answer:
    """One answer on its way out. A console page is held back until it is whole, to write the nonce into it."""

    def __init__(self, send: Send, *, https: bool, in_window: bool) -> None:
        self.send = send
        self.https = https
        self.in_window = in_window
        self.start: Message | None = None
        self.body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._begin(message)
        elif message["type"] == "http.response.body" and self.start is not None:
            self.body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_page(self.start)
        else:
            await self.send(message)

    async def _begin(self, message: Message) -> None:
        headers = MutableHeaders(raw=list(message.get("headers", [])))
        for name, value in FIXED.items():
            headers[name] = value
        if self.in_window:
            headers[OPENER] = "unsafe-none"
        headers.setdefault("cache-control", "no-store")
        if self.https:
            headers["strict-transport-security"] = TRANSPORT
        message = {**message, "headers": headers.raw}
        if headers.get("x-nicegui-content") == "page":
            self.start = message
            return
        headers.setdefault("content-security-policy", PLAIN_POLICY)  # the authorization pages bring their own
        await self.send(message)

    async def _send_page(self, start: Message) -> None:
        nonce = secrets.token_urlsafe(18)
        body = bytes(self.body).replace(own_scripts.MARK.encode(), f'nonce="{nonce}"'.encode())
        headers = MutableHeaders(raw=start["headers"])
        headers["content-security-policy"] = CONSOLE_POLICY.format(nonce=nonce)
        headers[OPENER] = "same-origin-allow-popups"  # Get a token opens a window
        headers["content-length"] = str(len(body))
        self.start = None
        self.body.clear()  # NiceGUI keeps the request, and so this, as long as the page is open
        await self.send({**start, "headers": headers.raw})
        await self.send({"type": "http.response.body", "body": body})
