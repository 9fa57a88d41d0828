"""Commands about the database itself."""

from typing import Annotated

import typer

from commands.running import with_database
from errors import KeylodgeError


def migrate() -> None:
    """Bring the database up to date. Safe to run at any time; `serve`, `demo` and `create-user` do it by themselves."""

    async def work() -> None:
        typer.echo("The database is up to date.")

    with_database(work)


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Count and derive again what is wrong.")] = False,
) -> None:
    """Prove counts and derived columns.

    It compares them with what they stand for, and reads every client and secret for that.
    """
    from services.upkeep import doctor as physician

    async def work() -> None:
        found = await physician.examine()
        if found and repair:
            await physician.repair()
            typer.echo(" ".join([*found, "That is repaired."]))
        elif found:
            raise KeylodgeError(" ".join([*found, "`doctor --repair` counts and derives them again."]))
        else:
            typer.echo("All is well: counts and derived columns are what they should be.")

    with_database(work)
