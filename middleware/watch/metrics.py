"""`/metrics`: for whoever brings the token that the operator set, or at a port of its own; for nobody otherwise."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from errors import SettingsError
from services.watch import exposition
from settings import Settings
from web.requests import header

PATH = "/metrics"


class Metrics:
    """Answers `/metrics` to the bearer of `token` (RFC 6750), with 404 where there is none; the rest goes to `app`."""

    def __init__(self, app: ASGIApp, *, token: str) -> None:
        self.app = app
        self.token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PATH:
            await self.app(scope, receive, send)
            return
        await (await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> Response:
        if not self.token:
            return PlainTextResponse("There is nothing here.\n", 404)
        if scope["method"] not in ("GET", "HEAD"):
            return PlainTextResponse("Figures are read with GET.\n", 405, {"allow": "GET, HEAD"})
        scheme, _, given = header(scope, "authorization").partition(" ")
        if scheme.lower() != "bearer" or not secrets.compare_digest(given.strip().encode(), self.token.encode()):
            challenge = {"www-authenticate": 'Bearer realm="Keylodge metrics"'}
            return PlainTextResponse("Bring the token that KEYLODGE_METRICS_TOKEN sets.\n", 401, challenge)
        text, media_type = await exposition.render()
        return Response(text, headers={"content-type": media_type})


@asynccontextmanager
async def own_port(values: Settings) -> AsyncIterator[None]:
    """Tell the figures at KEYLODGE_METRICS_PORT, if it is set, while the block runs. Raises SettingsError."""
    if not values.metrics_port:
        yield
        return
    from prometheus_client import start_http_server

    registry = exposition.registry_of(asyncio.get_running_loop())
    try:
        server, _ = start_http_server(values.metrics_port, values.metrics_host, registry)
    except OSError as error:
        raise SettingsError(
            f"Figures can't be told at {values.metrics_host}:{values.metrics_port}: {error.strerror or error}. "
            "Choose another KEYLODGE_METRICS_PORT or KEYLODGE_METRICS_HOST."
        ) from None
    try:
        yield
    finally:
        await asyncio.to_thread(server.shutdown)
        server.server_close()
