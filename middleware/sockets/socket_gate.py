"""Ties what arrives on a socket to the page that the socket belongs to, and to a session that is alive now.

NiceGUI runs an event for whatever page its message names. So its handlers are wrapped: the page must be in the socket's
own room, must have been built for the session that opened the socket, and that session must be alive, and its person
still have the role that the page asks for. This touches NiceGUI's internals: it is pinned exactly, and tests/middleware
watches over it.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

import socketio
from nicegui.client import Client as Browser
from socketio.exceptions import ConnectionRefusedError as Refused

from middleware.exchange import caller
from middleware.exchange import person as person_of
from middleware.sessions import is_for_administrators
from middleware.sockets import unreadable_messages
from middleware.sockets.recent_sessions import RecentSessions
from middleware.sockets.returning import Returning
from models.actions import Attempt
from services.access import access
from services.access.actors import Actor
from services.watch import request_ids

Handler = Callable[..., Any]
Check = Callable[[Mapping[str, Any]], bool]

LONGEST_LOG: Final = 300
"""Characters of a browser's own log line that are kept."""
MOST_RECORDED: Final = 1000
"""Sockets, and sessions, that are remembered as having tried to act on another's page."""
LEVELS: Final = ("debug", "info", "warning", "error")
_RELOAD: Final = "Implicit handshake failed"
"""NiceGUI's script loads the page again when it is refused with these words."""


def install(sio: socketio.AsyncServer, recent_sessions: RecentSessions) -> None:
    """Wrap the handlers of NiceGUI's socket server; once a process."""
    handlers: dict[str, Handler] = sio.handlers["/"]
    gate = _Gate(sio, recent_sessions)
    unreadable_messages.keep_quiet(sio)
    handlers["connect"] = gate.connecting(handlers["connect"])
    handlers["handshake"] = gate.shaking_hands(handlers["handshake"])
    for name, check in CHECKS.items():
        handlers[name] = gate.belonging(handlers[name], check)


def page_actor(page: Browser) -> Actor:
    """Whom a page was built for."""
    return caller(page.request.scope)


class _Gate:
    def __init__(self, sio: socketio.AsyncServer, recent_sessions: RecentSessions) -> None:
        self.sio = sio
        self.recent_sessions = recent_sessions
        self.turns: WeakKeyDictionary[Browser, asyncio.Lock] = WeakKeyDictionary()
        self.recorded: set[str] = set()
        self.returning = Returning()

    def connecting(self, handler: Handler) -> Handler:
        async def connect(sid: str, environ: dict[str, Any], *rest: Any) -> Any:
            query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
            if not self._may_join(sid, query):
                await self._record_joining(sid, query)
                await self.returning.turn()
                raise Refused(_RELOAD)
            return await handler(sid, environ, *rest)

        return connect

    def shaking_hands(self, handler: Handler) -> Handler:
        async def handshake(sid: str, message: Any = None) -> bool:
            if isinstance(message, dict) and self._may_join(sid, message):
                return bool(await handler(sid, message))
            await self._record_joining(sid, message)
            return False

        return handshake

    def belonging(self, handler: Handler, check: Check) -> Handler:
        async def gated(sid: str, message: Any = None, *_: Any) -> None:
            page = _page(message)
            if page is not None and page.id not in self.sio.rooms(sid):
                await self._record(sid, page)
                return
            if page is None or not check(message):
                return
            async with self.turns.setdefault(page, asyncio.Lock()):  # so that events stay in their order
                if await self._is_welcome(sid, page):
                    with request_ids.part_of_one():
                        await _run(handler, sid, message)

        return gated

    def _may_join(self, sid: str, query: Mapping[str, Any]) -> bool:
        """Whether a socket may belong to the page that it names; well formed, and of the session that opened it."""
        page = _page(query)
        told = all(isinstance(query.get(name), str) and len(query[name]) <= 100 for name in ("tab_id", "document_id"))
        number = str(query.get("next_message_id", "0"))
        countable = number.isascii() and number.isdigit() and len(number) < 16
        return page is not None and told and countable and page_actor(page).session_hash == self._session(sid)

    async def _is_welcome(self, sid: str, page: Browser) -> bool:
        actor = page_actor(page)
        if actor.session_hash != self._session(sid):
            return False
        person = await self.recent_sessions.person(actor)
        if person is None:
            self.recent_sessions.on_lost()
        if person is None or page.is_deleted:
            return False
        await self.recent_sessions.touch(actor)
        return person.is_administrator or not is_for_administrators(page.page.path)

    async def _record_joining(self, sid: str, message: Any) -> None:
        """Note that a socket wants to belong to the page of somebody else; once a session and page."""
        page, scope = _page(message), (self.sio.get_environ(sid) or {}).get("asgi.scope")
        owner, asker = (person_of(page.request.scope), person_of(scope)) if page and scope else (None, None)
        if page and owner and asker and owner.id != asker.id:
            await self._record(sid, page, f"{self._session(sid)} {page.id}")

    async def _record(self, sid: str, page: Browser, once: str = "") -> None:
        """Note that somebody tried to act on another's page; once a socket, so that nobody floods the audit trail."""
        scope, once = (self.sio.get_environ(sid) or {}).get("asgi.scope"), once or sid
        if scope is None or once in self.recorded or caller(scope).session_hash == page_actor(page).session_hash:
            return
        person = await self.recent_sessions.person(caller(scope))
        if person is not None:
            self.recorded = {*self.recorded, once} if len(self.recorded) < MOST_RECORDED else {once}
            await access.record_refusal(person, Attempt.PAGE_ACT, page.page.path)

    def _session(self, sid: str) -> str | None:
        environ = self.sio.get_environ(sid) or {}
        scope = environ.get("asgi.scope")
        return caller(scope).session_hash or None if scope else None


def _page(message: Any) -> Browser | None:
    named = message.get("client_id") if isinstance(message, Mapping) else None
    return Browser.instances.get(named) if isinstance(named, str) else None


async def _run(handler: Handler, sid: str, message: Any) -> None:
    """Handlers of pages have error handling of their own; what gets here is a message that can't be read."""
    try:
        result = handler(sid, message)
        if isinstance(result, Awaitable):
            await result
    except Exception as error:  # noqa: BLE001 - hostile input
        unreadable_messages.note(error)


def _is_event(message: Mapping[str, Any]) -> bool:
    page = Browser.instances[message["client_id"]]
    element = page.elements.get(message["id"]) if isinstance(message.get("id"), int) else None
    listener = message.get("listener_id")
    known = element is not None and isinstance(listener, str) and listener in element._event_listeners
    return known and isinstance(message.get("args", []), list)


def _is_answer(message: Mapping[str, Any]) -> bool:
    return isinstance(message.get("request_id"), str)


def _is_count(message: Mapping[str, Any]) -> bool:
    return isinstance(message.get("next_message_id"), int)


def _is_log_line(message: Mapping[str, Any]) -> bool:
    """Makes it one short line, too: it is hostile text on its way to the log."""
    if message.get("level") not in LEVELS or not isinstance(message, dict):
        return False
    words = str(message.get("message"))[:LONGEST_LOG]
    message["message"] = "A browser says: " + "".join(c if c.isprintable() else " " for c in words)
    return True


CHECKS: Final[dict[str, Check]] = {
    "event": _is_event,
    "javascript_response": _is_answer,
    "ack": _is_count,
    "log": _is_log_line,
}
