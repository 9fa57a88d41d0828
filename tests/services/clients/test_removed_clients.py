"""Removed clients: gone at once, restored for 30 days under the same ID with their secrets, then deleted."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

import db
from errors import NotFound, RuleViolation
from models import AuditEvent, Client, ClientRole, Secret
from services.clients import clients, removed_clients
from services.clients.client_list import ClientQuery, list_clients
from services.live import clock
from services.secrets import secrets
from tests.services.live.fleet import CREDENTIALS, actions, add_client, in_days
from tests.services.live.hearing import hearing
from tests.services.world import Somebody, make_person


async def remove_ago(by: Somebody, client_id: UUID, ago: timedelta) -> None:
    await clients.remove(by.actor, client_id)
    await Client.filter(id=client_id).update(removed_at=await clock.now() - ago)


async def test_removed_client_is_gone_from_everywhere_at_once(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    await clients.remove(elin.actor, client.id)
    with pytest.raises(NotFound, match="no such client, or it was removed"):
        await clients.get(elin.actor, client.id)
    with pytest.raises(NotFound):
        await secrets.list_secrets(elin.actor, client.id)
    assert (await list_clients(elin.actor, ClientQuery(CREDENTIALS))).total == 0
    assert (await actions(client.id))[-1] == "client.removed"


async def test_of_several_who_remove_a_client_at_once_one_does(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    outcomes = await asyncio.gather(*(clients.remove(elin.actor, client.id) for _ in range(5)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes].count(NotFound) == 4
    assert (await actions(client.id)).count("client.removed") == 1


async def test_list_tells_who_removed_what_and_until_when_it_can_be_restored(elin: Somebody) -> None:
    maya = await make_person(await elin.user.tenant, "Maya Chen")
    first, second = (await add_client(elin, name="Old crew app")).client, (await add_client(elin)).client
    await remove_ago(elin, first.id, timedelta(days=14))
    await clients.remove(maya.actor, second.id)
    found, total = await removed_clients.list_removed(elin.actor)
    assert total == 2
    assert [row.client.id for row in found] == [second.id, first.id]
    assert found[0].client.removed_by_name == "Maya Chen"
    left = found[1].restorable_until - await clock.now()
    assert timedelta(days=15.9) < left < timedelta(days=16)
    assert [row.client.id for row in (await removed_clients.list_removed(elin.actor, search="CREW"))[0]] == [first.id]


async def test_whoever_looks_at_a_removed_client_learns_who_removed_it(elin: Somebody, ben: Somebody) -> None:
    client = (await add_client(elin)).client
    await clients.remove(elin.actor, client.id)
    seen = await removed_clients.read_removed(ben.actor, client.id)
    assert (seen.client.removed_by_name, seen.client.name) == ("Elin Berg", client.name)


async def test_client_that_is_there_is_not_among_the_removed(elin: Somebody) -> None:
    client = (await add_client(elin)).client
    with pytest.raises(NotFound):
        await removed_clients.read_removed(elin.actor, client.id)
    with pytest.raises(NotFound):
        await removed_clients.restore(elin.actor, client.id)


async def test_restored_client_is_the_same_with_roles_and_secrets(elin: Somebody) -> None:
    added = await add_client(elin, tags=("north",))
    extra = await secrets.add(elin.actor, added.client.id, await in_days(9, "Node B"))
    before = await clients.get(elin.actor, added.client.id)
    await clients.remove(elin.actor, added.client.id)
    await removed_clients.restore(elin.actor, added.client.id)
    after = await clients.get(elin.actor, added.client.id)
    assert (after.fields, after.client.id) == (before.fields, before.client.id)
    assert (after.client.removed_at, after.client.removed_by_name) == (None, "")
    assert after.client.first_expiry == before.client.first_expiry
    kept = await secrets.list_secrets(elin.actor, added.client.id)
    assert added.secret
    assert [(row.id, row.text_hash) for row in kept] == [
        (row.id, row.text_hash) for row in (added.secret.secret, extra.secret)
    ]
    assert (await actions(added.client.id))[-2:] == ["client.removed", "client.restored"]


async def test_id_of_a_removed_client_stays_taken_and_the_way_out_is_named(elin: Somebody, stranger: Somebody) -> None:
    client = (await add_client(elin, name="Old crew app")).client
    await clients.remove(elin.actor, client.id)
    with pytest.raises(RuleViolation, match=r"belongs to the removed client Old crew app\. Restore that one") as caught:
        await add_client(elin, client_id=str(client.id))
    assert list(caught.value.fields) == ["client_id"]
    with pytest.raises(RuleViolation, match="is taken") as caught:
        await add_client(stranger, client_id=str(client.id))
    assert "Old crew app" not in str(caught.value)


async def test_client_can_be_restored_on_the_last_of_30_days_and_not_after(elin: Somebody) -> None:
    early, late = (await add_client(elin)).client, (await add_client(elin)).client
    await remove_ago(elin, early.id, timedelta(days=30) - timedelta(minutes=1))
    await remove_ago(elin, late.id, timedelta(days=30) + timedelta(seconds=1))
    assert [row.client.id for row in (await removed_clients.list_removed(elin.actor))[0]] == [early.id]
    assert (await removed_clients.restore(elin.actor, early.id)).id == early.id
    with pytest.raises(NotFound, match=r"more than 30 days ago\. Add it again"):
        await removed_clients.restore(elin.actor, late.id)


async def test_purge_deletes_what_is_too_old_with_its_secrets_and_frees_the_id(elin: Somebody) -> None:
    old, recent, present = [(await add_client(elin)).client for _ in range(3)]
    await remove_ago(elin, old.id, timedelta(days=31))
    await remove_ago(elin, recent.id, timedelta(days=29))
    assert await removed_clients.purge() == 1
    assert await removed_clients.purge() == 0
    left = {recent.id, present.id}
    assert {client.id for client in await Client.all()} == left
    assert {secret.client_id for secret in await Secret.all()} == left
    assert {row.client_id for row in await ClientRole.all()} == left
    event = await AuditEvent.get(action="client.purged")
    assert (event.actor_name, event.target_id, event.tenant_id) == ("Keylodge", str(old.id), elin.user.tenant_id)
    assert (await add_client(elin, client_id=str(old.id))).client.id == old.id


async def test_client_that_is_restored_and_removed_again_while_others_are_purged_keeps_its_thirty_days(
    elin: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    back, old = (await add_client(elin)).client, (await add_client(elin)).client
    for client in (back, old):
        await remove_ago(elin, client.id, timedelta(days=31))
    tx = db.tx

    async def tx_after_others(work: Callable[[], Awaitable[Any]]) -> Any:
        monkeypatch.setattr(db, "tx", tx)
        await Client.filter(id=back.id).update(removed_at=await clock.now())
        return await tx(work)

    monkeypatch.setattr(db, "tx", tx_after_others)
    await removed_clients.purge()
    assert [client.id for client in await Client.all()] == [back.id]
    assert (await actions()).count("client.purged") == 1


async def test_two_replicas_that_purge_at_once_record_each_client_once(elin: Somebody) -> None:
    for _ in range(3):
        await remove_ago(elin, (await add_client(elin)).client.id, timedelta(days=31))
    await asyncio.gather(removed_clients.purge(), removed_clients.purge())
    assert not await Client.all().exists()
    assert (await actions()).count("client.purged") == 3


async def test_open_pages_hear_of_removal_and_restoring(elin: Somebody, database: str) -> None:
    client = (await add_client(elin)).client
    async with hearing(database) as ear:
        await clients.remove(elin.actor, client.id)
        await ear.until(lambda changes: len(changes) == 1)
        await removed_clients.restore(elin.actor, client.id)
        heard = await ear.until(lambda changes: len(changes) == 2)
    assert [(change.kind, change.id, change.version) for change in heard] == [
        ("client", str(client.id), 2),
        ("client", str(client.id), 3),
    ]


async def test_removed_clients_are_listed_with_how_many_secrets_they_keep(elin: Somebody) -> None:
    two = (await add_client(elin, name="Two")).client
    await secrets.add(elin.actor, two.id, secrets.SecretFields("Another"))
    for client in (two, (await add_client(elin, name="One")).client):
        await clients.remove(elin.actor, client.id)
    listed, total = await removed_clients.list_removed(elin.actor)
    assert total == 2
    assert {gone.client.name: gone.secrets for gone in listed} == {"Two": 2, "One": 1}
