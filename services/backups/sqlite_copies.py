"""SQLite's side of backups: a copy as of one moment while others write, and putting one in the database's place."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import chain, count
from pathlib import Path

from services.backups.archives import BackupError, Progress
from services.live import clock

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


def put(new: Path, place: Path) -> Path | None:
    """Put the database `new` in the place of `place`; where the one before is kept now, if there was one.

    Raises BackupError while another process has `place` open.
    """
    if not place.exists():
        _clear(place)
        new.replace(place)
        return None
    kept = aside(place)
    with _alone(place):
        place.replace(kept)
        _clear(place)
        new.replace(place)
    return kept


def aside(place: Path) -> Path:
    """A name that is free, for keeping what is at `place`: it says when that was replaced, in UTC."""
    name = f"{place.name}.before-restore-{clock.machine():%Y-%m-%dT%H-%M-%S}"
    others = (f"{name}-{number}" for number in count(2))
    return next(kept for kept in map(place.with_name, chain([name], others)) if not kept.exists())


@contextmanager
def _alone(file: Path) -> Iterator[None]:
    """Nobody else has `file` open, nor may open it, while the block runs.

    Only the last connection can take a database out of WAL mode: whoever has read from it is noticed, idle or not.
    """
    with closing(_open(file)) as database:
        try:
            mode = database.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
            database.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            mode = "locked"
        except sqlite3.DatabaseError:  # what is to be replaced may well be damaged
            mode = "unreadable"
        if mode in ("wal", "locked"):
            raise BackupError(f"Keylodge is running on {file}. Stop it, then restore.")
        yield


def _open(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=1, isolation_level=None)


def _clear(file: Path) -> None:
    for suffix in _SIDE_FILES:
        file.with_name(file.name + suffix).unlink(missing_ok=True)
