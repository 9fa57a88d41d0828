"""Making a backup while Keylodge runs, and restoring one while it doesn't."""

import pkgutil
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import db
import migrations
from errors import SettingsError
from models import Link, Session
from services.backups import archives, postgres_copies, sqlite_copies
from services.backups.archives import BackupError, Manifest, Progress
from services.keys import keys
from services.live import clock, feed
from services.live.changes import RELOAD
from settings import Settings


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made; `with_key` False: the master key is kept elsewhere (KEYLODGE_MASTER_KEY)."""

    path: Path
    size: int
    with_key: bool


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored; `kept`: files that hold what was there before."""

    made_at: datetime
    kept: tuple[Path, ...]


async def backup(values: Settings, path: Path, *, force: bool, progress: Progress) -> Made:
    """Write the database as it is now and the master key to the file `path`. Raises BackupError, SettingsError."""
    archives.check_free(path, force=force)
    url = values.url_of_database
    with _folder(path.parent) as folder:
        if url.startswith("sqlite://"):
            sqlite_copies.copy(sqlite_copies.file_of(url), folder / archives.DATABASE, progress)
            seen, tables = sqlite_copies.migrations_of(folder / archives.DATABASE), dict[str, list[str]]()
            if not seen:
                raise BackupError(f"There is nothing in {sqlite_copies.file_of(url)} yet.")
        else:
            tables, seen = await postgres_copies.copy(url, folder, progress)
        with_key = _add_key(values, folder)
        made_at = clock.machine().isoformat(timespec="seconds")
        manifest = Manifest(_kind(url), made_at, seen, tables, _key_check(values))
        size = archives.write(path, folder, manifest, progress)
    return Made(path, size, with_key)


async def restore(values: Settings, path: Path, *, force: bool, progress: Progress) -> Restored:
    """Put the backup `path` in the place of the database and the master key; everybody has to sign in again.

    With `force` also where there is a database already. Raises BackupError, SettingsError; then nothing has changed.
    """
    url = values.url_of_database
    beside = sqlite_copies.file_of(url).parent if url.startswith("sqlite://") else Path(tempfile.gettempdir())
    with _folder(beside) as folder:
        manifest = archives.read(path, folder)
        _check_fits(manifest, url)
        _check_key(values, manifest, folder, force=force)
        if url.startswith("sqlite://"):
            kept = _restore_sqlite(sqlite_copies.file_of(url), folder, manifest, force=force)
        else:
            kept = await _restore_postgres(url, folder, manifest, force=force, progress=progress)
        kept += _put_key(values, folder)
    async with db.connect(url):
        await db.migrate()
        await db.tx(_forget_doors)
    return Restored(datetime.fromisoformat(manifest.made_at), kept)


def _restore_sqlite(place: Path, folder: Path, manifest: Manifest, *, force: bool) -> tuple[Path, ...]:
    new = folder / archives.DATABASE
    sqlite_copies.check(new)
    if sqlite_copies.migrations_of(new) != manifest.migrations:
        raise BackupError("The database in this backup is not the one that it says. Use another one.")
    if place.exists() and not force:
        raise BackupError(
            f"There is a database at {place} already. With --force the backup takes its place, and it is kept aside."
        )
    kept = sqlite_copies.put(new, place)
    return (kept,) if kept else ()


async def _restore_postgres(
    url: str, folder: Path, manifest: Manifest, *, force: bool, progress: Progress
) -> tuple[Path, ...]:
    seen, tenants, others = await postgres_copies.look(url)
    if others and not force:
        raise BackupError(
            f"{others} others are connected to this database. Stop every Keylodge on it; --force restores all the same."
        )
    if tenants and not force:
        raise BackupError(
            "There is something in this database already. With --force the backup takes its place, and nothing of it "
            "is kept: make a backup first."
        )
    if seen and seen != manifest.migrations:
        raise BackupError("This database has other migrations than the backup. Restore into an empty database.")
    if not seen:
        async with db.connect(url):
            await db.migrate(upto=manifest.migrations[-1])
    await postgres_copies.load(url, folder, manifest.tables, progress)
    return ()


async def _forget_doors() -> None:
    """Sessions and links that ended after the backup was made must not come back with it."""
    await Session.all().delete()
    await Link.all().delete()
    await feed.announce(RELOAD)


def _check_fits(manifest: Manifest, url: str) -> None:
    if manifest.database != _kind(url):
        raise BackupError(
            f"This backup is of {manifest.database}, and KEYLODGE_DATABASE_URL names {_kind(url)}. "
            "A backup goes back into a database of its own kind."
        )
    known = {module.name for module in pkgutil.iter_modules(migrations.__path__)}
    if not manifest.migrations or not set(manifest.migrations) <= known:
        raise BackupError("This backup was made by a later Keylodge. Restore it with that one.")


def _add_key(values: Settings, folder: Path) -> bool:
    keys.master_key(values)
    if values.master_key.get_secret_value():
        return False
    shutil.copyfile(values.data_dir / keys.FILE, folder / archives.KEY)
    return True


def _check_key(values: Settings, manifest: Manifest, folder: Path, *, force: bool) -> None:
    """A key in the environment rules, so it must be the right one; a file in the data folder can be replaced."""
    packed, file = folder / archives.KEY, values.data_dir / keys.FILE
    if packed.exists() and not values.master_key.get_secret_value():
        packed.chmod(0o600)
        if _key_check(values.model_copy(update={"data_dir": folder})) != manifest.key_check:
            raise BackupError("The master key in this backup is not the one that it says. Use another one.")
        if file.exists() and file.read_bytes() != packed.read_bytes() and not force:
            raise BackupError(f"{file} holds another master key. With --force the backup's takes its place.")
        return
    try:
        there = file.exists() or bool(values.master_key.get_secret_value())  # looking for the key would make one
        fits = there and _key_check(values) == manifest.key_check
    except SettingsError:
        fits = False
    if not fits:
        raise BackupError(
            "This backup was made with another master key than the one in force. Set KEYLODGE_MASTER_KEY to that one."
        )


def _put_key(values: Settings, folder: Path) -> tuple[Path, ...]:
    packed, place = folder / archives.KEY, values.data_dir / keys.FILE
    if not packed.exists() or values.master_key.get_secret_value():
        return ()
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept: tuple[Path, ...] = ()
    if place.exists() and place.read_bytes() != packed.read_bytes():
        kept = (place.replace(sqlite_copies.aside(place)),)
    shutil.copyfile(packed, draft := place.with_name(f".{place.name}.restored"))
    draft.chmod(0o600)
    draft.replace(place)
    return kept


def _key_check(values: Settings) -> str:
    return keys.derive("backup check", values)[:12].hex()


def _kind(url: str) -> str:
    return "SQLite" if url.startswith("sqlite://") else "PostgreSQL"


@contextmanager
def _folder(beside: Path) -> Iterator[Path]:
    """A folder of our own, on the file system where its files will be needed, gone at the end."""
    try:
        beside.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder = Path(tempfile.mkdtemp(prefix=".keylodge-backup-", dir=beside))
    except OSError as error:
        raise BackupError(f"{beside} can't be written to: {error.strerror}. Choose another folder.") from None
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
