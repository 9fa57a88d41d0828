"""The servers on one PostgreSQL: each says that it is there, and one of them does what only one has to do.

Both hang from one connection, which the database ends with the process, and after a few silent seconds where the
process hangs: so the lock is free for another within 10 s, whatever became of who had it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import asyncpg

import db
import migrating
import outages
from services.tasks.supervision import supervised

LOOK_SECONDS = 2.0
"""How often each asks whether it is its turn, and the one whose it is says that it is there."""
SILENT_SECONDS = 6
"""After so long without a word the database ends the connection; PostgreSQL 14 and later."""
_LOCK = 0x6B6C616C  # "klal", alone


@asynccontextmanager
async def joined(url: str) -> AsyncIterator[asyncio.Event]:
    """Be one of the replicas while the block runs; the event is set while this one does what one has to do alone.

    Enter it before migrating, so that nobody migrates what this one can't stand. On SQLite it is alone.
    """
    leading = asyncio.Event()
    if db.dialect() == "sqlite":
        leading.set()
        yield leading
        return
    standing = _Standing(url, leading)
    await standing.connect()
    try:
        async with supervised("The replicas' connection", standing.keep):
            yield leading
    finally:
        await standing.leave()


class _Standing:
    """The connection that says that this replica is there, and holds the lock while it leads."""

    def __init__(self, url: str, leading: asyncio.Event) -> None:
        self.url, self.leading = url, leading
        self.raw: Any = None

    async def connect(self) -> None:
        name = {"application_name": migrating.name_of_replica()}
        self.raw = await asyncpg.connect(
            self.url, server_settings=name, timeout=SILENT_SECONDS, command_timeout=SILENT_SECONDS
        )
        if self.raw.get_server_version().major >= 14:
            await self.raw.execute(f"SET idle_session_timeout = '{SILENT_SECONDS}s'")

    async def keep(self) -> None:
        """Take turns until the connection is lost; started again, on a new one. Raises Unavailable."""
        try:
            async with outages.told():
                await self._take_turns()
        finally:
            await self.leave()

    async def leave(self) -> None:
        """Let go of the lock and the connection."""
        raw, self.raw = self.raw, None
        self.leading.clear()
        if raw is not None:
            with suppress(Exception):
                await raw.close(timeout=1)

    async def _take_turns(self) -> None:
        if self.raw is None:
            await self.connect()
        while True:
            if self.leading.is_set():
                await self.raw.fetchval("SELECT 1")
            elif await self.raw.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
                self.leading.set()
            await asyncio.sleep(LOOK_SECONDS)
