"""Our quick executor of migrations beside Tortoise's own."""

from pathlib import Path
from typing import Any

import pytest
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

import db
import migrating

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
    assert copies < 12
