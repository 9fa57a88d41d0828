"""Restoring a backup while Keylodge doesn't run. Nothing that was revoked comes back with it, unless that is wished."""

import pkgutil
import sqlite3
import tempfile
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import db
import migrations
from models import BuiltInRole, Tenant, User
from models.actions import Action
from services.access import installation
from services.backups import (
    archives,
    branches,
    key_files,
    making,
    postgres_copies,
    postgres_restores,
    revocations,
    revoking,
    sqlite_copies,
    standings,
)
from services.backups.archives import Manifest, Progress
from services.backups.errors import BackupError
from services.backups.revocations import Revoked
from services.backups.side_databases import Read, SideDatabase
from services.backups.workspaces import aside, workspace
from services.keys import signing_keys
from services.live import feed
from services.live.changes import RELOAD
from services.secrets.expirations import spoken
from settings import Settings

MOST_TOLD = 200
"""Revocations that one event lists; the command line lists all."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What a comparison with the replaced database found; `unknown`: why (in part) there was none, empty if whole."""

    revoked: tuple[Revoked, ...] = ()
    unknown: str = ""


@dataclass(frozen=True, slots=True)
class Restored:
    """A backup that was restored; `kept`: files that hold what was there before.

    `unmanned`: names of tenants in which nobody can sign in as Tenant Administrator.
    """

    made_at: datetime
    kept: tuple[Path, ...]
    compared: Compared
    tenants: Mapping[str, str]
    """Names by ID."""
    unmanned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Job:
    """What one restore was told."""

    values: Settings
    path: Path
    force: bool
    as_it_was: bool
    passphrase: str
    progress: Progress


async def restore(
    values: Settings,
    path: Path,
    *,
    force: bool,
    progress: Progress,
    as_it_was: bool = False,
    passphrase: str = "",
) -> Restored:
    """Put the backup `path` in the place of the database and the master key; that changes at once or not at all.

    All sessions, links and grants end, new signing keys take the place of all old ones, and what was revoked since the
    backup stays so, unless `as_it_was`. An event in every tenant tells of it. With `force` also where there is a
    database already. Raises BackupError, SettingsError; then what was there is still
    there, on PostgreSQL migrated to this version.
    """
    job = _Job(values, path, force, as_it_was, passphrase, progress)
    url = values.url_of_database
    beside = sqlite_copies.file_of(url).parent if url.startswith("sqlite://") else Path(tempfile.gettempdir())
    with workspace(beside) as folder:
        manifest = archives.read(path, folder, passphrase)
        _check_fits(manifest, url)
        key_files.check_fits(values, manifest, folder, force=force)
        async with await _side_database(job, folder, manifest) as side:
            async with db.connect(side.url):
                await db.migrate()
                done = await db.tx(partial(_rework, job, key_files.in_force(values, folder), manifest, side.read))
            with key_files.put(values, folder) as keys_kept:
                kept = await side.take_place() + keys_kept
    async with db.connect(url):
        await db.tx(partial(feed.announce, RELOAD))
    return Restored(datetime.fromisoformat(manifest.made_at), kept, *done)


async def _side_database(job: _Job, folder: Path, manifest: Manifest) -> AbstractAsyncContextManager[SideDatabase]:
    url = job.values.url_of_database
    if not url.startswith("sqlite://"):
        await postgres_restores.check_free(url, force=job.force)
        return postgres_restores.beside(url, folder, manifest, partial(_keep, job), job.progress)
    new, place = folder / archives.DATABASE, sqlite_copies.file_of(url)
    sqlite_copies.check(new)
    if sqlite_copies.migrations_of(new) != manifest.migrations:
        raise BackupError("The database in this backup is not the one that it says. Use another one.")
    if place.exists() and not job.force:
        raise BackupError(
            f"There is a database at {place} already. With --force the backup takes its place, and it is kept aside."
        )
    return sqlite_copies.beside(new, place)


