"""PostgreSQL's side of backups: every table as of one moment, in the binary COPY format, and back."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import asyncpg

from services.backups.archives import BackupError, Progress

MIGRATIONS = "tortoise_migrations"
_TABLES = """
SELECT table_name AS name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
FROM information_schema.columns WHERE table_schema = 'public' GROUP BY table_name"""
_REFERENCES = """
SELECT conrelid::regclass::text AS origin, confrelid::regclass::text AS target FROM pg_constraint WHERE contype = 'f'"""
_SERIALS = """
SELECT * FROM (
    SELECT table_name AS name, column_name AS column,
        pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence
    FROM information_schema.columns WHERE table_schema = 'public'
) AS serials WHERE sequence IS NOT NULL"""
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""


async def copy(url: str, folder: Path, progress: Progress) -> tuple[dict[str, list[str]], list[str]]:
    """Write each table, as all are at one moment, to `folder`; their columns, and the migrations."""
    async with _connected(url) as raw, raw.transaction(isolation="repeatable_read", readonly=True):
        migrations = await migrations_of(raw)
        tables = await _tables(raw)
        for number, (name, columns) in enumerate(tables.items()):
            await raw.copy_from_table(name, columns=columns, output=folder / f"{name}.copy", format="binary")
            progress(number + 1, len(tables))
    if not migrations:
        raise BackupError("There is nothing in this database yet. Look at KEYLODGE_DATABASE_URL.")
    return tables, migrations


async def look(url: str) -> tuple[list[str], int, int]:
    """What a restore would meet: the database's migrations, its tenants, and how many others are connected."""
    async with _connected(url) as raw:
        migrations = await migrations_of(raw)
        tenants = await raw.fetchval("SELECT count(*) FROM tenant") if migrations else 0
        return migrations, int(tenants), int(await raw.fetchval(_OTHERS))


async def load(url: str, folder: Path, tables: dict[str, list[str]], progress: Progress) -> None:
    """Put the tables' content in the place of what is there, all or nothing. The schema must be the backup's."""
    async with _connected(url) as raw, raw.transaction():
        there = await _tables(raw)
        if {name: sorted(columns) for name, columns in there.items()} != {
            name: sorted(columns) for name, columns in tables.items()
        }:
            raise BackupError("The backup has other tables than this version of Keylodge makes. Use another one.")
        await raw.execute(f"TRUNCATE {', '.join(_quoted(name) for name in there)}")
        for number, name in enumerate(there):
            await raw.copy_to_table(name, columns=tables[name], source=folder / f"{name}.copy", format="binary")
            progress(number + 1, len(there))
        for row in await raw.fetch(_SERIALS):
            table, column = _quoted(row["name"]), _quoted(row["column"])
            if row["name"] in there:
                await raw.execute(
                    f"SELECT setval($1, coalesce(max({column}), 0) + 1, false) FROM {table}",  # noqa: S608 - from the schema
                    row["sequence"],
                )


async def migrations_of(raw: Any) -> list[str]:
    """The migrations that the database has seen, in their order."""
    if await raw.fetchval("SELECT to_regclass($1)", f"public.{MIGRATIONS}") is None:
        return []
    return [row["name"] for row in await raw.fetch(f"SELECT name FROM {MIGRATIONS} ORDER BY name")]  # noqa: S608 - ours


async def _tables(raw: Any) -> dict[str, list[str]]:
    """Every table but the migrations' own with its columns, those that others refer to first."""
    columns = {row["name"]: list(row["columns"]) for row in await raw.fetch(_TABLES) if row["name"] != MIGRATIONS}
    needs: dict[str, set[str]] = {name: set() for name in columns}
    for row in await raw.fetch(_REFERENCES):
        origin, target = row["origin"].strip('"'), row["target"].strip('"')
        if origin != target:
            needs[origin].add(target)
    return {name: columns[name] for name in TopologicalSorter(needs).static_order()}


@asynccontextmanager
async def _connected(url: str) -> AsyncIterator[Any]:
    try:
        raw = await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError) as error:
        raise BackupError(f"The database can't be reached: {error}. Look at KEYLODGE_DATABASE_URL.") from None
    try:
        yield raw
    except asyncpg.PostgresError as error:
        raise BackupError(f"PostgreSQL refused: {error}.") from error
    finally:
        await raw.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
