"""PostgreSQL's pool with limits: nobody waits long for a connection, and one stays free for `db.through_the_pool`."""

import asyncio
from typing import Any

import asyncpg
from asyncpg.pool import Pool

import outages


def limit(client: Any, seconds: float | None) -> asyncio.Semaphore:
    """Have Tortoise's client make such a pool when it makes one; how many of its connections statements may take.

    The pool opens one connection more than that, and all of them only when needed.
    """

    async def create_pool(**options: Any) -> _Pool:
        pool: _Pool = await _Pool(seconds, **options)
        return pool

    slots = asyncio.Semaphore(client.pool_maxsize)
    client.pool_maxsize += 1
    client.pool_minsize = 0  # the pool would log a traceback a second while it can't open that many
    client.create_pool = create_pool
    return slots


class _Pool(Pool):  # type: ignore[misc] # asyncpg ships no types
    def __init__(self, seconds: float | None, **options: Any) -> None:
        defaults = {
            "max_queries": 50_000,
            "max_inactive_connection_lifetime": 300.0,
            "record_class": asyncpg.Record,
        }
        limits = {} if seconds is None else {"timeout": seconds, "command_timeout": seconds}
        super().__init__(**{**defaults, **limits, **options})

    async def release(self, connection: Any, *, timeout: float | None = None) -> None:  # noqa: ASYNC109 - asyncpg's
        """Take a connection back; one whose statement was given up and doesn't end at once is closed.

        Nobody hears of that: what was asked of it has been answered.
        """
        try:
            await super().release(connection, timeout=timeout or outages.RELEASE_SECONDS)
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            outages.log.debug("A connection could not be used again")
