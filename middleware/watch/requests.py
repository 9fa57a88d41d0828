"""The outermost wall: each request has an ID, and is counted by route and outcome once it was answered."""

from collections.abc import Collection
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from middleware.addresses import Network, is_trusted
from services.watch import figures, request_ids
from web.requests import ROUTE, address, header, note_route

HEADER = "x-request-id"
REQUESTS = figures.tally("keylodge_requests", "Requests answered, by route and HTTP status.", "route", "status")
SECONDS = figures.timing("keylodge_request_seconds", "How long answering took, by route.", "route")
OTHER = "other"
"""Whatever has no name: strangers choose paths, and each would be a figure."""
GROUPS = ("/static/", "/_nicegui/", "/_nicegui_ws/", "/api/", "/setup/", "/link/")
"""What is counted together, unless its route was named."""
LIVE = "/_nicegui_ws/"
"""Asked for long, so that its time says nothing."""


class Watched:
    """Numbers and counts requests; `trusted`: proxies whose X-Request-Id is taken, `routes`: paths with their names."""

    def __init__(self, app: ASGIApp, *, trusted: tuple[Network, ...], routes: Collection[str]) -> None:
        self.app = app
        self.trusted = trusted
        self.routes = frozenset(routes)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        token = request_ids.enter(self._given(scope) or request_ids.make())
        try:
            if scope["type"] == "http":
                await self._count(scope, receive, send)
            else:
                await self.app(scope, receive, send)
        finally:
            request_ids.leave(token)

    async def _count(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun, status = perf_counter(), "aborted"
        told = (HEADER.encode(), request_ids.current().encode())
        named = scope[ROUTE] = [""]

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = str(message["status"])
                message = {**message, "headers": [*message["headers"], told]}
            await send(message)

        try:
            await self.app(scope, receive, note)
        finally:
            path = scope["path"]
            route = path if path in self.routes else named[0] or _group(path)
            REQUESTS.add(route, status)
            if route != LIVE:
                SECONDS.add(perf_counter() - begun, route)

    def _given(self, scope: Scope) -> str:
        """The ID that a trusted proxy gave, or an empty text."""
        if not self.trusted or not is_trusted(address(scope), self.trusted):
            return ""
        given = header(scope, HEADER)
        return given if request_ids.is_good(given) else ""


class NamedRoutes:
    """Tells `Watched` the template of the route that `app` found, such as `/api/v1/Tenants/{tenantId}`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await self.app(scope, receive, send)
        finally:
            note_route(scope)


def _group(path: str) -> str:
    return next((group for group in GROUPS if path.startswith(group)), OTHER)