async def _keep(job: _Job, raw: Any) -> Path:
    """Write what a PostgreSQL database holds to a backup beside the one that replaces it, protected as that one is."""
    path = aside(job.path.parent / "keylodge", ".tar" if job.passphrase else ".tar.gz")
    with workspace(Path(tempfile.gettempdir())) as folder:
        tables, seen = await postgres_copies.copy_all(raw, folder, job.progress)
        known = key_files.is_there(job.values)
        if known:
            key_files.add(job.values, folder)
        check = key_files.check_of(job.values) if known else ""
        manifest = Manifest(making.kind_of(job.values.url_of_database), making.now_in_words(), seen, tables, check)
        archives.write(path, folder, manifest, job.progress, job.passphrase)
    return path


async def _rework(
    job: _Job, values: Settings, manifest: Manifest, replaced: Read | None
) -> tuple[Compared, Mapping[str, str], tuple[str, ...]]:
    """Make of the loaded backup what may run: the work of one transaction, before anybody sees it."""
    compared = await _compare(replaced)
    await revoking.end_all()
    if not job.as_it_was:
        for each in compared.revoked:
            await each.again()
    await signing_keys.replace_all(values)
    await installation.record(Action.BACKUP_RESTORED, partial(_told, job, manifest, compared))
    tenants = {str(tenant.id): tenant.name for tenant in await Tenant.all().order_by("name")}
    return compared, tenants, tuple([name for key, name in tenants.items() if await _is_unmanned(key)])


async def _compare(replaced: Read | None) -> Compared:
    if replaced is None:
        return Compared()
    ask = db.connection().execute_query_dict
    backup = await standings.read(ask)
    try:
        there = await standings.read(replaced)
        newer = await branches.touched_by_backup_alone(ask, replaced)
    except (sqlite3.DatabaseError, ValueError) as error:
        return Compared(unknown=f"what was there can't be read ({error})")
    shared = standings.shared_tenants(backup, there)
    missing = [row["name"] for key, row in backup.tenants.items() if key not in shared]
    if not shared:
        return Compared(unknown="what was there is another installation: they have no tenant in common")
    unknown = [f"what was there doesn't have the tenant {', '.join(missing)}"] if missing else []
    if newer:
        unknown.append("what was there goes back to an earlier backup, so what was revoked after this one isn't in it")
    return Compared(tuple(revocations.since(backup, there, newer)), "; ".join(unknown))


def _told(job: _Job, manifest: Manifest, compared: Compared, tenant: Tenant) -> dict[str, Any]:
    own = [each.words for each in compared.revoked if each.tenant_id == str(tenant.id)]
    more = [f"and {len(own) - MOST_TOLD:,} more"] if len(own) > MOST_TOLD else []
    told: dict[str, Any] = {"Backup": spoken(datetime.fromisoformat(manifest.made_at))}
    if own:
        told["Revoked since, and back" if job.as_it_was else "Stayed revoked"] = own[:MOST_TOLD] + more
    if compared.unknown:
        told["Not compared"] = compared.unknown
    return told


async def _is_unmanned(tenant_id: str) -> bool:
    people = User.filter(tenant_id=tenant_id)
    able = people.filter(
        enabled=True,
        password_hash__isnull=False,
        roles_held__role__role_type_id=BuiltInRole.TENANT_ADMINISTRATOR.value,
    )
    return await people.exists() and not await able.exists()


def _check_fits(manifest: Manifest, url: str) -> None:
    if manifest.database != making.kind_of(url):
        raise BackupError(
            f"This backup is of {manifest.database}, and KEYLODGE_DATABASE_URL names {making.kind_of(url)}. "
            "A backup goes back into a database of its own kind."
        )
    known = {module.name for module in pkgutil.iter_modules(migrations.__path__)}
    if not manifest.migrations or not set(manifest.migrations) <= known:
        raise BackupError("This backup was made by a later Keylodge. Restore it with that one.")
