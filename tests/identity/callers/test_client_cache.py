"""The cache of clients: read once however many ask, and never a reason for a transaction to wait for itself."""

import asyncio
import contextvars

import httpx
import pytest
from cachetools import LRUCache

import db
from models import Client
from services.callers import client_cache
from tests.identity.clients import TestClient, add_client, ask, edit
from tests.services.live.hearing import settled
from tests.services.world import Somebody
from tests.test_reading import IN_TIME, endless_reads

NOBODY = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
async def client(issuer: None, elin: Somebody) -> TestClient:
    return await add_client(elin)


async def test_twenty_at_once_read_once(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    await settled()
    client_cache.forget()
    loads = []
    load = client_cache._load

    async def count(row_id: object) -> object:
        loads.append(row_id)
        return await load(row_id)  # type: ignore[arg-type]

    monkeypatch.setattr(client_cache, "_load", count)
    found = await asyncio.gather(*(client_cache.find(client.id) for _ in range(20)))
    assert {each.text_id for each in found if each} == {client.id}
    assert len(loads) == 1


async def test_transaction_that_asks_while_others_load_does_not_wait_for_itself(client: TestClient) -> None:
    client_cache.forget()

    async def work() -> None:
        others = asyncio.create_task(client_cache.find(client.id), context=outside)
        await asyncio.sleep(0.05)  # they load, and on SQLite wait for this transaction
        assert await client_cache.find(client.id) is not None
        waiting.append(others)

    outside = contextvars.copy_context()
    waiting: list[asyncio.Task[client_cache.KnownClient | None]] = []
    async with asyncio.timeout(5):
        await db.tx(work)
        assert await waiting[0] is not None


async def test_what_a_transaction_took_back_is_not_remembered(client: TestClient) -> None:
    client_cache.forget()

    async def work() -> None:
        await Client.filter(id=client.id).update(enabled=False)
        found = await client_cache.find(client.id)
        assert found is not None
        assert not found.enabled
        raise RuntimeError("taken back")

    with pytest.raises(RuntimeError):
        await db.tx(work)
    found = await client_cache.find(client.id)
    assert found is not None
    assert found.enabled


async def test_nobody_is_found_under_an_id_that_is_written_otherwise(client: TestClient) -> None:
    for text in (NOBODY, client.id.upper(), client.id.replace("-", ""), f"{{{client.id}}}", "", "x", "\0"):
        if text != client.id:
            assert await client_cache.find(text) is None


async def test_memory_is_bounded(client: TestClient, elin: Somebody, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_cache._Memory, "clients", LRUCache(2))
    for number in range(4):
        other = await add_client(elin, name=f"Client {number}")
        await client_cache.find(other.id)
        await client_cache.find(client.id)
    assert len(client_cache._Memory.clients) <= 2
    await edit(elin, client, name="Renamed")
    found = await client_cache.find(client.id)
    assert found is not None
    assert found.name == "Renamed"


async def test_token_for_a_client_that_nobody_remembers_waits_for_no_read_and_no_change(
    http: httpx.AsyncClient, client: TestClient
) -> None:
    client_cache.forget()
    begun, asked = asyncio.Event(), asyncio.Event()

    async def change() -> None:
        await Client.filter(id=client.id).update(description="Another")
        begun.set()
        await asked.wait()

    async with asyncio.timeout(IN_TIME), endless_reads(3):
        changing = asyncio.create_task(db.tx(change))
        await begun.wait()
        assert (await ask(http, client)).status_code == 200
        assert not changing.done()
        asked.set()
        await changing
