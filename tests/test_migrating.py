"""Our quick executor of migrations beside Tortoise's own, and beside replicas of older releases."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import asyncpg
import pytest
from tortoise.fields import CharField
from tortoise.migrations import operations as ops
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.models import Model

import db
import migrating
import migrations
from errors import SettingsError

TABLES = db.Statement(
    sqlite="SELECT tbl_name, sql FROM sqlite_master ORDER BY name",
    postgres="""SELECT table_name, column_name, data_type, column_default, is_nullable, collation_name::text
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT tablename, indexdef, NULL, NULL, NULL, NULL FROM pg_indexes WHERE schemaname = 'public'
        UNION ALL SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), NULL, NULL, NULL
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2, 3""",
)


async def tables_made_by(executor: type[MigrationExecutor], url: str) -> list[dict[str, object]]:
    async with db.connect(url):
        await executor(db.connection(), db._APPS).migrate([MigrationTarget("models", "__latest__")])
        return await TABLES.run()


async def test_migrations_make_the_tables_that_tortoises_own_executor_makes(
    dialect: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    other = f"sqlite://{tmp_path}/b.db" if dialect == "sqlite" else request.getfixturevalue("empty_postgres_url")
    async with db.connect(request.getfixturevalue("database_url")):
        ours = await TABLES.run()
    assert len(ours) > 40
    assert ours == await tables_made_by(MigrationExecutor, other)


async def test_models_have_their_filters_after_migrating(tmp_path: Path) -> None:
    await tables_made_by(migrating.Executor, f"sqlite://{tmp_path}/a.db")

    class Pump(Model):
        name = CharField(max_length=9)

    assert "name__startswith" in Pump._meta._filters


async def test_nothing_is_copied_for_an_operation_that_does_not_look_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = 0
    clone = migrating._Tables.clone

    def counted(*args: Any, **options: Any) -> Any:
        nonlocal copies
        copies += 1
        return clone(*args, **options)

    monkeypatch.setattr(migrating._Tables, "clone", counted)
    await tables_made_by(migrating.Executor, f"sqlite://{tmp_path}/a.db")
    modules = [import_module(f"migrations.{each.name}") for each in iter_modules(migrations.__path__)]
    made = [each for module in modules for each in module.Migration.operations]
    assert copies == sum(isinstance(each, LOOKING_BACK) for each in made)


OLDER = ("keylodge change feed", "keylodge replica 0007")
"""How a replica's connection is called by the release that had no numbers, and by one that lacks the last migration."""
LOOKING_BACK = (ops.RunPython, ops.RemoveIndex, ops.DeleteModel)
NARROWING = (
    ops.RemoveField,
    ops.DeleteModel,
    ops.RenameModel,
    ops.RenameField,
    ops.AlterField,
    ops.RunPython,
    ops.RunSQL,
)
SAID_SINCE = 9


@asynccontextmanager
async def connected(url: str, name: str) -> AsyncIterator[None]:
    """Somebody is, who calls themselves so."""
    raw = await asyncpg.connect(url, server_settings={"application_name": name})
    try:
        yield
    finally:
        await raw.close()


@pytest.fixture
async def behind(empty_postgres_url: str) -> AsyncIterator[str]:
    """A database of the release before the eighth migration, connected; its URL."""
    async with db.connect(empty_postgres_url):
        await db.migrate(upto="0007_former_ids")
        yield empty_postgres_url


@pytest.fixture
def stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    """The eighth is one that older replicas can't stand."""
    eighth = import_module("migrations.0008_audiences_of_one_tenant").Migration
    monkeypatch.setattr(eighth, "stops_older_replicas", True, raising=False)


@pytest.mark.usefixtures("stopping")
@pytest.mark.parametrize("name", OLDER)
async def test_migration_that_stops_older_replicas_is_refused_while_one_is_connected(behind: str, name: str) -> None:
    async with connected(behind, name):
        with pytest.raises(SettingsError, match=r"0008_audiences_of_one_tenant can't be made.*this machine, since"):
            await db.migrate()
        assert not await db.is_current()
    async with asyncio.timeout(10):
        while not await db.is_current():  # PostgreSQL forgets who left a moment later
            with suppress(SettingsError):
                await db.migrate()


@pytest.mark.usefixtures("stopping")
async def test_replicas_that_know_the_migration_and_commands_are_no_obstacle(behind: str) -> None:
    async with (
        connected(behind, migrating.name_of_replica()),
        connected(behind, "keylodge feed"),
        connected(behind, ""),
    ):
        await db.migrate()
    assert await db.is_current()


@pytest.mark.parametrize("name", OLDER)
async def test_migration_that_older_replicas_stand_is_made_beside_them(behind: str, name: str) -> None:
    async with connected(behind, name):
        await db.migrate()
    assert await db.is_current()


async def test_migration_that_may_break_older_replicas_says_whether_it_does(database: str) -> None:
    executor = migrating.Executor(db.connection(), db._APPS)
    await executor.loader.build_graph()
    silent = [
        key.name
        for key, made in executor.loader.disk_migrations.items()
        if migrating._number(key.name) >= SAID_SINCE
        and any(isinstance(each, NARROWING) for each in made.operations)
        and "stops_older_replicas" not in vars(type(made))
    ]
    assert silent == [], "say `stops_older_replicas = True`, or False: see migrations/__init__.py"
