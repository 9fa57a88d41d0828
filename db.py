"""The database: one lifespan, one way to write.

`tx()` is the only way into a transaction. Tortoise's own `in_transaction()` leaks its lock or pooled connection when a
task is cancelled or BEGIN fails inside it (docs/adr/0002-one-transaction.md), so nothing else calls it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connections
from tortoise.exceptions import ConfigurationError
from tortoise.migrations.executor import MigrationTarget

import outages
import sqlite_files
import sqlite_readers
import transactions
from errors import SettingsError, Unavailable
from migrating import Executor

T = TypeVar("T")
Tx = TransactionalDBClient
Dialect = Literal["sqlite", "postgres"]

_APPS = {"models": {"models": ["models"], "default_connection": "default", "migrations": "migrations"}}
MIGRATIONS = {"connections": {"default": "sqlite://:memory:"}, "apps": _APPS}
"""What `python -m tortoise -c db.MIGRATIONS makemigrations` reads."""
_at_close: list[Callable[[], object]] = []
after_commit = transactions.after_commit
_MIGRATION_LOCK = 0x6B65796C  # "keyl": PostgreSQL advisory lock while replicas start together


@asynccontextmanager
async def connect(url: str, *, limit: float | None = None) -> AsyncIterator[None]:
    """Open the database at `url` (sqlite://… or postgres://…) and close it at the end. Makes SQLite's folder.

    Nobody waits longer than `limit` seconds for a statement or for a turn: then it raises Unavailable, as it does
    wherever the database can't be used.
    """
    try:
        config = {"connections": {"default": _connection_to(url)}, "apps": _APPS}
        await Tortoise.init(config=config, use_tz=True, timezone="UTC", _enable_global_fallback=True)
    except ConfigurationError as error:
        raise SettingsError(f"KEYLODGE_DATABASE_URL is wrong: {error}.") from None
    try:
        await _open(limit)
        yield
    finally:
        await Tortoise.close_connections()
        while _at_close:
            _at_close.pop()()
        EXECUTOR_CACHE.clear()  # Tortoise keeps statements by connection name, in the dialect of the last database


def connection() -> BaseDBAsyncClient:
    """The current connection: inside `tx()` the transaction's own."""
    return get_connections().get("default")


def dialect() -> Dialect:
    """Which database this is."""
    return cast(Dialect, connection().capabilities.dialect)


@dataclass(frozen=True, slots=True)
class Statement:
    """Raw SQL: the text for each dialect, values as `?1` and `$1`. An empty text: there it has nothing to do."""

    sqlite: str
    postgres: str

    async def run(self, *values: object) -> list[dict[str, Any]]:
        """Run it; the rows that it answers with."""
        text = self._text()
        return await connection().execute_query_dict(text, list(values)) if text else []

    async def run_for_each(self, rows: Sequence[Sequence[object]]) -> None:
        """Run it with the values of each row."""
        text = self._text()
        if text and rows:
            await connection().execute_many(text, [list(row) for row in rows])

    def _text(self) -> str:
        return self.sqlite if dialect() == "sqlite" else self.postgres


async def tx(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work` in one transaction and return what it returns.

    The whole transaction is shielded: a cancelled caller leaves it to finish by itself. Inside `tx()` another joins it.
    SQLite begins with BEGIN IMMEDIATE, so that two processes wait for each other instead of failing.
    """
    if in_transaction():
        return await work()
    outcome = await asyncio.shield(asyncio.ensure_future(_outcome(work)))
    if isinstance(outcome, Unavailable):
        raise outcome
    return outcome


async def _outcome(work: Callable[[], Awaitable[T]]) -> T | Unavailable:
    """What `work` returned, or that the database can't be used: where nobody waits any more, that is no bug to log."""
    try:
        return await transactions.transact(work)
    except Unavailable as error:
        return error


def in_transaction() -> bool:
    """Whether the caller is inside `tx()`."""
    return isinstance(connection(), TransactionalDBClient)


def at_close(callback: Callable[[], object]) -> None:
    """Call `callback` once the database is closed."""
    _at_close.append(callback)


async def migrate(progress: Callable[[str], object] | None = None, *, upto: str = "__latest__") -> None:
    """Bring the schema up to date, or to the migration `upto`; replicas that start together wait for one another.

    Raises SettingsError where a later Keylodge has migrated the database, or older replicas have to be stopped first.
    """
    target = MigrationTarget(app_label="models", name=upto)
    executor = Executor(connection(), _APPS)

    def tell(event: str, _app: str, name: str) -> None:
        if progress and event.endswith("start"):
            progress(name)

    with outages.patience(None):
        async with _migration_lock():
            await _refuse_later_ones(executor)
            await executor.refuse_beside_older_replicas(target)
            await executor.migrate([target], progress=tell)


async def is_current() -> bool:
    """True when no migration is missing. Raises Unavailable."""
    plan = await Executor(connection(), _APPS).plan()
    if plan:
        await connection().execute_query("SELECT 1")  # Tortoise takes a database that is away for an empty one
    return not plan


def _connection_to(url: str) -> dict[str, Any]:
    if not url.startswith("sqlite://"):
        return expand_db_url(url)
    return {**expand_db_url(sqlite_files.prepare(url)), "engine": sqlite_readers.__name__}


async def _refuse_later_ones(executor: Executor) -> None:
    await executor.loader.build_graph()
    unknown = sorted(set(executor.loader.applied_migrations) - set(executor.loader.disk_migrations))
    if unknown:
        raise SettingsError(
            f"A later Keylodge has migrated this database ({unknown[-1].name}). Start that one, or restore a backup "
            "that was made before."
        )


async def through_the_pool(query: str, *values: object) -> None:
    """Run a statement on PostgreSQL over a connection of the pool that is kept free for it: for what proves the way."""
    client: Any = connection()
    async with outages.told(client.limit), client._pool.acquire() as raw:
        await raw.execute(query, *values)


async def _open(limit: float | None) -> None:
    client: Any = connection()
    client.limit, slots = limit, None
    if limit is not None and dialect() == "sqlite":
        client.pragmas["busy_timeout"] = int(limit * 1000 / 2)  # for other processes, after a turn in this one
    if dialect() == "postgres":
        import postgres_pool

        slots = postgres_pool.limit(client, limit)
    client.slots = slots or nullcontext()
    await _reach()
    outages.guard(client, limit, slots)


async def _reach() -> None:
    try:
        await connection().execute_query("SELECT 1")
    except Exception as error:
        raise SettingsError(f"The database can't be reached: {error}. Look at KEYLODGE_DATABASE_URL.") from error


@asynccontextmanager
async def _migration_lock() -> AsyncIterator[None]:
    if dialect() == "sqlite":
        yield
        return
    pool: Any = cast(Any, connection())._pool
    async with pool.acquire() as raw:
        await raw.execute("SELECT pg_advisory_lock($1)", _MIGRATION_LOCK)
        try:
            yield
        finally:
            await raw.execute("SELECT pg_advisory_unlock($1)", _MIGRATION_LOCK)
