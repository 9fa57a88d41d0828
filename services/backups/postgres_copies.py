"""PostgreSQL's side of making backups: every table as of one moment, in the binary COPY format."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import asyncpg

from services.backups.archives import Progress
from services.backups.errors import BackupError

MIGRATIONS = "tortoise_migrations"
KEPT_BY_TRIGGERS = "client_tally"
"""The table that follows from another: whoever writes that one writes this one as well."""
_TABLES = """
SELECT table_name AS name, array_agg(column_name::text ORDER BY ordinal_position) AS columns
FROM information_schema.columns WHERE table_schema = current_schema() GROUP BY table_name"""
_REFERENCES = """
SELECT conrelid::regclass::text AS origin, confrelid::regclass::text AS target FROM pg_constraint
WHERE contype = 'f' AND connamespace = current_schema()::regnamespace"""


async def copy(url: str, folder: Path, progress: Progress) -> tuple[dict[str, list[str]], list[str]]:
    """Write each table, as all are at one moment, to `folder`; their columns, and the migrations."""
    async with connected(url) as raw, raw.transaction(isolation="repeatable_read", readonly=True):
        tables, migrations = await copy_all(raw, folder, progress)
    if not migrations:
        raise BackupError("There is nothing in this database yet. Look at KEYLODGE_DATABASE_URL.")
    return tables, migrations


async def copy_all(raw: Any, folder: Path, progress: Progress) -> tuple[dict[str, list[str]], list[str]]:
    """As `copy`, of what the transaction of the connection `raw` sees."""
    migrations, tables = await migrations_of(raw), await tables_of(raw)
    for number, (name, columns) in enumerate(tables.items()):
        await raw.copy_from_table(name, columns=columns, output=folder / f"{name}.copy", format="binary")
        progress(number + 1, len(tables))
    return tables, migrations


async def migrations_of(raw: Any) -> list[str]:
    """The migrations that the database has seen, in their order."""
    if await raw.fetchval("SELECT to_regclass($1)", MIGRATIONS) is None:
        return []
    return [row["name"] for row in await raw.fetch(f"SELECT name FROM {MIGRATIONS} ORDER BY name")]  # noqa: S608 - ours


async def tables_of(raw: Any) -> dict[str, list[str]]:
    """Every table with its columns, those that others refer to first; without the migrations and what triggers keep."""
    found = {row["name"]: list(row["columns"]) for row in await raw.fetch(_TABLES)}
    columns = {name: found[name] for name in found if name not in (MIGRATIONS, KEPT_BY_TRIGGERS)}
    needs: dict[str, set[str]] = {name: set() for name in columns}
    for row in await raw.fetch(_REFERENCES):
        origin, target = row["origin"].strip('"'), row["target"].strip('"')
        if origin != target:
            needs[origin].add(target)
    return {name: columns[name] for name in TopologicalSorter(needs).static_order()}


@asynccontextmanager
async def connected(url: str, schema: str = "") -> AsyncIterator[Any]:
    """A connection of our own, to the tables of one schema (without: wherever the database looks for tables)."""
    try:
        raw = await asyncpg.connect(url, server_settings={"search_path": schema} if schema else None)
    except (OSError, asyncpg.PostgresError) as error:
        raise BackupError(f"The database can't be reached: {error}. Look at KEYLODGE_DATABASE_URL.") from None
    try:
        yield raw
    except asyncpg.PostgresError as error:
        raise BackupError(f"PostgreSQL refused: {error}.") from error
    finally:
        await raw.close()


def quoted(name: str) -> str:
    """The name as it stands in a statement."""
    return '"' + name.replace('"', '""') + '"'
