"""What becomes of open pages when a session ends or a role changes: one task a process, woken by the change feed."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from typing import Any, Final
from weakref import WeakSet

from nicegui import background_tasks, core
from nicegui.client import Client as Browser

from middleware import exchange
from middleware.sockets.recent_sessions import RecentSessions
from middleware.sockets.socket_gate import page_actor
from services.access.access import Person
from services.live import feed
from services.live.changes import Change, Kind
from services.live.waits import wait_until_set
from services.tasks.supervision import supervised

log = logging.getLogger("keylodge.pages")

SWEEP: Final = 30.0
"""Seconds after which sessions are looked at without a word from the feed: they expire silently."""
GRACE: Final = 0.5
"""Seconds that a browser has to leave by itself before its page is taken away."""
KINDS: Final = (Kind.SESSION, Kind.USER, Kind.ROLE, Kind.RELOAD)
TO_SIGN_IN: Final = "location.replace('/login?next=' + encodeURIComponent(location.pathname + location.search))"
AGAIN: Final = "location.reload()"


@asynccontextmanager
async def watching(recent_sessions: RecentSessions) -> AsyncIterator[None]:
    """Keep open pages true to their sessions while the block runs."""
    woken = asyncio.Event()

    def heard(change: Change) -> None:
        if change.kind in KINDS:
            recent_sessions.forget()
            woken.set()

    end = feed.subscribe(heard)
    recent_sessions.on_lost = woken.set
    try:
        async with supervised("The watch over open pages", partial(_watch, recent_sessions, woken)):
            yield
    finally:
        end()


async def _watch(recent_sessions: RecentSessions, woken: asyncio.Event) -> None:
    leaving: WeakSet[Browser] = WeakSet()
    while True:
        await wait_until_set(woken, SWEEP)
        woken.clear()
        try:
            await _look_at_all(recent_sessions, leaving)
        except BaseException:
            woken.set()  # they are looked at again soon
            raise


async def _look_at_all(recent_sessions: RecentSessions, leaving: WeakSet[Browser]) -> None:
    pages: dict[str, list[Browser]] = defaultdict(list)
    for page in list(Browser.instances.values()):
        if page._request is not None and page not in leaving:
            pages[page_actor(page).session_hash].append(page)
    for opened in pages.values():
        person = await recent_sessions.look_up(page_actor(opened[0]))
        for page in opened:
            words = _what_to_do(page, person)
            if words:
                leaving.add(page)
                background_tasks.create(_send_away(page, words), name="send a page away")


def _what_to_do(page: Browser, person: Person | None) -> str:
    before = exchange.person(page.request.scope)
    if person is None or before is None:
        return TO_SIGN_IN
    return AGAIN if person.is_administrator != before.is_administrator else ""


async def _send_away(page: Browser, words: str) -> None:
    """Tell the browser to leave; a moment later nothing of the page is left to be told anything."""
    message: dict[str, Any] = {"code": words}
    await core.sio.emit("run_javascript", message, room=page.id)
    await asyncio.sleep(GRACE)
    for sid in list(page._socket_to_document_id):
        await core.sio.disconnect(sid)
    for document_id in list(page._delete_tasks):
        page._cancel_delete_task(document_id)  # NiceGUI would delete the page once more when its time is up
    if page.id in Browser.instances:
        page.delete()
