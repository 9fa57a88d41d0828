"""How a transaction begins and ends on either database; `db.tx` is the way in.

Not Tortoise's own: docs/adr/0002-one-transaction.md says why.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from contextvars import ContextVar
from typing import Any, TypeVar

from tortoise.connection import get_connections

import outages
from errors import Unavailable

T = TypeVar("T")
_after_commit: ContextVar[list[Callable[[], object]] | None] = ContextVar("after_commit", default=None)


async def transact(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work` in a transaction of its own, to its end, and return what it returns. Raises Unavailable."""
    outer: Any = get_connections().get("default")
    if outer.capabilities.dialect == "sqlite":
        return await _transact_sqlite(outer, work)
    return await _transact_postgres(outer, work)


def after_commit(callback: Callable[[], object]) -> None:
    """Call `callback` once the current transaction has committed; at once where there is none."""
    waiting = _after_commit.get()
    if waiting is None:
        callback()
    else:
        waiting.append(callback)


async def _transact_sqlite(outer: Any, work: Callable[[], Awaitable[T]]) -> T:
    from tortoise.backends.sqlite.client import SqliteTransactionWrapper

    async with _begun_sqlite(outer):
        return await _finish(SqliteTransactionWrapper(outer), work)


@asynccontextmanager
async def _begun_sqlite(outer: Any) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        async with outages.told(outer.limit):
            await stack.enter_async_context(outer._lock)
        async with outages.told():  # SQLite counts the time by itself: a BEGIN that was given up would go on waiting
            if outer._connection is None:
                await outer.create_connection(with_db=True)
            try:
                await outer._connection.execute("BEGIN IMMEDIATE")
            except BaseException:
                await outer._connection.rollback()
                raise
        yield


async def _transact_postgres(outer: Any, work: Callable[[], Awaitable[T]]) -> T:
    from tortoise.backends.asyncpg.client import TransactionWrapper

    if not outer._pool:
        await outer.execute_query("SELECT 1")
    async with AsyncExitStack() as stack:
        async with outages.told(outer.limit):
            await stack.enter_async_context(outer.slots)
            raw = await stack.enter_async_context(outer._pool.acquire())
            inner = TransactionWrapper(outer)
            inner._connection = raw
            await inner.begin()
        return await _finish(inner, work)


async def _finish(inner: Any, work: Callable[[], Awaitable[T]]) -> T:
    limit = inner._parent.limit
    outages.guard(inner, limit)
    token = get_connections().set("default", inner)
    callbacks: list[Callable[[], object]] = []
    waiting = _after_commit.set(callbacks)
    try:
        result = await work()
        async with outages.told(limit, writes=True):
            await inner.commit()
    except BaseException:
        await _roll_back(inner, limit)
        raise
    finally:
        _after_commit.reset(waiting)
        get_connections().reset(token)
    for callback in callbacks:
        callback()
    return result


async def _roll_back(inner: Any, limit: float | None) -> None:
    """Undo what can be undone; a database that is gone has done so by itself."""
    with suppress(Unavailable):
        async with outages.told(limit):
            await inner.rollback()
