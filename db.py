"""The database: one lifespan, one way to write.

`tx()` is the only way into a transaction. Tortoise's own `in_transaction()` leaks its lock or pooled connection when a
task is cancelled or BEGIN fails inside it (docs/adr/0002-one-transaction.md), so nothing else calls it.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, cast

from tortoise import Tortoise
from tortoise.backends.base.client import BaseDBAsyncClient, TransactionalDBClient
from tortoise.backends.base.config_generator import expand_db_url
from tortoise.backends.base.executor import EXECUTOR_CACHE
from tortoise.connection import get_connections
from tortoise.exceptions import ConfigurationError, OperationalError
from tortoise.migrations.executor import MigrationTarget

import sqlite_files
import sqlite_readers
from errors import SettingsError
from migrating import Executor

T = TypeVar("T")
Tx = TransactionalDBClient
Dialect = Literal["sqlite", "postgres"]

_APPS = {"models": {"models": ["models"], "default_connection": "default", "migrations": "migrations"}}
MIGRATIONS = {"connections": {"default": "sqlite://:memory:"}, "apps": _APPS}
"""What `python -m tortoise -c db.MIGRATIONS makemigrations` reads."""
_at_close: list[Callable[[], object]] = []
_after_commit: ContextVar[list[Callable[[], object]] | None] = ContextVar("after_commit", default=None)
_MIGRATION_LOCK = 0x6B65796C  # "keyl": PostgreSQL advisory lock while replicas start together


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[None]:
    """Open the database at `url` (sqlite://… or postgres://…) and close it at the end. Makes SQLite's folder."""
    try:
        config = {"connections": {"default": _connection_to(url)}, "apps": _APPS}
        await Tortoise.init(config=config, use_tz=True, timezone="UTC", _enable_global_fallback=True)
    except ConfigurationError as error:
        raise SettingsError(f"KEYLODGE_DATABASE_URL is wrong: {error}.") from None
    try:
        await _reach()
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
    return await asyncio.shield(asyncio.ensure_future(_transact(work)))


def in_transaction() -> bool:
    """Whether the caller is inside `tx()`."""
    return isinstance(connection(), TransactionalDBClient)


def after_commit(callback: Callable[[], object]) -> None:
    """Call `callback` once the current transaction has committed; at once where there is none."""
    waiting = _after_commit.get()
    if waiting is None:
        callback()
    else:
        waiting.append(callback)


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

    async with _migration_lock():
        await _refuse_later_ones(executor)
        await executor.refuse_beside_older_replicas(target)
        await executor.migrate([target], progress=tell)


async def is_current() -> bool:
    """True when the database answers and no migration is missing."""
    plan = await Executor(connection(), _APPS).plan()
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


async def _reach() -> None:
    try:
        await connection().execute_query("SELECT 1")
    except Exception as error:
        raise SettingsError(f"The database can't be reached: {error}. Look at KEYLODGE_DATABASE_URL.") from error


async def _transact(work: Callable[[], Awaitable[T]]) -> T:
    outer = connection()
    if outer.capabilities.dialect == "sqlite":
        return await _transact_sqlite(outer, work)
    return await _transact_postgres(outer, work)


async def _transact_sqlite(outer: Any, work: Callable[[], Awaitable[T]]) -> T:
    from tortoise.backends.sqlite.client import SqliteTransactionWrapper

    async with outer._lock:
        if outer._connection is None:
            await outer.create_connection(with_db=True)
        inner = SqliteTransactionWrapper(outer)
        try:
            await outer._connection.execute("BEGIN IMMEDIATE")
        except Exception as error:
            await outer._connection.rollback()
            raise OperationalError(f"The database is busy: {error}") from error
        return await _finish(inner, work)


async def _transact_postgres(outer: Any, work: Callable[[], Awaitable[T]]) -> T:
    from tortoise.backends.asyncpg.client import TransactionWrapper

    if not outer._pool:
        await outer.execute_query("SELECT 1")
    async with outer._pool.acquire() as raw:
        inner = TransactionWrapper(outer)
        inner._connection = raw
        await inner.begin()
        return await _finish(inner, work)


async def _finish(inner: Any, work: Callable[[], Awaitable[T]]) -> T:
    token = get_connections().set("default", inner)
    callbacks: list[Callable[[], object]] = []
    waiting = _after_commit.set(callbacks)
    try:
        result = await work()
    except BaseException:
        await inner.rollback()
        raise
    else:
        await inner.commit()
    finally:
        _after_commit.reset(waiting)
        get_connections().reset(token)
    for callback in callbacks:
        callback()
    return result


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
