"""Proof that what this process remembers is what the database holds. A memory without it is not used.

SQLite: `PRAGMA data_version`, on a connection of its own, moves with every commit of every other connection, whichever
process makes it. PostgreSQL: the change feed's count of changes, as long as its listener proved within a second that it
misses none. docs/adr/0014-fresh-caches.md has the reasons.
"""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import db
from services.live import feed

PROOF_SECONDS = 1.0
"""How old the listener's last proof may be on PostgreSQL."""


class _State:
    watch: sqlite3.Connection | None = None


def stamp() -> int | None:
    """A number that is another one as soon as something changed; None: nobody can say, so look at the database.

    Take it before reading: what was read is at least as new as the stamp.
    """
    if _State.watch is not None:
        return int(_State.watch.execute("PRAGMA data_version").fetchone()[0])
    return feed.changes() if feed.proven_within(PROOF_SECONDS) else None


@asynccontextmanager
async def watching(url: str) -> AsyncIterator[None]:
    """Give stamps for the database at `url` while the block runs; the feed has to run outside of it."""
    if db.dialect() == "postgres":
        yield
        return
    _State.watch = sqlite3.connect(url.removeprefix("sqlite://").split("?")[0], isolation_level=None)
    try:
        yield
    finally:
        _State.watch.close()
        _State.watch = None
