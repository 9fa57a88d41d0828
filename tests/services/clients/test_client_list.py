"""The grid's page: search, filters, order and counts, the same on both databases, and each served by an index."""

from dataclasses import replace
from datetime import timedelta

import pytest

from errors import Forbidden
from models import Client, ClientState, ClientType, Secret, Tenant
from models.folding import fold
from services.clients import client_list, clients
from services.clients.client_list import PAGE_SIZES, SORTS, ClientQuery, SecretSummary, count_by_state, list_clients
from services.live import clock
from services.secrets import secrets
from services.secrets.secrets import SecretFields
from tests.services.live.fleet import CODE, CREDENTIALS, actions, add_client, in_days
from tests.services.world import Somebody

QUERY = ClientQuery(CREDENTIALS)
NAMES = [
    "ölpumpe",
    "Ölpumpe 2",
    "Zulauf",
    "Straße 7",
    "STRASSE 8",
    "apple",
    "Äpfel",
    "Zebra",
    "Ω-Regler",
    "10",
    "9",
    "_x",
]


async def names(by: Somebody, query: ClientQuery) -> list[str]:
    return [row.client.name for row in (await list_clients(by.actor, query)).rows]


async def let_expire(secret: Secret, ago: timedelta) -> None:
    secret.expires_at = await clock.now() - ago
    await secret.save()
    await secrets.set_first_expiry(await Client.get(id=secret.client_id))


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("ÖLPUMPE", {"ölpumpe", "Ölpumpe 2"}),
        ("o\u0308lpumpe", {"ölpumpe", "Ölpumpe 2"}),
        ("strasse", {"Straße 7", "STRASSE 8"}),
        ("STRAẞE", {"Straße 7", "STRASSE 8"}),
        ("ω-reg", {"Ω-Regler"}),
        ("\u2126-REGLER", {"Ω-Regler"}),
        ("  zebra ", {"Zebra"}),
        ("nothing", set()),
    ],
)
async def test_search_ignores_case_the_same_on_both_databases(elin: Somebody, search: str, found: set[str]) -> None:
    for name in NAMES:
        await add_client(elin, ClientType.DEVICE_CODE, name=name)
    assert set(await names(elin, ClientQuery(ClientType.DEVICE_CODE, search=search))) == found


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("% l", ["100 % load"]),
        ("%%%", []),
        ("r_s", ["under_score"]),
        ("___", []),
        ("k\\s", ["back\\slash"]),
        ("\\%\\", []),
        ("O'B", ["O'Brien"]),
        ('6" m', ['6" main']),
        ('"""', []),
        ("***", []),
        ("*", []),
        ("[a-z]", []),
        ("\0", ["100 % load", '6" main', "back\\slash", "O'Brien", "plain", "under_score"]),
        ("\ud800under", ["under_score"]),
        ("plain\nunder", []),
    ],
)
async def test_search_means_every_character_as_it_is(elin: Somebody, search: str, found: list[str]) -> None:
    for name in ("100 % load", "under_score", "back\\slash", "O'Brien", '6" main', "plain"):
        await add_client(elin, ClientType.DEVICE_CODE, name=name)
    query = ClientQuery(ClientType.DEVICE_CODE, search=search)
    assert await names(elin, query) == found
    assert (await count_by_state(elin.actor, query))[None] == len(found)


async def test_search_looks_into_name_id_tags_and_redirect_uris(elin: Somebody) -> None:
    uri = "https://Patrol.northfield.example/signed-in"
    client = (await add_client(elin, CODE, name="Crew app", tags=("Plant 2",), redirect_uris=(uri,))).client
    await add_client(
        elin, CODE, name="Other", description="crew plant patrol", redirect_uris=("https://other.example/",)
    )
    for search in ("crew", "plant 2", "patrol.north", "SIGNED-IN", str(client.id)[4:20].upper()):
        found = await names(elin, ClientQuery(CODE, search=search))
        assert found == ["Crew app"], search


async def test_edited_client_is_found_by_its_new_words_only(elin: Somebody) -> None:
    client = (await add_client(elin, name="Old words")).client
    base = (await clients.get(elin.actor, client.id)).fields
    await clients.edit(elin.actor, client.id, base=base, wanted=replace(base, name="New words"))
    assert await names(elin, replace(QUERY, search="new")) == ["New words"]
    assert await names(elin, replace(QUERY, search="old")) == []


