"""Two people who change one list of a client or a person: what either added or removed holds."""

from dataclasses import replace
from uuid import UUID

import pytest

from errors import Conflict
from models import AuditEvent, BuiltInRole, ClientType
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.people import roles, users
from services.people.roles import RoleFields
from tests.services.live.fleet import add_client
from tests.services.world import MEMBER, Somebody, fields_of, make_person, role_id

CALLBACK = "https://app.example.com/callback"


@pytest.fixture
async def maya(elin: Somebody) -> Somebody:
    return await make_person(await elin.user.tenant, "Maya Chen")


async def edit_both(
    elin: Somebody, maya: Somebody, client_id: UUID, *, hers: ClientFields, mine: ClientFields
) -> ClientFields:
    """Maya saves, then Elin, both from what they read before; what holds then."""
    base = (await clients.get(elin.actor, client_id)).fields
    await clients.edit(maya.actor, client_id, base=base, wanted=hers)
    await clients.edit(elin.actor, client_id, base=base, wanted=mine)
    return (await clients.get(elin.actor, client_id)).fields


async def test_tags_of_both_are_kept_in_one_spelling(elin: Somebody, maya: Somebody) -> None:
    new = await add_client(elin, tags=("pumps", "old"))
    base = (await clients.get(elin.actor, new.client.id)).fields
    hers, mine = replace(base, tags=("pumps", "old", "North")), replace(base, tags=("pumps", "night", "north"))
    assert (await edit_both(elin, maya, new.client.id, hers=hers, mine=mine)).tags == ("pumps", "night", "North")
    event = await AuditEvent.filter(action="client.edited").order_by("-id").first()
    assert event
    assert (event.before, event.after) == ({"Tags": "pumps, old, North"}, {"Tags": "pumps, night, North"})


async def test_redirect_uris_of_both_are_kept(elin: Somebody, maya: Somebody) -> None:
    new = await add_client(elin, ClientType.HYBRID, redirect_uris=(CALLBACK,))
    base = (await clients.get(elin.actor, new.client.id)).fields
    hers = replace(base, redirect_uris=(CALLBACK, f"{CALLBACK}/hers"))
    mine = replace(base, redirect_uris=(f"{CALLBACK}/mine",))
    found = await edit_both(elin, maya, new.client.id, hers=hers, mine=mine)
    assert found.redirect_uris == (f"{CALLBACK}/hers", f"{CALLBACK}/mine")


async def test_roles_of_both_are_kept(elin: Somebody, maya: Somebody) -> None:
    tenant = await elin.user.tenant
    lab, steward = (
        await roles.add(elin.actor, RoleFields("Lab")),
        await role_id(tenant, BuiltInRole.TENANT_DATA_STEWARD),
    )
    ben = await make_person(tenant, "Ben Lindqvist", MEMBER)
    base = await fields_of(elin, ben)
    await users.edit(maya.actor, ben.id, base=base, wanted=replace(base, role_ids=(*base.role_ids, lab.id)))
    await users.edit(elin.actor, ben.id, base=base, wanted=replace(base, role_ids=(*base.role_ids, steward)))
    assert {role.name for role in (await users.get(elin.actor, ben.id)).roles} == {
        "Lab",
        "Tenant Data Steward",
        "Tenant Member",
    }


@pytest.mark.parametrize(
    ("before", "hers", "mine"),
    [
        (9, range(10), [*range(9), 11]),  # eleven together
        (2, [0], [1]),  # none together
    ],
)
async def test_joined_list_that_breaks_a_rule_asks(
    elin: Somebody, maya: Somebody, before: int, hers: list[int], mine: list[int]
) -> None:
    def uris(numbers: list[int] | range) -> tuple[str, ...]:
        return tuple(f"{CALLBACK}/{number}" for number in numbers)

    new = await add_client(elin, ClientType.HYBRID, redirect_uris=uris(range(before)))
    base = (await clients.get(elin.actor, new.client.id)).fields
    theirs, wanted = replace(base, redirect_uris=uris(hers)), replace(base, redirect_uris=uris(mine))
    with pytest.raises(Conflict) as caught:
        await edit_both(elin, maya, new.client.id, hers=theirs, mine=wanted)
    assert (caught.value.theirs, caught.value.by) == ({"redirect_uris": uris(hers)}, "Maya Chen")
    assert (await clients.get(elin.actor, new.client.id)).fields == theirs
