"""Roles: built-in ones stay as they are, custom ones come and go."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from errors import Conflict, Forbidden, NotFound, RuleViolation
from models import AuditEvent, BuiltInRole, Client, ClientRole, ClientType, Role, Tenant
from services.live import clock
from services.people import roles, users
from services.people.roles import RoleFields, RoleView
from services.people.user_views import UserFields
from tests.services.live.hearing import hearing
from tests.services.world import Somebody, fields_of, make_person, role_id, roles_named

BUILT_IN = sorted(kind.label for kind in BuiltInRole)


async def make_client(tenant: Tenant, name: str, *held: RoleView, removed: bool = False) -> None:
    now = await clock.now()
    client = Client(
        tenant_id=tenant.id,
        type=ClientType.CLIENT_CREDENTIALS,
        name=name,
        created_at=now,
        changed_at=now,
        removed=removed,
    )
    client.derive()
    await client.save()
    for role in held:
        await ClientRole.create(client_id=client.id, role_id=role.id)


async def give(by: Somebody, who: Somebody, role: RoleView) -> None:
    base = await fields_of(by, who)
    await users.edit(by.actor, who.id, base=base, wanted=UserFields(base.name, (*base.role_ids, role.id)))


async def test_every_tenant_has_the_five_built_in_roles(elin: Somebody) -> None:
    listed = await roles.list_roles(elin.actor)
    assert [role.name for role in listed] == BUILT_IN
    assert all(role.is_built_in and role.description for role in listed)
    assert {role.role_type_id for role in listed} == {kind.value for kind in BuiltInRole}


async def test_roles_tell_how_many_have_them_and_who(elin: Somebody, ben: Somebody, tenant: Tenant) -> None:
    lab = await roles.add(elin.actor, RoleFields("Lab", "Files results"))
    await roles.add(elin.actor, RoleFields("auditor"))
    await give(elin, ben, lab)
    await give(elin, elin, lab)
    await make_client(tenant, "Pump Station 14", lab)
    await make_client(tenant, "Gone", lab, removed=True)
    counts = {role.name: (role.users, role.clients) for role in await roles.list_roles(elin.actor)}
    assert list(counts) == ["auditor", "Lab", *BUILT_IN]
    assert (counts["Lab"], counts["auditor"], counts["Tenant Member"]) == ((2, 1), (0, 0), (2, 0))
    who = await roles.holders(elin.actor, lab.id, limit=1)
    assert ([name for _, name in who.users], who.user_total) == (["Ben Lindqvist"], 2)
    assert ([name for _, name in who.clients], who.client_total) == (["Pump Station 14"], 1)


async def test_member_may_read_roles_and_change_none(elin: Somebody, ben: Somebody) -> None:
    lab = await roles.add(elin.actor, RoleFields("Lab"))
    assert len(await roles.list_roles(ben.actor)) == 6
    assert (await roles.get(ben.actor, lab.id)).name == "Lab"
    tries: dict[str, Callable[[], Awaitable[Any]]] = {
        "role.read_holders": lambda: roles.holders(ben.actor, lab.id),
        "role.add": lambda: roles.add(ben.actor, RoleFields("Mine")),
        "role.edit": lambda: roles.edit(ben.actor, lab.id, base=lab.fields, wanted=RoleFields("Mine")),
        "role.remove": lambda: roles.remove(ben.actor, lab.id),
    }
    for attempt in tries.values():
        with pytest.raises(Forbidden):
            await attempt()
    refused = await AuditEvent.filter(action="access.refused").order_by("id")
    assert [event.after["Action"] for event in refused] == list(tries)


@pytest.mark.parametrize("kind", BuiltInRole)
async def test_built_in_role_is_neither_changed_nor_removed(elin: Somebody, tenant: Tenant, kind: BuiltInRole) -> None:
    role = await roles.get(elin.actor, await role_id(tenant, kind))
    with pytest.raises(RuleViolation, match="built-in role, which can't be changed"):
        await roles.edit(elin.actor, role.id, base=role.fields, wanted=RoleFields("Mine"))
    with pytest.raises(RuleViolation, match="built-in role, which can't be removed"):
        await roles.remove(elin.actor, role.id)
    assert await roles.get(elin.actor, role.id) == role


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\0b", "LAB", " lab ", "\uff2cab", "tenant member"])
async def test_role_needs_a_name_of_its_own_whatever_the_case(elin: Somebody, name: str) -> None:
    await roles.add(elin.actor, RoleFields("Lab"))
    auditor = await roles.add(elin.actor, RoleFields("Auditor"))
    for attempt in (
        roles.add(elin.actor, RoleFields(name)),
        roles.edit(elin.actor, auditor.id, base=auditor.fields, wanted=RoleFields(name)),
    ):
        with pytest.raises(RuleViolation) as raised:
            await attempt
        assert set(raised.value.fields) == {"name"}


async def test_two_roles_are_not_added_with_one_name_at_once(elin: Somebody) -> None:
    tries = [roles.add(elin.actor, RoleFields("Lab")) for _ in range(5)]
    results = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(isinstance(result, RoleView) for result in results) == 1
    assert sum(isinstance(result, RuleViolation) for result in results) == 4


async def test_two_tenants_may_use_one_name(elin: Somebody, stranger: Somebody) -> None:
    await roles.add(elin.actor, RoleFields("Lab"))
    await roles.add(stranger.actor, RoleFields("Lab"))


@pytest.mark.parametrize("description", ["x" * 501, "a\0b"])
async def test_description_that_cannot_be_kept_is_refused(elin: Somebody, description: str) -> None:
    with pytest.raises(RuleViolation) as raised:
        await roles.add(elin.actor, RoleFields("Lab", description))
    assert set(raised.value.fields) == {"description"}


async def test_renaming_changes_only_the_letters_case_too(elin: Somebody) -> None:
    lab = await roles.add(elin.actor, RoleFields("lab"))
    assert (await roles.edit(elin.actor, lab.id, base=lab.fields, wanted=RoleFields("Lab"))).name == "Lab"
    event = await AuditEvent.get(action="role.edited")
    assert (event.before, event.after) == ({"Name": "lab"}, {"Name": "Lab"})


async def test_different_fields_merge_and_the_same_one_asks(elin: Somebody) -> None:
    lab = await roles.add(elin.actor, RoleFields("Lab", "Old"))
    await roles.edit(elin.actor, lab.id, base=lab.fields, wanted=RoleFields("Laboratory", "Old"))
    view = await roles.edit(elin.actor, lab.id, base=lab.fields, wanted=RoleFields("Lab", "New"))
    assert view.fields == RoleFields("Laboratory", "New")
    with pytest.raises(Conflict) as raised:
        await roles.edit(elin.actor, lab.id, base=lab.fields, wanted=RoleFields("Labor", "Old"))
    assert raised.value.theirs == {"name": "Laboratory"}
    assert (await roles.get(elin.actor, lab.id)).name == "Laboratory"


async def test_removing_a_role_takes_it_from_whoever_had_it(
    elin: Somebody, ben: Somebody, tenant: Tenant, database: str
) -> None:
    lab = await roles.add(elin.actor, RoleFields("Lab"))
    await give(elin, ben, lab)
    await make_client(tenant, "Pump Station 14", lab)
    async with hearing(database) as ear:
        await roles.remove(elin.actor, lab.id)
        heard = await ear.until(lambda changes: len(changes) >= 2)
    assert {(change.kind, change.id) for change in heard} == {("role", str(lab.id)), ("user", str(ben.id))}
    assert await roles_named(elin, ben) == ["Tenant Member"]
    assert not await ClientRole.exists()
    event = await AuditEvent.get(action="role.removed")
    assert event.before == {"Name": "Lab", "Description": "", "Users": 1, "Clients": 1}


async def test_roles_of_another_tenant_are_as_unknown_as_none(elin: Somebody, stranger: Somebody) -> None:
    lab = await roles.add(elin.actor, RoleFields("Lab"))
    for unknown in (lab.id, uuid4()):
        for attempt in (
            roles.get(stranger.actor, unknown),
            roles.holders(stranger.actor, unknown),
            roles.edit(stranger.actor, unknown, base=lab.fields, wanted=RoleFields("Mine")),
            roles.remove(stranger.actor, unknown),
        ):
            with pytest.raises(NotFound, match="There is no such role"):
                await attempt
    assert await Role.filter(id=lab.id, name="Lab").exists()
    assert "Lab" not in {role.name for role in await roles.list_roles(stranger.actor)}


async def test_a_custom_role_knows_who_changed_it_last(elin: Somebody, tenant: Tenant) -> None:
    maya = await make_person(tenant, "Maya Chen")
    lab = await roles.add(elin.actor, RoleFields("Lab"))
    assert lab.changed
    assert (lab.changed.by_id, lab.changed.by_name) == (elin.id, "Elin Berg")
    await roles.edit(maya.actor, lab.id, base=lab.fields, wanted=RoleFields("Laboratory"))
    changed = (await roles.get(elin.actor, lab.id)).changed
    assert changed
    assert changed.by_name == "Maya Chen"
    assert changed.at >= lab.changed.at
    assert {each.changed for each in await roles.list_roles(elin.actor) if each.is_built_in} == {None}
