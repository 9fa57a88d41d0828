"""The audiences that a tenant lists."""

import asyncio

import pytest

import db
from errors import Conflict, Forbidden, RuleViolation
from models import AuditEvent, Tenant
from services.people import tenant_audiences
from services.people.tenant_audiences import MOST
from tests.services.world import Somebody, make_person

METERS, VALVES, PUMPS = "https://meters.example.com", "urn:valves", "https://pumps.example.com"


async def listed(elin: Somebody) -> list[str]:
    return list((await Tenant.get(id=elin.user.tenant_id)).audiences)


async def test_list_is_kept_trimmed_and_each_once(elin: Somebody) -> None:
    await tenant_audiences.set_audiences(elin.actor, [f" {METERS} ", METERS, VALVES], base=[])
    assert await listed(elin) == [METERS, VALVES]
    event = await AuditEvent.get(action="tenant.audiences_changed")
    assert event.after == {"Audiences": f"{METERS}, {VALVES}"}


async def test_what_two_changed_at_once_both_holds(elin: Somebody) -> None:
    maya = await make_person(await elin.user.tenant, "Maya Holm")
    await tenant_audiences.set_audiences(elin.actor, [METERS, VALVES], base=[])
    await tenant_audiences.set_audiences(maya.actor, [METERS, VALVES, PUMPS], base=[METERS, VALVES])
    await tenant_audiences.set_audiences(elin.actor, [VALVES], base=[METERS, VALVES])
    assert await listed(elin) == [VALVES, PUMPS]


async def test_joined_list_that_is_too_long_asks(elin: Somebody) -> None:
    many = [f"{METERS}/{number}" for number in range(MOST)]
    await tenant_audiences.set_audiences(elin.actor, many, base=[])
    with pytest.raises(Conflict) as raised:
        await tenant_audiences.set_audiences(elin.actor, [VALVES], base=[])
    assert raised.value.theirs == {"audiences": tuple(many)}
    assert await listed(elin) == many


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ([METERS, "meters"], {"audiences.1": "meters is not an absolute URI"}),
        ([f"{METERS}#part"], {"audiences.0": "has a fragment"}),
        ([f"{METERS}/{'x' * 500}"], {"audiences.0": "500 at most"}),
        ([f"{METERS}/{number}" for number in range(MOST + 1)], {"audiences": "50 at most"}),
    ],
)
async def test_what_can_be_no_audience_is_named(elin: Somebody, wanted: list[str], named: dict[str, str]) -> None:
    with pytest.raises(RuleViolation) as raised:
        await tenant_audiences.set_audiences(elin.actor, wanted, base=[])
    assert set(raised.value.fields) == set(named)
    for field, words in named.items():
        assert words in raised.value.fields[field]
    assert await listed(elin) == []


async def test_only_administrators_change_the_list(ben: Somebody) -> None:
    with pytest.raises(Forbidden):
        await tenant_audiences.set_audiences(ben.actor, [METERS], base=[])


async def test_audience_of_one_tenant_is_refused_to_another_without_naming_whose_it_is(
    elin: Somebody, stranger: Somebody
) -> None:
    await tenant_audiences.set_audiences(elin.actor, [METERS], base=[])
    with pytest.raises(RuleViolation) as raised:
        await tenant_audiences.set_audiences(stranger.actor, [VALVES, METERS], base=[])
    assert set(raised.value.fields) == {"audiences.1"}
    assert f"{METERS} is another tenant's audience" in raised.value.fields["audiences.1"]
    assert (await elin.user.tenant).name not in str(raised.value.fields)
    assert await listed(stranger) == []
    await tenant_audiences.set_audiences(elin.actor, [], base=[METERS])
    await tenant_audiences.set_audiences(stranger.actor, [METERS], base=[])
    assert await listed(stranger) == [METERS]


async def test_of_two_tenants_that_claim_an_audience_at_once_one_gets_it(elin: Somebody, stranger: Somebody) -> None:
    claims = (tenant_audiences.set_audiences(by.actor, [METERS], base=[]) for by in (elin, stranger))
    answers = await asyncio.gather(*claims, return_exceptions=True)
    assert sorted(isinstance(answer, RuleViolation) for answer in answers) == [False, True]
    assert sorted([await listed(elin), await listed(stranger)]) == [[], [METERS]]


async def test_operator_moves_an_audience_and_both_tenants_trails_say_so(elin: Somebody, stranger: Somebody) -> None:
    await tenant_audiences.set_audiences(elin.actor, [METERS, VALVES], base=[])
    await tenant_audiences.move(f" {METERS} ", await Tenant.get(id=stranger.user.tenant_id))
    assert (await listed(elin), await listed(stranger)) == ([VALVES], [METERS])
    events = await AuditEvent.filter(action="tenant.audiences_changed", actor_name="Command line")
    assert {event.tenant_id: event.after for event in events} == {
        elin.user.tenant_id: {"Audiences": VALVES},
        stranger.user.tenant_id: {"Audiences": METERS},
    }


async def test_migration_leaves_an_audience_to_the_older_tenant_and_says_so(
    elin: Somebody, stranger: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    await db.migrate(upto="0007_former_ids")
    await Tenant.filter(id=elin.user.tenant_id).update(audiences=[METERS, VALVES])
    await Tenant.filter(id=stranger.user.tenant_id).update(audiences=[VALVES, PUMPS])
    await db.migrate()
    assert (await listed(elin), await listed(stranger)) == ([METERS, VALVES], [PUMPS])
    assert f"The audience {VALVES} belongs to the tenant {(await elin.user.tenant).name}" in caplog.text
