"""Test 9 of the ten, with a server in a process of its own: floods, and what its log holds."""

import asyncio
import base64
import time
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from services.secrets import secret_usage
from tests.e2e.server import Server
from tests.identity.clients import TOKEN, TestClient, add_client, ask, get_token
from tests.services.world import Somebody

KEY = base64.b64encode(b"k" * 32).decode()
INTROSPECT = "/identity/connect/introspect"


@pytest.fixture
def server(database: str, tmp_path: Path) -> Server:
    """A server over the test's database, which writes all that it can into its log."""
    extra = {"KEYLODGE_DATABASE_URL": database, "KEYLODGE_MASTER_KEY": KEY, "KEYLODGE_LOG_LEVEL": "debug"}
    return Server(tmp_path / "server", extra=extra)


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    await asyncio.to_thread(server.start)
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client
    server.kill()


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin)


async def test_flood_of_wrong_secrets_keeps_nobody_out_and_leaves_no_secret_in_the_log(
    http: httpx.AsyncClient, server: Server, elin: Somebody, client: TestClient
) -> None:
    other = await add_client(elin, name="Another")
    wrong = TestClient(client.id, other.secret, 0)
    flood = [asyncio.create_task(ask(http, wrong)) for _ in range(60)]
    tokens = [await get_token(http, client) for _ in range(3)]
    assert {answer.status_code for answer in await asyncio.gather(*flood)} == {401}
    checked = await http.post(INTROSPECT, data={"token": tokens[0]}, auth=client.basic)
    assert checked.json()["active"] is True
    await http.post(TOKEN, data={"grant_type": "client_credentials", "client_id": client.id, "client_secret": "\0"})
    await http.post(f"{TOKEN}?client_secret={client.secret}")
    assert await asyncio.to_thread(server.stop) == 0
    basic = base64.b64encode(f"{client.id}:{client.secret}".encode()).decode()
    for text in (client.secret, other.secret, basic, *tokens):
        assert text not in server.log
    assert (await secret_usage.of(elin.actor, UUID(client.id)))[client.secret_id].uses == 4, "a clean stop loses none"


async def test_token_survives_a_restart(http: httpx.AsyncClient, server: Server, client: TestClient) -> None:
    token = await get_token(http, client)
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    told = (await http.post(INTROSPECT, data={"token": token}, auth=client.basic)).json()
    assert told["active"] is True


async def test_power_cut_loses_no_use_of_a_secret_that_was_written(
    http: httpx.AsyncClient, server: Server, elin: Somebody, client: TestClient
) -> None:
    async def count_uses() -> int:
        return (await secret_usage.of(elin.actor, UUID(client.id)))[client.secret_id].uses

    await get_token(http, client)
    deadline = time.monotonic() + 30
    while await count_uses() == 0:
        assert time.monotonic() < deadline, "nothing was written"
        await asyncio.sleep(0.1)
    await asyncio.to_thread(server.kill)
    await asyncio.to_thread(server.start)
    await get_token(http, client)
    assert await asyncio.to_thread(server.stop) == 0
    assert await count_uses() == 2
