"""Assembles the one ASGI application: the outer wall, the plain pages, and NiceGUI for everything else."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from nicegui import core, ui
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Scope

import db
import pages
from api import app as api
from api import docs
from api.app import Api
from errors import Unavailable
from identity import app as endpoints
from identity.app import IN_WINDOWS, MACHINE_PATHS, Identity
from identity.hot.app import HotEndpoints
from middleware import own_scripts
from middleware.addresses import ClientAddress, sender
from middleware.compression import Compression
from middleware.faults import Faults
from middleware.headers import SecurityHeaders
from middleware.limits import ASSETS, BodyLimits, NoUploads
from middleware.machine_endpoints import MachineEndpoints
from middleware.page_turns import PageTurns
from middleware.sessions import SessionGate
from middleware.sockets import page_figures, quiet_outboxes, socket_gate
from middleware.sockets.handshakes import HandshakeGate
from middleware.sockets.open_pages import watching
from middleware.sockets.recent_sessions import RecentSessions
from middleware.watch import event_loop
from middleware.watch.metrics import PATH, Metrics, own_port
from middleware.watch.requests import NamedRoutes, Watched
from pages.console import frame, plain
from services.callers.oauth_errors import OAuthError
from services.keys import keys
from services.live import feed, presence, presence_news, replicas
from services.oauth import protocol
from services.secrets import next_expiries
from services.upkeep import housekeeping
from services.watch import build, database_pool
from settings import Settings
from web import static_files
from web.assets import STATIC
from web.site import Site
from web.static_files import OurFiles

WINDOWS = ("/login", "/first-token/callback", *IN_WINDOWS)
"""Where the windows come by in which applications, or Get a token, have a person sign in."""
FOLDERS = (static_files.FOLDER, ASSETS, docs.FOLDER)
"""Where there are files that never change."""
READINGS = (
    *(build.FIGURE, database_pool.FIGURE, feed.LAG, next_expiries.FIGURE),
    *(page_figures.PAGES, page_figures.SOCKETS),
)
"""What is looked up for `/metrics` when it is asked for."""
PATIENCE_S = 4.0
"""Seconds that a request waits for each statement of the database, or for a turn; a second later it is answered."""
RECONNECT_S = 30.0
"""Seconds that a page waits for its browser to come back."""


def create_app(settings: Settings, site: Site) -> ASGIApp:
    """The application. Once a process: NiceGUI keeps its routes in globals.

    Its lifespan raises SettingsError where the database or the master key can't be used.
    """
    recent_sessions = RecentSessions()
    handlers: dict[Any, Any] = {Unavailable: _unavailable, Exception: _fault}
    inner = FastAPI(
        docs_url=None, redoc_url=None, openapi_url=None, redirect_slashes=False, exception_handlers=handlers
    )
    inner.mount("/static", OurFiles())
    inner.router.routes.extend(pages.plain_routes())
    _add_console(inner)
    inner.router.lifespan_context = _lifespan(settings, site, recent_sessions, inner.router.lifespan_context)
    quiet_outboxes.install()
    socket_gate.install(core.sio, recent_sessions)
    return wall(inner, settings, site, recent_sessions)


def wall(inner: ASGIApp, settings: Settings, site: Site, recent_sessions: RecentSessions) -> ASGIApp:
    """Everything a request goes through first: read it from the bottom up."""
    app: ASGIApp = HandshakeGate(NamedRoutes(inner), allowed_origins=site.allowed_origins)
    app = PageTurns(app, busy=plain.busy)
    app = SessionGate(app, recent_sessions=recent_sessions, site=site, forbidden=plain.forbidden, foreign=plain.foreign)
    app = Metrics(Api(Identity(app)), token=settings.metrics_token.get_secret_value())
    app = ClientAddress(app, trusted=settings.proxy_networks)
    app = Faults(NoUploads(BodyLimits(app, refuse=_too_long)), answer=_fault_page)
    app = Compression(SecurityHeaders(app, https=site.https, windows=WINDOWS), folders=FOLDERS)
    trusted = settings.proxy_networks
    machines = MachineEndpoints(app, Identity(inner), paths=MACHINE_PATHS, trusted=trusted, https=site.https)
    app = HotEndpoints(machines, headers=machines.headers, sender=partial(sender, trusted=trusted))
    plain_paths = [route.path for route in pages.plain_routes()]
    return Watched(app, trusted=trusted, routes=[*endpoints.ENDPOINTS, *plain_paths, PATH])


def _add_console(inner: FastAPI) -> None:
    pages.register()
    own_scripts.mark()
    ui.run_with(
        inner,
        title="Keylodge",
        favicon=STATIC / "favicon.svg",
        dark=None,
        language="en-US",
        tailwind=False,
        binding_refresh_interval=None,
        reconnect_timeout=RECONNECT_S,
        gzip_middleware_factory=None,  # the wall compresses, after it wrote the nonce
        show_welcome_message=False,
    )
    core.app.router.redirect_slashes = False  # Starlette would build the address from the Host header
    core.app.exception_handler(404)(_not_found)
    core.app.exception_handler(RequestValidationError)(_not_found)
    core.app.exception_handler(Unavailable)(_unavailable)
    core.app.exception_handler(Exception)(_fault)
    core.app._exception_handlers[:] = [frame.report]  # NiceGUI's own would log every sentence told to a person as a bug


Lifespan = Any


def _lifespan(settings: Settings, site: Site, recent_sessions: RecentSessions, console: Lifespan) -> Lifespan:
    """Set-up in the order of need; NiceGUI comes last, because its start-up handlers are not awaited."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[Mapping[str, Any]]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(db.connect(settings.url_of_database, limit=PATIENCE_S))
            leading = await stack.enter_async_context(replicas.joined(settings.url_of_database))
            await db.migrate()
            keys.master_key(settings)
            await stack.enter_async_context(feed.running(settings.url_of_database))
            await stack.enter_async_context(protocol.running(settings.url_of_database, site.origin))
            await stack.enter_async_context(housekeeping.running(leading))
            await stack.enter_async_context(presence_news.running(presence.here, settings.presence_seconds))
            await stack.enter_async_context(watching(recent_sessions))
            await stack.enter_async_context(event_loop.measured())
            await stack.enter_async_context(own_port(settings))
            await stack.enter_async_context(_entered(console, app))
            yield {"site": site}

    return lifespan


def _entered(console: Lifespan, app: FastAPI) -> AbstractAsyncContextManager[Any]:
    entered: AbstractAsyncContextManager[Any] = console(app)
    return entered


async def _not_found(_: Request, __: Exception) -> Response:
    return plain.not_found()


async def _fault(_: Request, error: Exception) -> Response:
    return _fault_page(error)


async def _unavailable(_: Request, error: Exception) -> Response:
    return _fault_page(error)


def _fault_page(error: Exception) -> Response:
    if isinstance(error, Unavailable):
        return plain.unavailable(error)
    return plain.fault(frame.report(error))


def _too_long(scope: Scope, words: str) -> Response:
    """A body that is too long, as each surface puts its errors."""
    if api.is_ours(scope["path"]):
        return api.too_long(scope, words)
    if endpoints.is_ours(scope["path"]):
        return endpoints.refuse(scope["path"], OAuthError("invalid_request", words, status=413))
    return plain.message("Too long", words, 413)
