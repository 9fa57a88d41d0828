"""Making a backup while Keylodge runs."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import db
from models.actions import Action
from services.access import installation
from services.backups import archives, key_files, postgres_copies, sqlite_copies
from services.backups.archives import Manifest, Progress
from services.backups.errors import BackupError
from services.backups.workspaces import workspace
from services.live import clock
from settings import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made; `with_key` False: the master key is kept elsewhere (KEYLODGE_MASTER_KEY)."""

    path: Path
    size: int
    with_key: bool
    encrypted: bool


async def backup(values: Settings, path: Path, *, force: bool, progress: Progress, passphrase: str = "") -> Made:
    """Write the database as it is now and the master key to the file `path`, encrypted where a passphrase is given.

    Raises BackupError, SettingsError.
    """
    archives.check_free(path, force=force)
    url = values.url_of_database
    with workspace(_where_plain(url) if passphrase else path.parent) as folder:
        if url.startswith("sqlite://"):
            sqlite_copies.copy(sqlite_copies.file_of(url), folder / archives.DATABASE, progress)
            seen, tables = sqlite_copies.migrations_of(folder / archives.DATABASE), dict[str, list[str]]()
            if not seen:
                raise BackupError(f"There is nothing in {sqlite_copies.file_of(url)} yet.")
        else:
            tables, seen = await postgres_copies.copy(url, folder, progress)
        with_key = key_files.add(values, folder)
        manifest = Manifest(kind_of(url), now_in_words(), seen, tables, key_files.check_of(values))
        size = archives.write(path, folder, manifest, progress, passphrase)
    return Made(path, size, with_key, encrypted=bool(passphrase))


async def record(made: Made) -> None:
    """Tell every tenant's trail of a backup. Not in a database of an older version: it is backed up as it is."""
    if await db.is_current():
        await installation.record(
            Action.BACKUP_MADE, {"File": made.path.name, "Encrypted": "Yes" if made.encrypted else "No"}
        )


def kind_of(url: str) -> str:
    """The kind of database, as people call it."""
    return "SQLite" if url.startswith("sqlite://") else "PostgreSQL"


def now_in_words() -> str:
    """The time as a manifest keeps it."""
    return clock.machine().isoformat(timespec="seconds")


def _where_plain(url: str) -> Path:
    """Where the unencrypted copy may lie meanwhile: never where the encrypted one goes."""
    return sqlite_copies.file_of(url).parent if url.startswith("sqlite://") else Path(tempfile.gettempdir())
