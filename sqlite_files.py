"""SQLite's file, made ready before it is opened: in a folder that can be written, readable by its owner only."""

import errno
import os
import sqlite3
import stat
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from errors import SettingsError

_PRAGMAS = {"busy_timeout": "10000", "synchronous": "FULL"}


def prepare(url: str) -> str:
    """What to open for `url` (sqlite://…), with our pragmas; its folder and a file of mode 0600 are there afterwards.

    Raises SettingsError where they can't be made, or where the file is something else than a database.
    """
    parts = urlsplit(url)
    path = Path(url.removeprefix("sqlite://").split("?")[0])
    _make(path)
    _check_readable(path)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return f"sqlite://{path}?{urlencode({**_PRAGMAS, **query})}"


def _make(path: Path) -> None:
    """Make the file and its folder, where SQLite makes `-wal` and `-shm` with the file's own mode."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, f"{path.name or path} is a folder")
        for place, needed in ((path.parent, os.W_OK | os.X_OK), (path, os.R_OK | os.W_OK)):
            if place.exists() and not os.access(place, needed):
                raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(place))
        path.touch(mode=0o600)
        _keep_from_others(path)
    except OSError as error:
        reason = "a file is in its place" if isinstance(error, FileExistsError) else error.strerror
        raise SettingsError(
            f"Keylodge can't keep its database in {path.parent}: {reason}. Set KEYLODGE_DATA_DIR, or "
            "KEYLODGE_DATABASE_URL where that is set, to a place that the account it runs as may write to."
        ) from None


def _keep_from_others(path: Path) -> None:
    """Take from everybody else what earlier versions left them. A group may have been let in on purpose."""
    for file in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
        with suppress(FileNotFoundError, PermissionError):  # PermissionError: another account's file
            mode = stat.S_IMODE(file.stat().st_mode)
            if mode & stat.S_IRWXO:
                file.chmod(mode & ~stat.S_IRWXO)


def _check_readable(path: Path) -> None:
    """Raise SettingsError where `path` is something else than a database. An empty file will be one.

    Looked at here and not by Tortoise's own connection, whose thread writes a traceback where it can't be opened.
    """
    try:
        with closing(sqlite3.connect(path)) as probe:
            probe.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        return  # busy: whoever holds it could read it
    except sqlite3.DatabaseError as error:
        raise SettingsError(
            f"The database {path} can't be read: {error}. Restore a backup, or set KEYLODGE_DATA_DIR, or "
            "KEYLODGE_DATABASE_URL where that is set, to the right place."
        ) from None
