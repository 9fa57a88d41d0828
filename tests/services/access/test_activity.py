"""The audit trail as administrators read it."""

from uuid import uuid4

import pytest

from errors import Forbidden, NotFound
from models import AuditEvent
from models.actions import Action, TargetKind
from services.access import access, activity, audit
from services.people import roles, users
from services.people.roles import RoleFields
from tests.services.world import Somebody


async def note(who: Somebody, name: str, *, before: str = "", after: str = "") -> None:
    """An event of a client called `name`."""
    client_id = uuid4()
    person = await access.identify(who.actor)
    target = audit.Target(TargetKind.CLIENT, str(client_id), name, client_id)
    await audit.record(person, Action.CLIENT_EDITED, target, before={"Name": before}, after={"Name": after})


async def names(who: Somebody, text: str = "") -> list[str]:
    return [event.target_name for event in (await activity.search(who.actor, text))[0]]


async def test_events_come_newest_first_and_page_on(elin: Somebody) -> None:
    for number in range(7):
        await note(elin, f"Client {number}")
    first, total = await activity.search(elin.actor, limit=3)
    await note(elin, "Meanwhile")
    second, _ = await activity.search(elin.actor, limit=3, before_id=first[-1].id)
    third, _ = await activity.search(elin.actor, limit=3, offset=7)
    assert total == 7
    assert [event.target_name for event in [*first, *second, *third]] == [f"Client {n}" for n in (6, 5, 4, 3, 2, 1, 0)]


async def test_events_are_found_by_who_what_where_and_values(elin: Somebody) -> None:
    await note(elin, "Ölpumpe", before="Pumpe", after="Ölpumpe")
    await note(elin, "Gauge")
    for text in ("ölpumpe", "ÖLPUMPE", "elin PUMPE", "198.51.100.7 ölp", "client.edited pumpe"):
        assert await names(elin, text) == ["Ölpumpe"], text
    assert await names(elin, "elin") == ["Gauge", "Ölpumpe"]
    for text in ("%", "g_uge", "\\", "\0qq", "\ud800qq", "gauge ölpumpe"):
        assert await names(elin, text) == [], text


async def test_search_of_thousands_of_words_answers(elin: Somebody) -> None:
    await note(elin, "Pump")
    assert await names(elin, "pump elin " * 3000) == ["Pump"]
    assert await names(elin, " ".join(f"word{number}" for number in range(3000))) == []


async def test_events_of_one_client_only(elin: Somebody) -> None:
    await note(elin, "Pump")
    await note(elin, "Gauge")
    wanted = (await AuditEvent.get(target_name="Pump")).client_id
    events, total = await activity.search(elin.actor, client_id=wanted)
    assert ([event.target_name for event in events], total) == (["Pump"], 1)


async def test_what_comes_in_an_address_is_bounded(elin: Somebody) -> None:
    await note(elin, "Pump")
    assert len((await activity.search(elin.actor, limit=10**30, before_id=10**30))[0]) == 1
    assert (await activity.search(elin.actor, offset=10**30))[0] == []
    assert len((await activity.search(elin.actor, offset=-1, limit=-1))[0]) == 1
    for event_id in (0, -1, 10**30):
        with pytest.raises(NotFound):
            await activity.get(elin.actor, event_id)


async def test_event_opens_by_its_link(elin: Somebody) -> None:
    await roles.add(elin.actor, RoleFields("Lab"))
    event = (await activity.search(elin.actor, "lab"))[0][0]
    assert (await activity.get(elin.actor, event.id)).after == {"Name": "Lab"}


async def test_member_reads_no_activity_not_even_of_a_client(ben: Somebody) -> None:
    for attempt in (
        activity.search(ben.actor),
        activity.search(ben.actor, client_id=uuid4()),
        activity.get(ben.actor, 1),
    ):
        with pytest.raises(Forbidden):
            await attempt
    assert await AuditEvent.filter(action="access.refused").count() == 3


async def test_events_of_another_tenant_are_unknown(elin: Somebody, stranger: Somebody) -> None:
    await note(elin, "Pump")
    event = await AuditEvent.get(target_name="Pump")
    assert await activity.search(stranger.actor) == ([], 0)
    assert await activity.search(stranger.actor, client_id=event.client_id) == ([], 0)
    with pytest.raises(NotFound):
        await activity.get(stranger.actor, event.id)


async def test_event_outlives_its_people(elin: Somebody, ben: Somebody) -> None:
    await users.remove(elin.actor, ben.id)
    event = (await activity.search(elin.actor, "ben lindqvist"))[0][0]
    assert (event.action, event.actor_name, event.target_name) == ("user.removed", "Elin Berg", "Ben Lindqvist")
