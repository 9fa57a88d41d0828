"""An administrator who can sign in always remains, whoever takes whom away, and when."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from errors import Forbidden, RuleViolation
from models import Tenant, UserRole
from services.people import users
from services.people.user_views import UserFields
from tests.services.world import ADMINISTRATOR, Somebody, fields_of, make_person, roles_named


async def demote(by: Somebody, who: Somebody) -> None:
    base = await fields_of(by, who)
    await users.edit(by.actor, who.id, base=base, wanted=UserFields(base.name, ()))


async def disable(by: Somebody, who: Somebody) -> None:
    await users.set_enabled(by.actor, who.id, False)


async def remove(by: Somebody, who: Somebody) -> None:
    await users.remove(by.actor, who.id)


TakeAway = Callable[[Somebody, Somebody], Awaitable[None]]
WAYS_OUT = pytest.mark.parametrize("take_away", [demote, disable, remove])


@WAYS_OUT
async def test_last_administrator_stays(elin: Somebody, ben: Somebody, take_away: TakeAway) -> None:
    with pytest.raises(RuleViolation, match="Elin Berg is the last Tenant Administrator"):
        await take_away(elin, elin)
    assert await roles_named(elin, elin) == ["Tenant Administrator", "Tenant Member"]
    base = await fields_of(elin, elin)
    await users.edit(elin.actor, elin.id, base=base, wanted=UserFields("Elin B", base.role_ids))


@WAYS_OUT
async def test_administrator_who_cannot_sign_in_does_not_count(
    elin: Somebody, tenant: Tenant, take_away: TakeAway
) -> None:
    invited = await make_person(tenant, "Ines Moreau", ADMINISTRATOR, password_hash=None)
    disabled = await make_person(tenant, "Dmitri Novak", ADMINISTRATOR)
    await disable(elin, disabled)
    with pytest.raises(RuleViolation):
        await take_away(elin, elin)
    await take_away(elin, invited)


@WAYS_OUT
async def test_one_of_two_administrators_may_leave(elin: Somebody, tenant: Tenant, take_away: TakeAway) -> None:
    maya = await make_person(tenant, "Maya Chen")
    await take_away(elin, elin)
    rows, _ = await users.list_users(maya.actor)
    assert maya.id in {row.id for row in rows}


@WAYS_OUT
async def test_two_administrators_who_take_each_other_away_at_once_leave_one(
    elin: Somebody, tenant: Tenant, take_away: TakeAway
) -> None:
    maya = await make_person(tenant, "Maya Chen")
    results = await asyncio.gather(take_away(elin, maya), take_away(maya, elin), return_exceptions=True)
    assert sum(result is None for result in results) == 1
    left = await UserRole.filter(role__role_type_id=ADMINISTRATOR.value, user__enabled=True).count()
    assert left == 1


async def test_lost_role_counts_at_the_next_call(elin: Somebody, tenant: Tenant) -> None:
    maya = await make_person(tenant, "Maya Chen")
    await demote(elin, maya)
    with pytest.raises(Forbidden):
        await users.list_users(maya.actor)
