"""How every command runs its work: with the database open, and a sentence where it fails."""

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
