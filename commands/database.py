"""Commands about the database itself."""

import typer

from commands.running import with_database


def migrate() -> None:
    """Bring the database up to date. Safe to run at any time; `serve`, `demo` and `create-user` do it by themselves."""

    async def work() -> None:
        typer.echo("The database is up to date.")

    with_database(work)
