"""A flood of wrong secrets is slowed down, and the right one passes all the while."""

import asyncio
import time

import httpx
import pytest

from models import Secret
from services.callers import client_authentication, secret_throttle
from tests.identity.clients import TestClient, add_client, ask
from tests.services.world import Somebody

FLOOD = secret_throttle.FREE + 10


@pytest.fixture
async def client(elin: Somebody) -> TestClient:
    return await add_client(elin)


@pytest.fixture
async def wrong(elin: Somebody, client: TestClient) -> TestClient:
    """The client with a secret that is well formed, and another's."""
    return TestClient(client.id, (await add_client(elin, name="Another")).secret, 0)


async def test_wrong_secrets_above_the_free_ones_are_answered_later_and_say_when_to_try(
    http: httpx.AsyncClient, wrong: TestClient
) -> None:
    begun = time.monotonic()
    answers = await asyncio.gather(*(ask(http, wrong) for _ in range(secret_throttle.FREE)))
    assert not any("retry-after" in answer.headers for answer in answers)
    late = await ask(http, wrong)
    assert time.monotonic() - begun > secret_throttle.PAUSE
    assert late.status_code == 401
    assert int(late.headers["retry-after"]) >= 1


async def test_right_secret_passes_during_a_flood_from_its_own_address_whether_or_not_it_is_remembered(
    http: httpx.AsyncClient, client: TestClient, wrong: TestClient
) -> None:
    flood = [asyncio.create_task(ask(http, wrong)) for _ in range(FLOOD)]
    await asyncio.sleep(0.3)
    for _ in range(2):
        begun = time.monotonic()
        assert (await ask(http, client)).status_code == 200
        assert time.monotonic() - begun < secret_throttle.PAUSE
        client_authentication.forget()
    assert {answer.status_code for answer in await asyncio.gather(*flood)} == {401}


async def test_failures_are_forgiven_with_time(monkeypatch: pytest.MonkeyPatch) -> None:
    secret_throttle.forget()
    monkeypatch.setattr(secret_throttle, "PAUSE", 0)
    waits = [await secret_throttle.fail("203.0.113.9") for _ in range(FLOOD)]
    assert waits[: secret_throttle.FREE] == [0] * secret_throttle.FREE
    assert waits[-1] > waits[secret_throttle.FREE]
    now = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: now + 61)
    assert await secret_throttle.fail("203.0.113.9") == 0
    assert await secret_throttle.fail("198.51.100.1") == 0


async def test_stored_hash_is_no_secret(http: httpx.AsyncClient, client: TestClient) -> None:
    stored = (await Secret.get(id=client.secret_id)).text_hash
    answer = await ask(http, TestClient(client.id, stored, 0))
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
