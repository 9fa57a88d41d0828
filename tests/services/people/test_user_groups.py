"""People in groups: how many each has, and that a list can be narrowed to one."""

import pytest

from errors import Forbidden
from models import Tenant
from services.people import user_groups, users
from services.people.user_groups import UserGroup
from tests.services.world import MEMBER, Somebody, make_person

pytestmark = pytest.mark.usefixtures("quick_hashes")


async def _names(elin: Somebody, group: UserGroup | None, search: str = "") -> list[str]:
    rows, total = await users.list_users(elin.actor, group=group, search=search)
    assert total == len(rows)
    return [row.name for row in rows]


async def test_each_group_counts_whom_it_lists(elin: Somebody, ben: Somebody, tenant: Tenant) -> None:
    await users.add(elin.actor, email="farah@example.com", name="Farah Haddad")
    await make_person(tenant, "Lena Vogt", MEMBER, password_hash=None)
    await users.set_enabled(elin.actor, ben.id, False)
    assert await user_groups.count_by_group(elin.actor) == {
        None: 4,
        UserGroup.ENABLED: 1,
        UserGroup.INVITED: 2,
        UserGroup.DISABLED: 1,
        UserGroup.ADMINISTRATORS: 1,
    }
    assert await _names(elin, UserGroup.ENABLED) == ["Elin Berg"]
    assert await _names(elin, UserGroup.INVITED) == ["Farah Haddad", "Lena Vogt"]
    assert await _names(elin, UserGroup.DISABLED) == ["Ben Lindqvist"]
    assert await _names(elin, UserGroup.ADMINISTRATORS) == ["Elin Berg"]


async def test_groups_count_only_what_is_searched(elin: Somebody, ben: Somebody) -> None:
    counts = await user_groups.count_by_group(elin.actor, ben.user.name.upper())
    assert (counts[None], counts[UserGroup.ENABLED], counts[UserGroup.ADMINISTRATORS]) == (1, 1, 0)
    assert await _names(elin, UserGroup.ADMINISTRATORS, ben.user.name) == []


async def test_search_of_more_than_a_database_compares_finds_nobody(elin: Somebody) -> None:
    assert await _names(elin, None, "Elin " * 20_000) == []


async def test_groups_never_count_another_tenants_people(elin: Somebody, stranger: Somebody) -> None:
    counts = await user_groups.count_by_group(elin.actor)
    assert counts[None] == 1
    assert stranger.user.name not in await _names(elin, None)


async def test_only_administrators_may_count_people(ben: Somebody) -> None:
    with pytest.raises(Forbidden):
        await user_groups.count_by_group(ben.actor)
