"""The last boundary: a bug becomes a page with a number, and one entry in the log."""

from collections.abc import Callable

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

REFUSABLE = "websocket.http.response"
"""The ASGI extension by which a socket that isn't open yet gets an answer like any request."""


class Faults:
    """Answers with the page that `answer` makes of a bug (and logs it), unless an answer has begun already."""

    def __init__(self, app: ASGIApp, *, answer: Callable[[Exception], Response]) -> None:
        self.app = app
        self.answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = scope["type"] != "http" and REFUSABLE not in scope.get("extensions", {})

        async def note(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, note)
        except Exception as error:
            if scope["type"] == "lifespan":
                raise
            page = self.answer(error)
            if not begun:
                await page(scope, receive, send)
