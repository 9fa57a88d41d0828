"""Tenants: made, named, found by the command line, and their secret policy."""

from dataclasses import asdict, replace

import pytest

from errors import Conflict, Forbidden, RuleViolation
from models import AuditEvent, BuiltInRole, Role, Tenant
from services.people import tenants
from services.secrets.expirations import SecretPolicy
from tests.services.live.hearing import hearing
from tests.services.world import Somebody, make_person

USUAL = SecretPolicy(longest_days=730, default_days=365, never_allowed=True)


async def test_new_tenant_has_the_built_in_roles_and_the_usual_policy(database: str) -> None:
    tenant = await tenants.create("  Northfield   Water ")
    assert tenant.name == "Northfield Water"
    assert await Role.filter(tenant_id=tenant.id).count() == len(BuiltInRole)
    assert SecretPolicy.of(await Tenant.get(id=tenant.id)) == USUAL
    event = await AuditEvent.get(action="tenant.added")
    assert (event.tenant_id, event.actor_name, event.actor_kind) == (tenant.id, "Command line", "operator")


@pytest.mark.parametrize("name", ["", "x" * 201, "a\0b", "northfield water"])
async def test_tenant_needs_a_name_that_is_not_taken(tenant: Tenant, name: str) -> None:
    with pytest.raises(RuleViolation) as raised:
        await tenants.create(name)
    assert set(raised.value.fields) == {"name"}


async def test_without_a_name_the_only_tenant_is_meant_and_made_where_there_is_none(database: str) -> None:
    made = await tenants.resolve(None)
    assert made.name == "Default"
    assert (await tenants.resolve(None)).id == made.id
    assert await Tenant.all().count() == 1


async def test_of_several_tenants_one_has_to_be_named(database: str) -> None:
    first, second = await tenants.create("Northfield Water"), await tenants.create("Southmoor Rail")
    with pytest.raises(RuleViolation) as raised:
        await tenants.resolve(None)
    for tenant in (first, second):
        assert f"{tenant.name} ({tenant.id})" in raised.value.fields["tenant"]
        assert (await tenants.resolve(tenant.name.upper())).id == tenant.id
        assert (await tenants.resolve(str(tenant.id))).id == tenant.id
    with pytest.raises(RuleViolation, match="There is no tenant Westend"):
        await tenants.resolve("Westend")


async def test_name_of_two_tenants_asks_for_the_id(elin: Somebody, stranger: Somebody) -> None:
    await tenants.rename(stranger.actor, "Northfield Water", base="Southmoor Rail")
    with pytest.raises(RuleViolation, match="the name of several tenants"):
        await tenants.resolve("Northfield Water")


async def test_everybody_reads_their_own_tenant(elin: Somebody, ben: Somebody, stranger: Somebody) -> None:
    assert (await tenants.get(ben.actor)).id == elin.user.tenant_id
    assert (await tenants.get(stranger.actor)).name == "Southmoor Rail"


async def test_renaming_is_recorded_and_heard(elin: Somebody, tenant: Tenant, database: str) -> None:
    async with hearing(database) as ear:
        await tenants.rename(elin.actor, "Harbour", base=tenant.name)
        heard = await ear.until(len)
    assert [(change.kind, change.id, change.version) for change in heard] == [("tenant", str(tenant.id), 2)]
    event = await AuditEvent.get(action="tenant.edited")
    assert (event.before, event.after) == ({"Name": "Northfield Water"}, {"Name": "Harbour"})


async def test_policy_change_is_recorded_by_its_labels(elin: Somebody) -> None:
    wanted = SecretPolicy(longest_days=180, default_days=90, never_allowed=False)
    assert SecretPolicy.of(await tenants.set_policy(elin.actor, wanted, base=USUAL)) == wanted
    event = await AuditEvent.get(action="tenant.policy_changed")
    assert event.before == {
        "Longest lifetime (days)": 730,
        "Default lifetime (days)": 365,
        "Never Expires allowed": "Yes",
    }
    assert event.after == {
        "Longest lifetime (days)": 180,
        "Default lifetime (days)": 90,
        "Never Expires allowed": "No",
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"longest_days": 0}, "longest_days"),
        ({"longest_days": -1}, "longest_days"),
        ({"longest_days": 3651}, "longest_days"),
        ({"default_days": 0}, "default_days"),
        ({"default_days": 10**30}, "default_days"),
        ({"longest_days": 100, "default_days": 101}, "default_days"),
    ],
)
async def test_policy_out_of_range_is_refused_at_its_field(
    elin: Somebody, tenant: Tenant, change: dict[str, int], field: str
) -> None:
    with pytest.raises(RuleViolation) as raised:
        await tenants.set_policy(elin.actor, SecretPolicy(**{**asdict(USUAL), **change}), base=USUAL)
    assert set(raised.value.fields) == {field}
    assert SecretPolicy.of(await Tenant.get(id=tenant.id)) == USUAL


@pytest.mark.parametrize("days", [1, 3650])
async def test_policy_at_its_limits_is_taken(elin: Somebody, days: int) -> None:
    wanted = SecretPolicy(longest_days=days, default_days=days, never_allowed=True)
    assert SecretPolicy.of(await tenants.set_policy(elin.actor, wanted, base=USUAL)) == wanted


async def test_different_fields_merge_but_not_into_a_policy_that_contradicts_itself(
    elin: Somebody, tenant: Tenant
) -> None:
    maya = await make_person(tenant, "Maya Chen")
    await tenants.set_policy(elin.actor, replace(USUAL, never_allowed=False), base=USUAL)
    await tenants.rename(elin.actor, "Harbour", base=tenant.name)
    merged = await tenants.set_policy(maya.actor, replace(USUAL, default_days=500), base=USUAL)
    assert (merged.name, merged.secret_never_allowed, merged.secret_default_days) == ("Harbour", False, 500)
    with pytest.raises(RuleViolation) as raised:
        await tenants.set_policy(elin.actor, replace(USUAL, longest_days=400), base=USUAL)
    assert set(raised.value.fields) == {"default_days"}


async def test_same_field_asks(elin: Somebody, tenant: Tenant) -> None:
    maya = await make_person(tenant, "Maya Chen")
    await tenants.rename(maya.actor, "Harbour", base=tenant.name)
    with pytest.raises(Conflict) as raised:
        await tenants.rename(elin.actor, "Port", base=tenant.name)
    assert (raised.value.theirs, raised.value.by) == ({"name": "Harbour"}, "Maya Chen")


async def test_member_changes_nothing_of_the_tenant(ben: Somebody, tenant: Tenant) -> None:
    with pytest.raises(Forbidden):
        await tenants.rename(ben.actor, "Mine", base=tenant.name)
    with pytest.raises(Forbidden):
        await tenants.set_policy(ben.actor, replace(USUAL, longest_days=3650), base=USUAL)
    assert (await Tenant.get(id=tenant.id)).version == 1
    assert await AuditEvent.filter(action="access.refused").count() == 2
