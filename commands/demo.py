"""`demo`: a tenant to try Keylodge with."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from commands import progress
from commands.running import with_database
from services.demo import MOST

if TYPE_CHECKING:
    from services.demo.filling import DemoResult, DemoUser


def demo(
    clients: Annotated[int, typer.Option(help="How many clients to make.", min=1, max=MOST)] = 240,
) -> None:
    """Fill a tenant to try Keylodge with.

    It is called Northfield Water, and has people, roles, clients of all types and secrets in every state.

    Run it as often as you like: what is there stays, and only what is missing is added. It prints the passwords of the
    three people that it makes. The demo's secrets can't be used, for nobody knows their texts: add one to try it out.
    """
    from services.demo import filling

    async def work() -> "DemoResult":
        with progress.shown("Clients") as tell:
            return await filling.fill(clients, tell)

    result = with_database(work)
    if result.added:
        typer.echo(f"Added {result.added:,} clients to the tenant {result.tenant.name}, removed ones included.")
    else:
        typer.echo(f"The tenant {result.tenant.name} has its {result.present:,} clients already. Nothing was added.")
    _tell_made([user for user in result.users if user.password])
    _tell_present([user for user in result.users if not user.password])


def _tell_made(users: "list[DemoUser]") -> None:
    if not users:
        return
    typer.echo("\nSign in as one of these. The passwords are shown only now:")
    for user in users:
        typer.echo(f"  {user.email:<30} {user.password}   {user.role}")


def _tell_present(users: "list[DemoUser]") -> None:
    if not users:
        return
    typer.echo("\nThese people were there already, with the passwords that they have. A link for a new one:")
    program = "python main.py" if sys.argv[0].endswith(".py") else sys.argv[0]
    for user in users:
        typer.echo(f"  {program} reset-password --email {user.email}")