async def test_names_are_in_the_same_order_on_both_databases(elin: Somebody) -> None:
    for name in NAMES:
        await add_client(elin, ClientType.DEVICE_CODE, name=name)
    in_order = sorted(NAMES, key=lambda name: fold(name).encode())
    query = ClientQuery(ClientType.DEVICE_CODE)
    assert await names(elin, query) == in_order
    assert await names(elin, replace(query, descending=True)) == in_order[::-1]


async def test_each_sort_orders_by_its_column(elin: Somebody) -> None:
    a = await add_client(elin, name="A", tags=("zone 3",), client_id="ffffffff-0000-4000-8000-000000000000")
    b = await add_client(elin, name="B", tags=("dam",), enabled=False, client_id="00000000-0000-4000-8000-000000000000")
    c = await add_client(elin, name="C", client_id="88888888-0000-4000-8000-000000000000")
    await secrets.add(elin.actor, b.client.id, await in_days(3))
    assert c.secret
    await secrets.remove(elin.actor, c.client.id, c.secret.secret.id)
    expected = {"name": "ABC", "id": "BCA", "enabled": "ACB", "secrets": "BAC", "tags": "CBA", "changed": "ABC"}
    for sort, order in expected.items():
        assert "".join(await names(elin, replace(QUERY, sort=sort))) == order, sort
        assert "".join(await names(elin, replace(QUERY, sort=sort, descending=True))) == order[::-1], sort
    assert a.client.id != b.client.id


async def test_sort_that_does_not_exist_is_by_name(elin: Somebody) -> None:
    for name in ("B", "A"):
        await add_client(elin, name=name)
    assert await names(elin, replace(QUERY, sort="text_hash; DROP TABLE client")) == ["A", "B"]


@pytest.mark.parametrize("sort", list(SORTS))
async def test_equals_keep_their_places_from_page_to_page(tenant: Tenant, elin: Somebody, sort: str) -> None:
    now = await clock.now()
    twins = [
        Client(tenant_id=tenant.id, type=CREDENTIALS, name="Twin", created_at=now, changed_at=now) for _ in range(80)
    ]
    for twin in twins:
        twin.derive()
    await Client.bulk_create(twins)
    for descending in (False, True):
        query = replace(QUERY, sort=sort, descending=descending)
        pages = [await list_clients(elin.actor, replace(query, offset=offset)) for offset in (0, 25, 50, 75)]
        seen = [row.client.id for page in pages for row in page.rows]
        assert len(seen) == 80
        assert set(seen) == {twin.id for twin in twins}


async def test_page_is_clamped_to_what_there_is(elin: Somebody) -> None:
    for number in range(30):
        await add_client(elin, ClientType.DEVICE_CODE, name=f"{number:02}")
    query = ClientQuery(ClientType.DEVICE_CODE)
    assert len(await names(elin, query)) == 25
    assert len(await names(elin, replace(query, limit=50))) == 30
    assert len(await names(elin, replace(query, limit=0))) == PAGE_SIZES[0]
    assert len(await names(elin, replace(query, limit=10**9))) == PAGE_SIZES[0]
    assert await names(elin, replace(query, offset=-5)) == await names(elin, query)
    last = [f"{number:02}" for number in range(25, 30)]
    for offset in (25, 27, 10**12):
        assert await names(elin, replace(query, offset=offset)) == last
    page = await list_clients(elin.actor, replace(query, search="nothing", offset=500))
    assert (page.rows, page.total) == ((), 0)


async def test_secrets_of_a_row_in_numbers(elin: Somebody) -> None:
    several = await add_client(elin, name="several")
    sooner = await in_days(12)
    await secrets.add(elin.actor, several.client.id, sooner)
    await secrets.add(elin.actor, several.client.id, SecretFields("", None))
    past = await secrets.add(elin.actor, several.client.id, await in_days(9))
    await let_expire(past.secret, timedelta(hours=1))
    never = await clients.add(
        elin.actor,
        CREDENTIALS,
        replace((await clients.get(elin.actor, several.client.id)).fields, name="never"),
        secret=SecretFields("", None),
    )
    none = await add_client(elin, name="none")
    assert none.secret
    await secrets.remove(elin.actor, none.client.id, none.secret.secret.id)
    page = await list_clients(elin.actor, QUERY)
    assert {row.client.name: row.secrets for row in page.rows} == {
        "several": SecretSummary(active=3, expired=1, next_expiry=sooner.expires_at),
        "never": SecretSummary(active=1),
        "none": SecretSummary(),
    }
    assert never.client.name == "never"


