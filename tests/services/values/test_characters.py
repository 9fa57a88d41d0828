"""A name is a name wherever it is given: what one field takes, every field takes."""

from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from errors import RuleViolation
from models import ClientType
from services.access.actors import Actor
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.people import roles, tenants, users
from services.people.roles import RoleFields
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from services.values.characters import has_unshown, is_blank
from tests.services.world import Somebody

KIND = ClientType.CLIENT_CREDENTIALS
PERSIAN = "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"
NAMES = ("Familie 👩‍👩‍👧 Berg", PERSIAN, "Ölpumpe nº 7 ❤️", "দেবনাগরী", "Ælfgyth O'Brien")
NUMBERS = count(1)
UNSHOWN = ("a\0b", "gpj.\u202eexe", "half \ud800", "one\u2028two")


async def add_client(actor: Actor, name: str) -> str:
    return (await clients.add(actor, KIND, ClientFields(name=name))).client.name


async def add_described_client(actor: Actor, words: str) -> str:
    return (await clients.add(actor, KIND, ClientFields(name="Pump", description=words))).client.description


async def add_tag(actor: Actor, tag: str) -> str:
    return str((await clients.add(actor, KIND, ClientFields(name="Pump", tags=(tag,)))).client.tags[0])


async def add_secret(actor: Actor, description: str) -> str:
    client = (await clients.add(actor, KIND, ClientFields(name="Pump"))).client
    return (await secrets.add(actor, client.id, SecretFields(description))).secret.description


async def add_user(actor: Actor, name: str) -> str:
    return (await users.add(actor, email=f"{next(NUMBERS)}@example.com", name=name))[0].name


async def add_role(actor: Actor, name: str) -> str:
    return (await roles.add(actor, RoleFields(name))).name


async def add_described_role(actor: Actor, words: str) -> str:
    return (await roles.add(actor, RoleFields(f"Lab {next(NUMBERS)}", words))).description


async def rename_tenant(actor: Actor, name: str) -> str:
    return (await tenants.rename(actor, name, base=(await tenants.get(actor)).name)).name


Field = Callable[[Actor, str], Awaitable[str]]
FIELDS = pytest.mark.parametrize(
    "give",
    [
        add_client, add_described_client, add_tag, add_secret, add_user, add_role, add_described_role, rename_tenant
    ],
)  # fmt: skip


@FIELDS
async def test_every_field_takes_the_names_that_people_have(elin: Somebody, give: Field) -> None:
    for name in NAMES:
        assert await give(elin.actor, name) == name


@FIELDS
async def test_no_field_takes_what_cant_be_shown(elin: Somebody, give: Field) -> None:
    for name in UNSHOWN:
        if give in (add_user, add_role, add_described_role, rename_tenant) and "\u2028" in name:
            continue  # a run of spaces made one
        with pytest.raises(RuleViolation):
            await give(elin.actor, name)


@pytest.mark.parametrize("give", [add_client, add_user, add_role, rename_tenant])
async def test_a_name_of_nothing_to_see_is_missing(elin: Somebody, give: Field) -> None:
    with pytest.raises(RuleViolation) as raised:
        await give(elin.actor, " \u200d \u200b")
    assert set(raised.value.fields) == {"name"}


def test_characters_in_one_line_or_in_several() -> None:
    assert has_unshown("a\nb")
    assert not has_unshown("a\nb", lines=True)
    assert has_unshown("a\rb", lines=True)
    assert is_blank("")
    assert not is_blank("👧")
