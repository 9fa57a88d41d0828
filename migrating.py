"""Applying migrations: Tortoise's executor, in a fifth of its time, and never under a replica that can't stand it."""

import pkgutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from tortoise import models
from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.fields.base import Field
from tortoise.filters import FilterInfoDict, get_filters_for_field
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.migration import Migration
from tortoise.migrations.schema_generator.state import ModelState, State
from tortoise.migrations.schema_generator.state_apps import StateApps

import migrations
from errors import SettingsError

_FILTERS = get_filters_for_field
_REPLICA = "keylodge replica "
"""How PostgreSQL calls a replica's connection, the number of the last migration that it knows behind it."""
_NUMBERLESS = "keylodge change feed"
"""How it called one of each replica before they told their number."""
_CONNECTED = """
SELECT application_name, coalesce(host(client_addr), 'this machine') AS address,
    to_char(backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') AS since
FROM pg_stat_activity WHERE datname = current_database() AND application_name LIKE 'keylodge %' ORDER BY backend_start
"""


def name_of_replica() -> str:
    """What a replica's connection is called, for `Executor.refuse_beside_older_replicas`."""
    return f"{_REPLICA}{max(_number(name) for _, name, _ in pkgutil.iter_modules(migrations.__path__)):04d}"


class Executor(MigrationExecutor):
    """Tortoise's own copies every model for each operation, and makes filters and queries for each copy.

    Ours copies only for operations that look back, and makes neither: migrations of ours write SQL. So a model that a
    migration is handed knows its table, and can't be queried.
    """

    async def migrate(self, *args: Any, **options: Any) -> None:
        with _without_filters():
            await super().migrate(*args, **options)

    async def refuse_beside_older_replicas(self, target: MigrationTarget) -> None:
        """Raise SettingsError where a migration on the way to `target` stops older replicas, and some are connected.

        The loader has to have built its graph.
        """
        plan = self._migration_plan([target], set(self.loader.applied_migrations), self.loader.graph)
        due = [step.migration for step in plan]
        stopping = [each for each in due if getattr(each, "stops_older_replicas", False)]
        if not stopping or not self.loader.applied_migrations:
            return
        older = await _older_replicas(self.connection, stopping[-1])
        if older:
            raise SettingsError(
                f"The migration {stopping[-1].name} can't be made while servers of an older Keylodge use the database: "
                f"{'; '.join(older)}. Stop all of them, then start this one."
            )

    async def _project_state(self, applied: set[MigrationKey], *, upto: MigrationKey | None = None) -> State:
        assert upto is None, "only for going back, which we never do"
        connections = {app: config["default_connection"] for app, config in self.loader.apps_config.items()}
        state = _State(models={}, apps=_Tables(default_connections=connections))
        for key in self._full_plan():
            if key in applied:
                migration = self.loader.graph.nodes[key]
                assert migration is not None, "the loader has read it from its file"
                await migration.apply(state, dry_run=True, schema_editor=None)
        return state


@contextmanager
def _without_filters() -> Iterator[None]:
    """Tortoise works out what each field of each copy can be filtered by, which takes longer than all the rest."""

    def none_of_a_field(field_name: str, field: Field[Any] | None, source_field: str) -> dict[str, FilterInfoDict]:
        return {} if field is not None else _FILTERS(field_name, field, source_field)

    models.get_filters_for_field = none_of_a_field  # type: ignore[attr-defined]
    try:
        yield
    finally:
        models.get_filters_for_field = _FILTERS  # type: ignore[attr-defined]


class _Tables(StateApps):
    def _build_initial_querysets(self) -> None:
        """Nobody queries."""


class _State(State):
    def clone(self) -> State:
        return _Before({key: model.clone() for key, model in self.models.items()}, self.apps)  # type: ignore[return-value]


@dataclass
class _Before:
    """What was there before an operation, for those that ask."""

    models: dict[tuple[str, str], ModelState]
    later: StateApps

    @cached_property
    def apps(self) -> StateApps:
        return self.later.clone(model_states=self.models)


async def _older_replicas(connection: BaseDBAsyncClient, migration: Migration) -> list[str]:
    """Where replicas are connected from that don't know `migration`, and since when; nobody tells on SQLite."""
    if connection.capabilities.dialect == "sqlite":
        return []
    return [
        f"{row['address']}, since {row['since']} UTC"
        for row in await connection.execute_query_dict(_CONNECTED)
        if _is_older(row["application_name"], migration)
    ]


def _is_older(name: str, migration: Migration) -> bool:
    known = _number(name.removeprefix(_REPLICA)) if name.startswith(_REPLICA) else None
    return name == _NUMBERLESS or (known is not None and known < _number(migration.name))


def _number(name: str) -> int:
    return int(name.split("_", maxsplit=1)[0])
