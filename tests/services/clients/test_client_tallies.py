"""Counts that triggers keep: whoever writes a client counts it, in the same transaction."""

import asyncio
import contextvars
from dataclasses import replace
from functools import partial

import pytest

import db
from models import Client, ClientState, ClientTally, ClientType, Tenant
from services.clients import client_tallies, clients, removed_clients
from services.clients.client_fields import ClientFields
from services.live import clock
from services.secrets import secrets
from tests.services.live.fleet import CODE, CREDENTIALS, add_client, in_days
from tests.services.world import Somebody


async def counts(tenant: Tenant, kind: ClientType = CREDENTIALS) -> dict[ClientState | None, int]:
    """The counts that aren't nought, proven by counting."""
    assert await client_tallies.count_wrong() == 0
    return {state: number for state, number in (await client_tallies.by_state(tenant.id, kind)).items() if number}


async def test_each_way_to_change_a_client_moves_the_counts(tenant: Tenant, elin: Somebody) -> None:
    new = await add_client(elin)
    client, by = new.client, elin.actor
    assert new.secret
    assert await counts(tenant) == {None: 1, ClientState.ENABLED: 1}
    base = (await clients.get(by, client.id)).fields
    await clients.edit(by, client.id, base=base, wanted=replace(base, enabled=False))
    assert await counts(tenant) == {None: 1, ClientState.DISABLED: 1}
    await secrets.add(by, client.id, await in_days(3))
    assert (await counts(tenant))[ClientState.EXPIRING] == 1
    for secret in await secrets.list_secrets(by, client.id):
        await secrets.remove(by, client.id, secret.id)
    assert await counts(tenant) == {None: 1, ClientState.DISABLED: 1, ClientState.NO_SECRET: 1}
    await clients.remove(by, client.id)
    assert await counts(tenant) == {}
    await removed_clients.restore(by, client.id)
    assert (await counts(tenant))[None] == 1
    await clients.remove(by, client.id)
    with clock.later(removed_clients.KEPT * 2):
        assert await removed_clients.purge() == 1
    assert await counts(tenant) == {}


async def test_many_at_once_are_counted_and_so_is_what_no_service_wrote(tenant: Tenant, elin: Somebody) -> None:
    now = await clock.now()
    rows = [Client(tenant_id=tenant.id, type=CODE, name=str(n), created_at=now, changed_at=now) for n in range(40)]
    for row in rows:
        row.derive()
    await Client.bulk_create(rows)
    await Client.filter(id__in=[row.id for row in rows[:15]]).update(enabled=False)
    await Client.filter(id__in=[row.id for row in rows[10:20]]).delete()
    assert await counts(tenant, CODE) == {
        None: 30,
        ClientState.ENABLED: 20,
        ClientState.DISABLED: 10,
        ClientState.NO_SECRET: 30,
    }
    await client_tallies.fold()
    assert (await counts(tenant, CODE))[None] == 30
    assert await ClientTally.filter(type=CODE).count() == 2


async def test_what_is_undone_was_never_counted(tenant: Tenant, elin: Somebody) -> None:
    client = (await add_client(elin)).client

    async def work() -> None:
        await clients.remove(elin.actor, client.id)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await db.tx(work)
    assert await counts(tenant) == {None: 1, ClientState.ENABLED: 1}


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_nobody_waits_for_somebody_elses_count(tenant: Tenant, elin: Somebody) -> None:
    """Both transactions are open at the same time, each with a client added."""
    both = asyncio.Barrier(2)

    async def work(name: str) -> None:
        await clients.add(elin.actor, CREDENTIALS, ClientFields(name=name))
        await asyncio.wait_for(both.wait(), 10)

    await asyncio.gather(db.tx(partial(work, "One")), db.tx(partial(work, "Two")))
    assert await counts(tenant) == {None: 2, ClientState.ENABLED: 2}


async def test_counting_again_puts_wrong_counts_right(tenant: Tenant, elin: Somebody) -> None:
    await add_client(elin)
    await ClientTally.all().update(number=7)
    assert await client_tallies.count_wrong()
    await client_tallies.count_again()
    assert await counts(tenant) == {None: 1, ClientState.ENABLED: 1}


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_counting_again_beside_adding_up_counts_nobody_twice(tenant: Tenant, elin: Somebody) -> None:
    """The sum that is written while somebody counts again goes too."""
    waiting = db.Statement("", "SELECT 1 FROM pg_locks WHERE pg_backend_pid() = ANY(pg_blocking_pids(pid))")
    for _ in range(2):
        await add_client(elin)

    async def add_up() -> asyncio.Task[None]:
        await client_tallies.fold()
        again = asyncio.create_task(client_tallies.count_again(), context=outside)
        async with asyncio.timeout(10):
            while not await waiting.run():
                pass
        return again

    outside = contextvars.copy_context()
    await (await db.tx(add_up))
    assert await counts(tenant) == {None: 2, ClientState.ENABLED: 2}
