"""The session and the role: who asks is looked up for every request; strangers reach the front door only."""

from collections.abc import Awaitable, Callable
from urllib.parse import quote, urlencode

from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from middleware.exchange import caller, set_caller
from middleware.limits import ASSETS
from middleware.sockets.forgeries import Forgeries
from middleware.sockets.recent_sessions import RecentSessions
from models.actions import Attempt
from services.access import access
from services.access.access import Person
from services.access.actors import Actor, Surface
from services.sign_in import sessions
from web.origins import is_ours
from web.requests import cookie, header, is_under
from web.site import Site

FILES = ("/static", "/health", "/favicon.ico", "/first-token", ASSETS)
"""Read by anybody, without a look at the session."""
FRONT_DOOR = ("/login", "/logout", "/setup", "/link")
"""What strangers may reach."""
ADMINISTRATORS_ONLY = ("/security/users", "/security/removed-clients", "/activity")
SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
Refusal = Callable[[Person], Response]


class SessionGate:
    """Finds the session of each request and socket, and keeps strangers, members and foreign forms out.

    `forbidden` makes the page that a person sees who lacks the role; `foreign` answers a form of another site.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        recent_sessions: RecentSessions,
        site: Site,
        forbidden: Refusal,
        foreign: Callable[[str], Response],
    ) -> None:
        self.app = app
        self.recent_sessions = recent_sessions
        self.site = site
        self.forbidden = forbidden
        self.foreign = foreign
        self.forgeries = Forgeries()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket") or _is_one_of(scope["path"], FILES):
            await self.app(scope, receive, send)
            return
        await self._find_caller(scope)
        refusal = await self._refusal(scope) if scope["type"] == "http" else None
        await (refusal or self.app)(scope, receive, send)

    async def _find_caller(self, scope: Scope) -> None:
        token = cookie(scope, self.site.session_cookie)
        if not token:
            return
        actor = Actor(Surface.CONSOLE, caller(scope).address, sessions.hash_token(token))
        is_socket = is_under(scope["path"], "/_nicegui_ws")
        found: Callable[[Actor], Awaitable[Person | None]] = (
            self.recent_sessions.person if is_socket else self.recent_sessions.look_up
        )
        person = await found(actor)
        if person is not None:
            set_caller(scope, actor, person)
            await self.recent_sessions.touch(actor)

    async def _refusal(self, scope: Scope) -> Response | None:
        person: Person | None = scope["state"]["person"]
        path = scope["path"]
        if is_under(path, "/_nicegui_ws"):
            return None  # has a gate of its own
        if scope["method"] not in SAFE_METHODS and not is_ours(scope, self.site.allowed_origins):
            await self.forgeries.note(scope)
            return self.foreign(header(scope, "origin"))
        if person is None:
            return None if _is_one_of(path, FRONT_DOOR) else _send_to_sign_in(scope)
        if is_for_administrators(path) and not person.is_administrator:
            await access.record_refusal(person, Attempt.PAGE_OPEN, path)
            return self.forbidden(person)
        return None


def is_for_administrators(path: str) -> bool:
    """Whether only Tenant Administrators may open the page at `path`."""
    return _is_one_of(path, ADMINISTRATORS_ONLY)


def sign_in_address(target: str = "") -> str:
    """The sign-in page's address, which leads back to `target` (a path of ours) afterwards."""
    return "/login" if target in ("", "/") else f"/login?{urlencode({'next': target})}"


def _send_to_sign_in(scope: Scope) -> Response:
    wants_page = header(scope, "sec-fetch-dest") == "document" or "text/html" in header(scope, "accept")
    if not wants_page:
        return PlainTextResponse("You are signed out. Sign in again to go on.\n", 401)
    query = scope["query_string"].decode("latin-1")
    target = quote(scope["path"], safe="/:@!$&'()*+,;=~") + (f"?{query}" if query else "")
    return RedirectResponse(sign_in_address(target if scope["method"] == "GET" else ""), 303)


def _is_one_of(path: str, prefixes: tuple[str, ...]) -> bool:
    return any(is_under(path, prefix) for prefix in prefixes)
