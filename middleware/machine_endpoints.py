"""The short way in for machines: token endpoints speak JSON to programs, thousands of times a second.

They need the address of whoever asks and the security headers, like everybody. They need no compression, no nonce, no
session and no page that is held back, and their bodies are counted where they are read.
"""

from collections.abc import Collection

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from middleware.addresses import ClientAddress, Network
from middleware.headers import FIXED, PLAIN_POLICY, TRANSPORT


class MachineEndpoints:
    """Hands requests to `paths` to `endpoints`, and everything else to `app`."""

    def __init__(
        self, app: ASGIApp, endpoints: ASGIApp, *, paths: Collection[str], trusted: tuple[Network, ...], https: bool
    ) -> None:
        self.app = app
        self.endpoints = ClientAddress(endpoints, trusted=trusted)
        self.paths = frozenset(paths)
        headers = {**FIXED, "content-security-policy": PLAIN_POLICY}
        if https:
            headers["strict-transport-security"] = TRANSPORT
        self.headers = [(name.encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in self.paths:
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], *self.headers]}
            await send(message)

        await self.endpoints(scope, receive, send_with_headers)
