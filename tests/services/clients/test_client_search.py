"""Search by the index of trigrams finds what looking at each client would; many hits are not counted to their end."""

from dataclasses import replace

import pytest

import db
from models import Client, ClientState, ClientType, Tenant
from services.clients import client_list, client_search, clients
from services.clients.client_list import NOT_COUNTED, ClientQuery, count_by_state, list_clients
from services.clients.client_search import Scope, find
from services.live import clock
from tests.services.live.fleet import CODE, CREDENTIALS, add_client
from tests.services.world import Somebody

QUERY = ClientQuery(CREDENTIALS)
NAMES = (
    *("Ölpumpe 7", "ölpumpe 70", "STRASSE 8", "Straße 9", "Ω-Regler", "100 % load", "under_score", "back\\slash"),
    *("東京駅", "O'Brien", '6" main', "pump AND valve", "pump", "a\u0301bc", "🚰🚰🚰", "pum", "ump"),
)
SEARCHES = (
    *("ÖLPUMPE", "pumpe 7", "strasse", "ω-reg", "% l", "%%%", "_sc", "r_s", "k\\s", "'br", '6" ', '"""', "AND", "pump"),
    *("東京駅", "🚰🚰🚰", "pum", "ump", "pump*", "NEAR(", "ábc", "-4", "zone 2", "nothing", "pump AND v", "pum\nump"),
)


def scope(tenant: Tenant, state: ClientState | None = None, kind: ClientType = CREDENTIALS) -> Scope:
    return Scope(tenant.id, kind, state, 1_000_000)


async def add_many(tenant: Tenant, number: int) -> None:
    now = await clock.now()
    rows = [
        Client(tenant_id=tenant.id, type=CREDENTIALS, name=f"Meter {n:04}", created_at=now, changed_at=now)
        for n in range(number)
    ]
    for row in rows:
        row.derive()
    await Client.bulk_create(rows)


async def test_index_finds_what_looking_at_each_finds(tenant: Tenant, elin: Somebody) -> None:
    for number, name in enumerate(NAMES):
        await add_client(elin, name=name, enabled=number % 2 == 0, tags=(f"zone {number % 3}",))
    for text in SEARCHES:
        for state in (None, *ClientState):
            by_index = await find(scope(tenant, state), text)
            each = await find(replace(scope(tenant, state), size=1), text)
            assert by_index is not None
            assert each is not None
            assert sorted(by_index) == sorted(each), (text, state)


async def test_index_follows_every_change(tenant: Tenant, elin: Somebody, stranger: Somebody) -> None:
    client = (await add_client(elin, name="Old words")).client
    await add_client(stranger, name="Old words")
    await add_client(elin, CODE, name="Old words")
    assert await find(scope(tenant), "old words") == [client.id]
    base = (await clients.get(elin.actor, client.id)).fields
    await clients.edit(elin.actor, client.id, base=base, wanted=replace(base, name="New words"))
    assert await find(scope(tenant), "old words") == []
    assert await find(scope(tenant), "new words") == [client.id]
    assert await find(scope(tenant), str(client.id)[3:30]) == [client.id]
    await clients.remove(elin.actor, client.id)
    assert await find(scope(tenant), "new words") == []
    await Client.filter(id=client.id).delete()
    assert await find(scope(tenant), "words") == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_index_outlives_a_vacuum(tenant: Tenant, elin: Somebody) -> None:
    """VACUUM gives rows other numbers where the table has none of its own."""
    kept = [(await add_client(elin, name=f"Valve {number}")).client for number in range(6)]
    for client in kept[:3]:
        await Client.filter(id=client.id).delete()
    await db.connection().execute_script("VACUUM")
    assert await find(scope(tenant), "valve 4") == [kept[4].id]


async def test_one_or_two_letters_are_the_beginning_of_a_name(tenant: Tenant, elin: Somebody) -> None:
    for name in ("Äpfel", "äp", "Zapfen", "a", "🚰 tap"):
        await add_client(elin, name=name)
    found = {text: len(await find(scope(tenant), text) or ()) for text in ("ä", "ÄP", "Z", "pf", "%", "🚰", "\uffff")}
    assert found == {"ä": 2, "ÄP": 2, "Z": 1, "pf": 0, "%": 0, "🚰": 1, "\uffff": 0}


@pytest.mark.parametrize("few", [0, 5000])
async def test_more_hits_than_most_are_paged_to_the_last_of_most_and_not_counted(
    tenant: Tenant, elin: Somebody, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(client_search, "_FEW", few)
    for module in (client_search, client_list):
        monkeypatch.setattr(module, "MOST", 50)
    monkeypatch.setattr(client_search, "_statement", client_search._statement.__wrapped__)
    await add_many(tenant, 50)
    meters = replace(QUERY, search="meter")
    counts = await count_by_state(elin.actor, meters)
    assert (counts[None], counts[ClientState.ENABLED]) == (50, 50)
    await add_many(tenant, 20)
    counts = await count_by_state(elin.actor, meters)
    assert (counts[None], counts[ClientState.ENABLED]) == (51, NOT_COUNTED)
    last = await list_clients(elin.actor, replace(meters, offset=10**6, descending=True))
    assert (last.total, len(last.rows)) == (50, 25)
    assert (await list_clients(elin.actor, meters)).rows[0].client.name == "Meter 0000"
