"""When the database can't be used: what its errors mean, how long anybody waits for it, and one sentence in the log.

Whatever the drivers raise because the database is away, frozen, full or busy becomes `Unavailable`; a bug stays what it
is. The log hears once that it went, and once that it's back.
"""

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any

from errors import Unavailable

log = logging.getLogger("keylodge.database")

CALM_SECONDS = 1.0
"""The database is back once it answered and refused nothing for so long."""
RELEASE_SECONDS = 1.0
"""How long a connection has to be ready for the next one; one that isn't is closed."""
AWAY = "The database can't be reached at the moment. Try again in a few seconds."
SLOW = "The database doesn't answer in time. See whether the change is there before you try it again."
BUSY = "The database is busy with other changes. Try again in a few seconds."
FULL = "Nothing can be saved: the database's disk is full. Whoever runs Keylodge has to free some space."
REFUSED = "Nothing can be saved: the database's disk can't be written to. Whoever runs Keylodge has to look at it."
NEEDS_A_WRITE = (FULL, REFUSED)
"""These don't end with an answer, but when something is written."""
_STATEMENTS = ("execute_insert", "execute_many", "execute_query", "execute_query_dict", "execute_script")
_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: REFUSED,
    sqlite3.SQLITE_READONLY: REFUSED,
    sqlite3.SQLITE_CANTOPEN: AWAY,
}
_POSTGRES = {"08": AWAY, "28": AWAY, "3D": AWAY, "53": AWAY, "57": AWAY, "58": REFUSED, "53100": FULL, "57014": SLOW}
"""By SQLSTATE, or its class; 28 and 3D are about signing in."""

_patience: ContextVar[float | None] = ContextVar("patience")


class _Outage:
    """What the log was told last."""

    words = ""
    since = 0.0
    seen = 0.0


@contextmanager
def patience(seconds: float | None) -> Iterator[None]:
    """Wait so long for each statement inside of the block, whatever the limit is elsewhere; None: for ever."""
    token = _patience.set(seconds)
    try:
        yield
    finally:
        _patience.reset(token)


def guard(client: Any, limit: float | None, slots: asyncio.Semaphore | None = None) -> None:
    """Have each statement of a Tortoise client end within `limit` seconds; see `told`.

    `slots`: how many may be under way at a time.
    """
    for name in _STATEMENTS:
        setattr(client, name, _guarded(getattr(client, name), limit, slots))


@asynccontextmanager
async def told(limit: float | None = None, *, writes: bool = False) -> AsyncIterator[None]:
    """Raise Unavailable where the database can't be used, or takes longer than `limit` seconds.

    `writes`: the block ends with something written.
    """
    try:
        async with asyncio.timeout(_patience.get(limit)):
            yield
    except Unavailable:
        raise
    except Exception as error:
        words = explain(error)
        if not words:
            raise
        _note(words, error)
        raise Unavailable(words) from error
    _note_answer(writes=writes)


def explain(error: BaseException) -> str:
    """What keeps the database from being used, as a sentence; empty where the error is another's fault."""
    inner = next((value for value in error.args if isinstance(value, Exception)), None)
    if isinstance(error, sqlite3.Error):
        return _SQLITE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
    if isinstance(error, TimeoutError):
        return SLOW
    if isinstance(error, OSError):
        return AWAY
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return _POSTGRES.get(state) or _POSTGRES.get(state[:2], "")
    if type(error).__module__.startswith("asyncpg") and _is_lost(error):
        return AWAY
    cause = inner or error.__cause__
    return explain(cause) if cause is not None else ""


def _is_lost(error: BaseException) -> bool:
    """Whether asyncpg speaks of a connection that is gone; the same classes tell of wrong use, which is a bug."""
    words = str(error)
    lost = ("is closed", "is closing", "was closed", "been released", "unexpected connection_lost", "connection lost")
    return type(error).__name__ == "InternalClientError" or any(part in words for part in lost)


def _guarded(
    run: Callable[..., Awaitable[Any]], limit: float | None, slots: asyncio.Semaphore | None
) -> Callable[..., Awaitable[Any]]:
    turn: AbstractAsyncContextManager[object] = slots or nullcontext()

    async def guarded(*values: object, **named: object) -> object:
        async with told(limit), turn:
            return await run(*values, **named)

    return guarded


def _note(words: str, error: BaseException) -> None:
    now = time.monotonic()
    if _Outage.words != words:
        log.error("%s (%s: %s)", words, type(error).__name__, str(error)[:200])
        _Outage.since = _Outage.since if _Outage.words else now
        _Outage.words = words
    _Outage.seen = now


def _note_answer(*, writes: bool) -> None:
    if not _Outage.words or (_Outage.words in NEEDS_A_WRITE and not writes):
        return
    now = time.monotonic()
    if now - _Outage.seen >= CALM_SECONDS:
        log.warning("The database can be used again, after %.0f s.", now - _Outage.since)
        _Outage.words = ""
