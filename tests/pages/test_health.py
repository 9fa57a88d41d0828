"""Readiness as a load balancer asks for it, and as somebody who floods it does."""

import asyncio
import json
import math

import pytest
from starlette.requests import Request

import db
from pages import health
from services.live import feed
from tests.services.live.hearing import poll

REQUEST = Request({"type": "http", "method": "GET", "path": "/health/ready", "headers": []})


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing was looked at yet, and a second passes only where a test says so."""
    monkeypatch.setattr(health._Memory, "look", None)
    monkeypatch.setattr(health, "REMEMBERED_S", math.inf)


async def ask() -> tuple[int, dict[str, str]]:
    answer = await health.ready(REQUEST)
    return answer.status_code, json.loads(bytes(answer.body))


async def test_readiness_is_looked_at_once_however_many_ask(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[bool] = []
    look = db.is_current

    async def counted() -> bool:
        looked.append(await look())
        return looked[-1]

    monkeypatch.setattr(db, "is_current", counted)
    async with feed.running(database):
        await poll(feed.is_alive)
        found = await asyncio.gather(*(ask() for _ in range(50)))
        assert [status for status, _ in [*found, await ask()]] == [200] * 51
    assert looked == [True]


async def test_readiness_is_looked_at_again_after_a_second(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with feed.running(database):
        await poll(feed.is_alive)
        assert await ask() == (200, {"status": "ready"})
    assert (await ask())[0] == 200
    monkeypatch.setattr(health, "REMEMBERED_S", 0.0)
    assert await ask() == (503, {"status": "not ready", "why": "The change feed has no connection."})
