"""Proof that what this process remembers is what the database holds. A memory without it is not used.

Whoever remembers something of the database hears of each committed change, forgets what it touches, and uses the rest
only while `is_proven()`. So a change costs those whom it touches, and nobody else.

SQLite: the announcements that were committed since the last look are read before anything is believed, as soon as the
WAL index or `PRAGMA data_version` says that anybody committed anything. PostgreSQL: the change feed tells, as long as
its listener proved within a second that it misses none. docs/adr/0014-fresh-caches.md has the reasons.
"""

import logging
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import db
from services.live import feed
from services.live.announced import Announced
from services.live.changes import RELOAD, Change

log = logging.getLogger("keylodge.freshness")

PROOF_SECONDS = 1.0
"""How old the listener's last proof may be on PostgreSQL."""
KEPT_SECONDS = 300
"""How long anything is remembered, for changes that nobody announced: those that were typed into the database."""


class _State:
    announced: Announced | None = None
    memories: tuple[Callable[[Change], object], ...] = ()


def is_proven() -> bool:
    """Whether every memory has heard of everything committed by now; False: nobody can say, so look at the database.

    What is read after this may be remembered, unless a change that touches it is heard of meanwhile.
    """
    if _State.announced is None:
        return bool(_State.memories) and feed.proven_within(PROOF_SECONDS)
    try:
        for change in _State.announced.news():
            _tell(change)
    except sqlite3.Error as error:
        log.warning("What changed can't be read, so nothing that is remembered is believed: %s", error)
        _tell(RELOAD)
        return False
    return True


@asynccontextmanager
async def watching(url: str, *memories: Callable[[Change], object]) -> AsyncIterator[None]:
    """Prove for the database at `url` while the block runs; the feed has to run outside of it.

    `memories` are called with each change before `is_proven()` next says yes. They may not fail.
    """
    _State.memories = memories
    try:
        with _hearing(url):
            yield
    finally:
        _State.memories = ()


@contextmanager
def _hearing(url: str) -> Iterator[None]:
    if db.dialect() == "postgres":
        with feed.heard_first(_tell):
            yield
        return
    with closing(Announced(url.removeprefix("sqlite://").split("?")[0])) as announced:
        _State.announced = announced
        try:
            yield
        finally:
            _State.announced = None


def _tell(change: Change) -> None:
    for forget in _State.memories:
        forget(change)
