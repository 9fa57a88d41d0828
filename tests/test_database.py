"""The database itself, on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

import db
from errors import SettingsError


async def test_migrated_database_is_current(database: str) -> None:
    assert await db.is_current()


async def test_database_is_the_kind_that_was_asked_for(database: str, dialect: str) -> None:
    assert db.dialect() == dialect
    assert database.startswith(f"{dialect}://")


async def test_power_cut_takes_no_answered_change_back_on_sqlite(tmp_path: Path) -> None:
    async with db.connect(f"sqlite://{tmp_path}/keylodge.db"):
        found = await db.connection().execute_query_dict("PRAGMA synchronous")
    assert found == [{"synchronous": 2}], "FULL"


async def test_failed_transaction_leaves_nothing_and_the_next_one_works(database: str) -> None:
    async def write_then_fail() -> None:
        await db.connection().execute_query("CREATE TABLE trace (id INTEGER)")
        raise LookupError

    async def write() -> None:
        await db.connection().execute_query("CREATE TABLE trace (id INTEGER)")

    with pytest.raises(LookupError):
        await db.tx(write_then_fail)
    await db.tx(write)
    assert await db.connection().execute_query_dict("SELECT id FROM trace") == []


async def test_database_of_a_later_keylodge_is_left_alone(database: str) -> None:
    await db.connection().execute_query(
        "INSERT INTO tortoise_migrations (app, name, applied_at) VALUES ('models', '9999_later', CURRENT_TIMESTAMP)"
    )
    with pytest.raises(SettingsError, match=r"A later Keylodge has migrated this database \(9999_later\)"):
        await db.migrate()
