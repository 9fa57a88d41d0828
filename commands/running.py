"""How every command runs its work: with the database open, and a sentence where it fails."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

import typer

T = TypeVar("T")


def with_database(work: Callable[[], Awaitable[T]]) -> T:
    """Run `work` with the database open and migrated."""
    import asyncio

    import db
    import settings

    values = settings.load()

    async def run() -> T:
        async with db.connect(values.url_of_database):
            await db.migrate(say_migration)
            return await work()

    return asyncio.run(run())


def say_migration(name: str) -> None:
    """Progress of a migration."""
    typer.echo(f"Migrating: {name}", err=True)


def set_up_log(level: str) -> None:
    """Log to standard error. No access log: one-time links carry their token in the path.

    Libraries that would write down statements or messages stay quiet even at "debug": a secret may be in them.
    """
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for chatty in ("asyncio", "aiosqlite", "tortoise", "engineio", "socketio", "websockets", "asyncpg"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    logging.getLogger("uvicorn").setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_says_more_than_the_sentence)


def _says_more_than_the_sentence(record: logging.LogRecord) -> bool:
    return not record.getMessage().startswith("Application startup failed")
