"""PostgreSQL's side of restoring: a backup is loaded beside what is there, and takes its place in one transaction.

It is loaded into a schema of its own, so that it can be migrated and worked on before anybody sees it. Meanwhile what
is there is locked: what is compared with the backup and kept is what is replaced.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import db
from services.backups import postgres_copies
from services.backups.archives import Manifest, Progress
from services.backups.errors import BackupError
from services.backups.postgres_copies import connected, quoted, tables_of
from services.backups.side_databases import Row, SideDatabase

Keep = Callable[[Any], Awaitable[Path]]
_SIDE = "keylodge_restoring"
_LOCK = 0x6B6C7273  # "klrs": PostgreSQL advisory lock while a backup is restored
_SERIALS = """
SELECT * FROM (
    SELECT table_name AS name, column_name AS column,
        pg_get_serial_sequence(quote_ident(table_schema) || '.' || quote_ident(table_name), column_name) AS sequence
    FROM information_schema.columns WHERE table_schema = current_schema()
) AS serials WHERE sequence IS NOT NULL"""
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


async def check_free(url: str, *, force: bool) -> None:
    """Raise BackupError where the database is in use, or something is in it, unless that may be replaced."""
    async with connected(url) as raw:
        others = await raw.fetchval(_OTHERS)
        tenants = await _has_tenants(raw)
    if others and not force:
        raise BackupError(
            f"{others} others are connected to this database. Stop every Keylodge on it; --force restores all the same."
        )
    if tenants and not force:
        raise BackupError(
            "There is something in this database already. With --force the backup takes its place, and what was there "
            "is kept in a file beside the backup."
        )


@asynccontextmanager
async def beside(
    url: str, folder: Path, manifest: Manifest, keep: Keep, progress: Progress
) -> AsyncIterator[SideDatabase]:
    """The backup in `folder`, loaded to be worked on and then put in the place of what is in the database.

    `keep` writes what is replaced to a file, by the connection that it is given. Raises BackupError.
    """
    async with db.connect(url):
        await db.migrate()
    async with connected(url) as raw:
        await _make_schema(raw)
        try:
            loaded = await _load(url, folder, manifest, progress)
            async with _locked(raw) as transaction:
                _check_same(await tables_of(raw), loaded)
                kept = (await keep(raw),) if await _has_tenants(raw) else ()
                committing = asyncio.Event()

                async def take_place() -> tuple[Path, ...]:
                    await _replace(raw)
                    committing.set()
                    await transaction.commit()
                    return kept

                async def read(query: str) -> list[Row]:
                    return [dict(row) for row in await raw.fetch(query)]

                try:
                    yield SideDatabase(_url_of_side(url), read if kept else None, take_place)
                except BaseException:
                    for file in () if committing.is_set() else kept:  # whether a lost COMMIT was one, nobody knows
                        file.unlink(missing_ok=True)
                    raise
        finally:
            await raw.execute(f"DROP SCHEMA IF EXISTS {_SIDE} CASCADE")


async def _make_schema(raw: Any) -> None:
    if not await raw.fetchval("SELECT pg_try_advisory_lock($1)", _LOCK):
        raise BackupError("Another backup is being restored into this database. Wait until that is done.")
    await raw.execute(f"DROP SCHEMA IF EXISTS {_SIDE} CASCADE")  # of a restore that was killed
    await raw.execute(f"CREATE SCHEMA {_SIDE}")


async def _load(url: str, folder: Path, manifest: Manifest, progress: Progress) -> dict[str, list[str]]:
    """The tables that there are once the loaded ones are migrated."""
    async with db.connect(_url_of_side(url)):
        await db.migrate(upto=manifest.migrations[-1])
    async with connected(url, _SIDE) as raw, raw.transaction():
        there = await tables_of(raw)
        _check_same(there, manifest.tables)
        for number, name in enumerate(there):
            columns = manifest.tables[name]
            await raw.copy_to_table(name, columns=columns, source=folder / f"{name}.copy", format="binary")
            progress(number + 1, len(there))
        await _set_serials(raw, there)
    async with db.connect(_url_of_side(url)):
        await db.migrate()
    async with connected(url, _SIDE) as raw:
        return await tables_of(raw)


@asynccontextmanager
async def _locked(raw: Any) -> AsyncIterator[Any]:
    """A transaction while which nobody else reads or writes Keylodge's tables; undone unless the block commits it."""
    transaction = raw.transaction()
    await transaction.start()
    try:
        await raw.execute("SET LOCAL lock_timeout = '30s'")
        names = ", ".join(quoted(name) for name in await tables_of(raw))
        await raw.execute(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE")
        yield transaction
    finally:
        if raw.is_in_transaction():
            await transaction.rollback()


async def _replace(raw: Any) -> None:
    there = await tables_of(raw)
    await raw.execute(f"TRUNCATE {', '.join(quoted(name) for name in there)}")
    for name, columns in there.items():
        listed = ", ".join(quoted(column) for column in columns)
        await raw.execute(
            f"INSERT INTO {quoted(name)} ({listed}) SELECT {listed} FROM {_SIDE}.{quoted(name)}"  # noqa: S608 - from the schema
        )
    await _set_serials(raw, there)


async def _set_serials(raw: Any, there: dict[str, list[str]]) -> None:
    for row in await raw.fetch(_SERIALS):
        table, column = quoted(row["name"]), quoted(row["column"])
        if row["name"] in there:
            await raw.execute(
                f"SELECT setval($1, coalesce(max({column}), 0) + 1, false) FROM {table}",  # noqa: S608 - from the schema
                row["sequence"],
            )


def _check_same(there: dict[str, list[str]], tables: dict[str, list[str]]) -> None:
    if {name: sorted(columns) for name, columns in there.items()} != {
        name: sorted(columns) for name, columns in tables.items()
    }:
        raise BackupError("The backup has other tables than this version of Keylodge makes. Use another one.")


async def _has_tenants(raw: Any) -> bool:
    return bool(await postgres_copies.migrations_of(raw) and await raw.fetchval("SELECT EXISTS (SELECT FROM tenant)"))


def _url_of_side(url: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}schema={_SIDE}"
