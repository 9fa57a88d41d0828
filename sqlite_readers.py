"""SQLite as Tortoise's database, where reading and writing don't wait for each other.

Tortoise has one connection for SQLite, so whoever reads waits for whoever writes. In WAL they needn't: what is read
outside of `db.tx()` goes over connections of its own, which can't write. A read sees all that was committed before it
began. docs/adr/0002-one-transaction.md has the reasons.
"""

import asyncio
import sqlite3
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, Final, cast

from tortoise.backends.sqlite.client import SqliteClient, translate_exceptions

MOST_READERS: Final = 8
"""Connections that read at a time, each in a thread; opened when first needed, with 2 MB of memory at most."""
_READING: Final = ("SELECT", "WITH")
_ASK_EVERY: Final = 100_000
"""Instructions of SQLite's machine, some milliseconds."""


class ReadersClient(SqliteClient):
    """Tortoise's client for SQLite, which writes over its own connection and reads over those of `_Readers`."""

    def __init__(self, file_path: str, **options: Any) -> None:
        super().__init__(file_path, **options)
        self._readers: _Readers | None = None

    async def execute_query(self, query: str, values: list[Any] | None = None) -> tuple[int, Sequence[dict[str, Any]]]:
        if not _is_reading(query):
            return cast(tuple[int, Any], await super().execute_query(query, values))
        rows = await self._read(query, values)
        return len(rows), cast(Any, rows)

    async def execute_query_dict(self, query: str, values: list[Any] | None = None) -> list[dict[str, Any]]:
        if not _is_reading(query):
            return cast(list[dict[str, Any]], await super().execute_query_dict(query, values))
        return list(map(dict, await self._read(query, values)))

    async def close(self) -> None:
        readers, self._readers = self._readers, None
        if readers is not None:  # before the writer, so that it's the writer who tidies the file
            await asyncio.to_thread(readers.close)
        await super().close()

    @translate_exceptions
    async def _read(self, query: str, values: list[Any] | None) -> list[sqlite3.Row]:
        self.log.debug("%s: %s", query, values)
        if self._readers is None:
            async with self.acquire_connection():
                pass  # the writer makes the file, and has it written ahead
            self._readers = self._readers or _Readers(self.filename, int(self.pragmas.get("busy_timeout", 0)))
        return await self._readers.read(query.replace("\x00", "'||CHAR(0)||'"), values or [])


class _Readers:
    """The threads that read, with a connection each."""

    def __init__(self, file: str, busy_ms: int) -> None:
        self.file, self.busy_ms = file, busy_ms
        self.threads = ThreadPoolExecutor(MOST_READERS, "keylodge-reader")
        self.own = threading.local()
        self.closing = False
        self.opened: list[sqlite3.Connection] = []

    async def read(self, query: str, values: Sequence[object]) -> list[sqlite3.Row]:
        """The rows. Where the caller is cancelled the reading ends."""
        abandoned = threading.Event()
        try:
            work = partial(self._work, query, values, abandoned)
            return await asyncio.get_running_loop().run_in_executor(self.threads, work)
        except asyncio.CancelledError:
            abandoned.set()
            raise

    def close(self) -> None:
        """End what is being read, and close the connections; takes a moment."""
        self.closing = True
        self.threads.shutdown(cancel_futures=True)
        for connection in self.opened:
            connection.close()

    def _work(self, query: str, values: Sequence[object], abandoned: threading.Event) -> list[sqlite3.Row]:
        """Run a query, asking on the way whether anybody still waits for it.

        SQLite's interrupt is lost on a query that is about to begin; a progress handler asks again.
        """
        if not hasattr(self.own, "connection"):
            self.own.connection = self._open()
        connection: sqlite3.Connection = self.own.connection
        connection.set_progress_handler(lambda: self.closing or abandoned.is_set(), _ASK_EVERY)
        return connection.execute(query, values).fetchall()

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.file, isolation_level=None, check_same_thread=False)
        self.opened.append(connection)
        connection.row_factory = sqlite3.Row
        connection.execute(f"PRAGMA busy_timeout = {self.busy_ms}")
        connection.execute("PRAGMA query_only = ON")
        return connection


def _is_reading(query: str) -> bool:
    return query.lstrip()[:6].upper().startswith(_READING)


client_class = ReadersClient
"""Where Tortoise looks for it: this module is the engine."""
