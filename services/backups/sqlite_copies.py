"""SQLite's side of backups: a copy as of one moment while others write, and putting one in the database's place."""

import os
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

from services.backups.archives import Progress
from services.backups.errors import BackupError
from services.backups.side_databases import Row, SideDatabase
from services.backups.workspaces import aside

_PAGES = 2000
"""Copied between two words of progress: 8 MB."""
_SIDE_FILES = ("-wal", "-shm", "-journal")


def file_of(url: str) -> Path:
    """The file that a sqlite:// URL names."""
    return Path(url.removeprefix("sqlite://").split("?")[0])


def copy(source: Path, target: Path, progress: Progress) -> None:
    """Copy the database `source`, as it is now, to `target`, and check the copy. Others may write meanwhile."""
    if not source.exists():
        raise BackupError(f"There is no database at {source}. Look at KEYLODGE_DATA_DIR and KEYLODGE_DATABASE_URL.")
    try:
        with closing(_open(source)) as origin, closing(sqlite3.connect(target)) as result:
            origin.execute("BEGIN")  # holds one moment: without it, each write of others would start the copy again
            origin.execute("SELECT count(*) FROM sqlite_master").fetchone()
            origin.backup(result, pages=_PAGES, progress=lambda _, left, total: progress(total - left, total))
            result.execute("PRAGMA journal_mode = DELETE")  # one file, without a -wal beside it
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The database {source} can't be read: {error}. Restore an earlier backup.") from None
    check(target)


def check(file: Path) -> None:
    """Raise BackupError where `file` is not a sound database."""
    try:
        with closing(_open(file)) as database:
            answer = str(database.execute("PRAGMA integrity_check(1)").fetchone()[0])
            broken = database.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.DatabaseError as error:
        raise BackupError(f"The database in this backup can't be read: {error}. Use another one.") from None
    if answer != "ok" or broken:
        raise BackupError(f"The database is damaged: {answer if answer != 'ok' else 'rows without their owner'}.")


def migrations_of(file: Path) -> list[str]:
    """The migrations that a database has seen, in their order; none for a file without tables."""
    with closing(_open(file)) as database:
        known = database.execute("SELECT 1 FROM sqlite_master WHERE name = 'tortoise_migrations'").fetchone()
        rows = database.execute("SELECT name FROM tortoise_migrations ORDER BY name") if known else ()
        return [str(row[0]) for row in rows]


@asynccontextmanager
async def beside(new: Path, place: Path) -> AsyncIterator[SideDatabase]:
    """The database `new`, to be worked on and then put in the place of `place`, which nobody may open meanwhile.

    Raises BackupError while another process has `place` open.
    """

    async def take_place() -> tuple[Path, ...]:
        return _swap(new, place)

    with _alone(place) as database:

        async def read(query: str) -> list[Row]:
            return [dict(row) for row in database.execute(query)] if database else []

        yield SideDatabase(f"sqlite://{new}", read if database else None, take_place)


def _swap(new: Path, place: Path) -> tuple[Path, ...]:
    """At each moment there is a whole database at `place`, if there was one: the old, or the new."""
    with closing(_open(new)) as database:
        database.execute("PRAGMA journal_mode = DELETE")  # one file, without a -wal beside it
    kept = (aside(place),) if place.exists() else ()
    for file in kept:
        try:
            os.link(place, file)
        except OSError:  # a file system without links
            shutil.copy2(place, file)
        _keep_commits_beside(place, file)
    _clear(place)
    new.replace(place)
    return kept


@contextmanager
def _alone(file: Path) -> Iterator[sqlite3.Connection | None]:
    """Nobody else has `file` open, nor may open it, while the block runs. None where there is no such file.

    Only the last connection can take a database out of WAL mode: whoever has read from it is noticed, idle or not.
    """
    if not file.exists():
        yield None
        return
    with closing(_open(file)) as database:
        database.row_factory = sqlite3.Row
        try:
            mode = database.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            mode = "locked"
        except sqlite3.DatabaseError:  # what is to be replaced may well be damaged
            mode = "unreadable"
        if mode in ("wal", "locked"):
            raise BackupError(f"Keylodge is running on {file}. Stop it, then restore.")
        yield database


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=1, isolation_level=None)


def _keep_commits_beside(place: Path, kept: Path) -> None:
    """Of a damaged database the latest commits are still in files of their own: whoever salvages it needs them."""
    for suffix in ("-wal", "-journal"):
        beside = place.with_name(place.name + suffix)
        if beside.exists():
            beside.replace(kept.with_name(kept.name + suffix))


def _clear(file: Path) -> None:
    for suffix in _SIDE_FILES:
        file.with_name(file.name + suffix).unlink(missing_ok=True)