async def test_states_filter_and_count_alike(elin: Somebody) -> None:
    await add_client(elin, name="good")
    await add_client(elin, name="off", enabled=False)
    soon = await add_client(elin, name="soon")
    await secrets.add(elin.actor, soon.client.id, await in_days(29.9))
    later = await add_client(elin, name="later")
    await secrets.add(elin.actor, later.client.id, await in_days(30.1))
    past = await add_client(elin, name="past")
    await let_expire((await secrets.add(elin.actor, past.client.id, await in_days(3))).secret, timedelta(seconds=1))
    bare = await add_client(elin, name="bare")
    assert bare.secret
    await secrets.remove(elin.actor, bare.client.id, bare.secret.secret.id)
    gone = await add_client(elin, name="gone")
    await secrets.add(elin.actor, gone.client.id, await in_days(1))
    await clients.remove(elin.actor, gone.client.id)
    expected = {
        None: ["bare", "good", "later", "off", "past", "soon"],
        ClientState.ENABLED: ["bare", "good", "later", "past", "soon"],
        ClientState.DISABLED: ["off"],
        ClientState.EXPIRING: ["soon"],
        ClientState.EXPIRED: ["past"],
        ClientState.NO_SECRET: ["bare"],
    }
    for state, found in expected.items():
        assert await names(elin, replace(QUERY, state=state)) == found, state
        for word in ("OON", "off", "past", "are"):
            searched = replace(QUERY, state=state, search=word)
            assert await names(elin, searched) == [name for name in found if word.lower() in name]
    assert await count_by_state(elin.actor, QUERY) == {state: len(found) for state, found in expected.items()}
    counted = await count_by_state(elin.actor, replace(QUERY, search="oon"))
    assert counted == {state: len([name for name in found if "oon" in name]) for state, found in expected.items()}


async def test_types_without_secrets_are_counted_without_states_of_secrets(elin: Somebody) -> None:
    await add_client(elin, CODE)
    assert await count_by_state(elin.actor, ClientQuery(CODE)) == {
        None: 1,
        ClientState.ENABLED: 1,
        ClientState.DISABLED: 0,
    }


async def test_rows_of_one_type_only(elin: Somebody) -> None:
    for kind in ClientType:
        await add_client(elin, kind, name=kind.label)
    for kind in ClientType:
        assert await names(elin, ClientQuery(kind)) == [kind.label]


async def test_member_sees_clients_and_nothing_of_their_secrets(elin: Somebody, ben: Somebody) -> None:
    client = (await add_client(elin)).client
    page = await list_clients(ben.actor, QUERY)
    assert [(row.client.id, row.secrets) for row in page.rows] == [(client.id, None)]
    assert set(await count_by_state(ben.actor, QUERY)) == {None, ClientState.ENABLED, ClientState.DISABLED}
    assert [row.secrets for row in (await client_list.read_rows(ben.actor, [client.id])).rows] == [None]


@pytest.mark.parametrize(
    "query",
    [
        replace(QUERY, sort="secrets"),
        replace(QUERY, state=ClientState.EXPIRED),
        replace(QUERY, state=ClientState.EXPIRING),
        replace(QUERY, state=ClientState.NO_SECRET),
    ],
)
async def test_member_learns_nothing_of_secrets_by_sorting_or_filtering(ben: Somebody, query: ClientQuery) -> None:
    with pytest.raises(Forbidden):
        await list_clients(ben.actor, query)
    assert (await actions())[-1] == "access.refused"


async def test_rows_by_id_leave_out_what_is_gone_or_foreign(elin: Somebody, stranger: Somebody) -> None:
    mine, removed, foreign = [(await add_client(who)).client for who in (elin, elin, stranger)]
    await clients.remove(elin.actor, removed.id)
    page = await client_list.read_rows(elin.actor, [mine.id, removed.id, foreign.id])
    assert [row.client.id for row in page.rows] == [mine.id]


async def test_whether_clients_are_of_a_type_is_told_of_the_tenants_own_only(
    elin: Somebody, stranger: Somebody
) -> None:
    mine, removed = (await add_client(elin)).client, (await add_client(elin)).client
    theirs = (await add_client(stranger)).client
    await clients.remove(elin.actor, removed.id)
    assert await client_list.has_any(elin.actor, CREDENTIALS, [theirs.id, mine.id])
    assert await client_list.has_any(elin.actor, CREDENTIALS, [removed.id])
    assert not await client_list.has_any(elin.actor, CODE, [mine.id])
    assert not await client_list.has_any(elin.actor, CREDENTIALS, [theirs.id])
    assert not await client_list.has_any(elin.actor, CREDENTIALS, [])
