"""How a server that is told to stop lets go of its callers, so that no request of theirs is lost."""

import asyncio
import time

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

READINESS = "/health/ready"
LOOK_SECONDS = 0.05
"""How soon it is noticed that it was told again."""


class Leaving:
    """The application, and from `begin` on the same one as it leaves.

    `/health/ready` answers 503, so that proxies send nobody new, and every answer is the last on its connection, so
    that whoever keeps connections opens the next one at another replica.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.begun = False
        self.hurried = False

    def begin(self) -> None:
        """The server was told to stop."""
        self.begun = True

    def hurry(self) -> None:
        """It was told again: nobody waits any longer. Signal handlers may call it."""
        self.hurried = True

    async def wait(self, seconds: float) -> None:
        """Let proxies see it for so many seconds, during which everybody is still served."""
        end = time.monotonic() + seconds
        while not self.hurried and time.monotonic() < end:  # noqa: ASYNC110 - set by a signal handler
            await asyncio.sleep(LOOK_SECONDS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_the_last(message: Message) -> None:
            if self.begun and message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        app = _not_ready if self.begun and scope["path"] == READINESS else self.app
        await app(scope, receive, send_the_last)


_not_ready = JSONResponse({"status": "not ready", "why": "This server is stopping."}, 503)
