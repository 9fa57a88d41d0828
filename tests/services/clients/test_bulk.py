"""Several clients at once: a result for each, and one that is refused doesn't keep the others."""

from uuid import UUID, uuid4

import pytest

from errors import Forbidden, RuleViolation, SignedOut
from models import Client, Session
from services.clients import bulk, clients, removed_clients
from services.clients.bulk import BulkAction, BulkResult
from tests.services.live.fleet import actions, add_client
from tests.services.world import Somebody


async def run(by: Somebody, action: BulkAction, *ids: UUID, tags: tuple[str, ...] = ()) -> list[BulkResult]:
    return [result async for result in bulk.run(by.actor, action, ids, tags=tags)]


async def test_each_client_gets_its_result_in_the_order_they_were_selected(elin: Somebody) -> None:
    first = (await add_client(elin, name="Crew app")).client
    second = (await add_client(elin, name="Shift log", enabled=False)).client
    results = await run(elin, BulkAction.DISABLE, second.id, first.id, second.id)
    assert [(each.name, each.done, each.word) for each in results] == [
        ("Shift log", True, "Already disabled"),
        ("Crew app", True, "Disabled"),
    ]
    assert await Client.filter(enabled=False).count() == 2
    assert (await actions(second.id)).count("client.edited") == 0
    assert [each.word for each in await run(elin, BulkAction.ENABLE, first.id)] == ["Enabled"]


async def test_tags_are_added_to_those_there_whatever_their_spelling(elin: Somebody) -> None:
    client = (await add_client(elin, tags=("Pumps",))).client
    assert [each.word for each in await run(elin, BulkAction.TAG, client.id, tags=("PUMPS", "north"))] == ["Tagged"]
    assert (await clients.get(elin.actor, client.id)).client.tags == ["Pumps", "north"]
    assert [each.word for each in await run(elin, BulkAction.TAG, client.id, tags=("NORTH",))] == ["Already tagged"]


async def test_removed_together_each_can_be_restored(elin: Somebody) -> None:
    ids = [(await add_client(elin)).client.id for _ in range(3)]
    assert [each.word for each in await run(elin, BulkAction.REMOVE, *ids)] == ["Removed"] * 3
    assert not await Client.of(elin.user.tenant_id).exists()
    for client_id in ids:
        await removed_clients.restore(elin.actor, client_id)


async def test_client_that_is_refused_says_why_and_the_others_go_on(elin: Somebody, stranger: Somebody) -> None:
    full = (await add_client(elin, name="Full", tags=tuple(f"t{number}" for number in range(20)))).client
    foreign = (await add_client(stranger, name="Foreign")).client
    good = (await add_client(elin, name="Good")).client
    results = await run(elin, BulkAction.TAG, full.id, uuid4(), foreign.id, good.id, tags=("north",))
    assert [each.done for each in results] == [False, False, False, True]
    assert [each.word for each in results] == ["Refused", "Refused", "Refused", "Tagged"]
    assert results[0].sentence == "21 tags. 20 at most."
    assert "no such client" in results[2].sentence
    assert results[2].name == str(foreign.id), "a foreign client's name is not told"
    assert (await Client.get(id=foreign.id)).tags == []


async def test_member_is_refused_before_anything_happens_and_it_is_recorded(elin: Somebody, ben: Somebody) -> None:
    client = (await add_client(elin)).client
    with pytest.raises(Forbidden):
        await run(ben, BulkAction.REMOVE, client.id)
    assert await Client.of(elin.user.tenant_id).exists()
    assert (await actions())[-1] == "access.refused"


async def test_session_that_ends_midway_ends_the_run(elin: Somebody) -> None:
    ids = [(await add_client(elin)).client.id for _ in range(3)]
    running = bulk.run(elin.actor, BulkAction.DISABLE, ids)
    assert (await anext(running)).word == "Disabled"
    await Session.all().delete()
    with pytest.raises(SignedOut):
        await anext(running)
    assert await Client.filter(enabled=True).count() == 2


async def test_more_clients_than_a_page_holds_are_refused_and_not_left_out_in_silence(elin: Somebody) -> None:
    with pytest.raises(RuleViolation, match=r"101 clients are selected\. 100 at once is the most"):
        await run(elin, BulkAction.DISABLE, *(uuid4() for _ in range(101)))


async def test_tagging_without_a_tag_is_refused(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    with pytest.raises(RuleViolation, match="There is no tag"):
        await run(elin, BulkAction.TAG, client.id, tags=(" ",))
