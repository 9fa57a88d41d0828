"""The socket's gate: pages talk over `/_nicegui_ws/`, which no stranger and no foreign page may open."""

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from middleware.exchange import person
from middleware.sockets import unreadable_messages
from middleware.sockets.forgeries import Forgeries
from web.origins import is_ours, is_ours_or_quiet
from web.requests import is_under


class HandshakeGate:
    """Lets websockets and their polling stand-in through with a live session and an Origin of ours only."""

    def __init__(self, app: ASGIApp, *, allowed_origins: frozenset[str]) -> None:
        self.app = app
        self.allowed_origins = allowed_origins
        self.forgeries = Forgeries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket" and not self._may_open(scope):
            await self.forgeries.note(scope)
            await send({"type": "websocket.close", "code": 1008, "reason": "Sign in first."})
        elif scope["type"] == "http" and is_under(scope["path"], "/_nicegui_ws") and not self._may_poll(scope):
            await self.forgeries.note(scope)
            await PlainTextResponse("Sign in first.\n", 403)(scope, receive, send)
        else:
            await self._pass_on(scope, receive, send)

    async def _pass_on(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        except ValueError as error:
            if scope["type"] != "websocket":
                raise
            unreadable_messages.note(error)  # engine.io ends the socket of a packet without a known kind
            await send({"type": "websocket.close", "code": 1003})

    def _may_open(self, scope: Scope) -> bool:
        is_page_socket = is_under(scope["path"], "/_nicegui_ws")
        return is_page_socket and person(scope) is not None and is_ours(scope, self.allowed_origins)

    def _may_poll(self, scope: Scope) -> bool:
        check = is_ours_or_quiet if scope["method"] == "GET" else is_ours
        return person(scope) is not None and check(scope, self.allowed_origins)
