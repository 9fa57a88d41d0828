"""Commands about tenants and people, for the operator."""

import sys
from typing import Annotated

import typer

from commands.running import with_database
from errors import KeylodgeError

_LONGEST_LINE = 4096
"""Characters that are read of a password: far more than one may have."""
Email = Annotated[str, typer.Option(help="Email to sign in with; unique in the installation.")]


def create_tenant(name: Annotated[str, typer.Option(help="The organisation's name.")]) -> None:
    """Make a tenant.

    A tenant is an organisation, whose clients and people are kept apart from those of all others.
    """
    from services.people import tenants

    async def work() -> None:
        tenant = await tenants.create(name)
        typer.echo(f"Made the tenant {tenant.name} ({tenant.id}).")

    with_database(work)


def move_audience(
    audience: Annotated[str, typer.Argument(help="The address, as it stands in Settings.")],
    tenant: Annotated[str, typer.Option(help="Name or ID of the tenant to move to.")],
) -> None:
    """Give an audience to a tenant, whoever lists it."""
    from services.people import tenant_audiences, tenants

    async def work() -> None:
        home = await tenants.resolve(tenant)
        await tenant_audiences.move(audience, home)
        typer.echo(f"{audience} is an audience of the tenant {home.name} now.")

    with_database(work)


def create_user(
    email: Email,
    role: Annotated[str, typer.Option(help='A role of the tenant, such as "Tenant Administrator".')],
    tenant: Annotated[
        str | None, typer.Option(help='Name or ID of a tenant. Without: the only one, or a new "Default".')
    ] = None,
    name: Annotated[str, typer.Option(help="The person's name. Without: made from the email.")] = "",
    password_stdin: Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")] = (
        False
    ),
) -> None:
    """Make an account with a role. The password is read from standard input, so that it is in no command line.

    For example, with the password alone in a file:

    \b
    create-user --email elin@example.com --role "Tenant Member" --password-stdin < file
    """  # noqa: D301 - Click wraps no paragraph that begins with this character
    from services.people import tenants, users

    if not password_stdin:
        raise KeylodgeError("The password is read from standard input: add --password-stdin and send it there.")
    if sys.stdin is None:
        raise KeylodgeError("Standard input is closed: send the password there.")
    password = sys.stdin.readline(_LONGEST_LINE).rstrip("\r\n")

    async def work() -> None:
        home = await tenants.resolve(tenant)
        user = await users.create_by_operator(home.id, email=email, name=name, role=role, password=password)
        typer.echo(f"Made {user.email} in the tenant {home.name}, as {role}.")

    with_database(work)


def list_users(
    tenant: Annotated[str | None, typer.Option(help="Name or ID of a tenant. Without: all of them.")] = None,
    search: Annotated[str, typer.Option(help="Part of an email or a name.")] = "",
) -> None:
    """List the people of one tenant or all.

    A line each: email, state, tenant and roles, with tabs between.
    """
    from services.people import moving, tenants
    from services.people.user_views import names_of

    async def work() -> None:
        home = await tenants.resolve(tenant) if tenant else None
        for each in await moving.list_everybody(home, search=search):
            user = each.user
            typer.echo(f"{user.email}\t{user.state.value}\t{each.tenant}\t{names_of(user.roles)}")

    with_database(work)


def move_user(
    email: Email,
    tenant: Annotated[str, typer.Option(help="Name or ID of the tenant to move to.")],
    role: Annotated[str, typer.Option(help="A role of that tenant.")] = "Tenant Member",
) -> None:
    """Move a person to another tenant. They keep their password; sessions, roles and what they allowed end."""
    from services.people import moving, tenants

    async def work() -> None:
        home = await tenants.resolve(tenant)
        user = await moving.move(email, home, role)
        typer.echo(f"Moved {user.email} to the tenant {home.name}, as {role}.")

    with_database(work)


def remove_user(email: Email) -> None:
    """Remove a person for good, in whichever tenant. Their email is free again."""
    from services.people import moving

    async def work() -> None:
        user = await moving.remove(email)
        typer.echo(f"Removed {user.name}. The email {user.email} is free again.")

    with_database(work)


def reset_password(
    email: Email,
    host: Annotated[str, typer.Option(help="The host that `serve` was given.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port that `serve` was given.")] = 8080,
) -> None:
    """Print a link for choosing a new password.

    It is good once and for 24 hours, and is for you to hand over. It works for the last administrator too.
    """
    import settings
    from services.people import users
    from web.site import Site

    async def work() -> None:
        site = Site.of(settings.load(), host, port)
        user, token = await users.new_password_link_by_operator(email)
        typer.echo(f"{user.name} can choose a new password here, once, within 24 hours:")
        typer.echo(site.one_time_link(token))

    with_database(work)
