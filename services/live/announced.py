"""What was announced on SQLite since the last look, whichever process committed it."""

import sqlite3
from collections.abc import Iterable
from uuid import UUID

from services.live import wal_index
from services.live.changes import RELOAD, Change, Kind

MOST = 2_000
"""Changes told one by one; beyond them everything is forgotten at once, which takes less."""
_NEWEST = "SELECT seq FROM sqlite_sequence WHERE name = 'announcement'"
_SINCE = "SELECT tenant_id, kind, object_id FROM announcement WHERE id > ? AND id <= ? ORDER BY id"


class Announced:
    """Reads on a connection of its own, in the caller's thread: microseconds, for WAL's readers wait for nobody."""

    def __init__(self, path: str) -> None:
        self._watch = sqlite3.connect(path, isolation_level=None)
        self._version = self._data_version()
        self._index, self._seen = wal_index.open_index(path), b""
        self._last = self._newest()

    def news(self) -> Iterable[Change]:
        """The changes committed since the last call; RELOAD where some can't be told any more. Raises sqlite3.Error.

        After an error, ask again.
        """
        seen = self._index[:]  # before the rows are read, so that nothing falls between the two
        if seen and seen == self._seen:
            return ()
        version = self._data_version()
        found = () if version == self._version else self._read(version)
        self._seen = seen if wal_index.is_settled(seen) else b""
        return found

    def close(self) -> None:
        """Let go of the database."""
        self._watch.close()

    def _read(self, version: int) -> Iterable[Change]:
        newest = self._newest()
        found = self._between(self._last, newest) if 0 <= newest - self._last <= MOST else None
        self._version, complete = version, found is not None and len(found) == newest - self._last
        self._last = newest
        return found if found is not None and complete else (RELOAD,)  # housekeeping drops old announcements

    def _data_version(self) -> int:
        return int(self._watch.execute("PRAGMA data_version").fetchone()[0])

    def _newest(self) -> int:
        found = self._watch.execute(_NEWEST).fetchone()
        return int(found[0]) if found else 0

    def _between(self, last: int, newest: int) -> list[Change]:
        rows = self._watch.execute(_SINCE, (last, newest)).fetchall() if newest > last else []
        return [Change(UUID(tenant) if tenant else None, Kind(kind), object_id) for tenant, kind, object_id in rows]
