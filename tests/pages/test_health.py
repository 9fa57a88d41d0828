"""Readiness as a load balancer asks for it, and as somebody who floods it does."""

import asyncio
import json
import math

import pytest
from starlette.requests import Request

import db
import outages
from pages import health
from services.live import echo, feed
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
    monkeypatch.setattr(echo, "SECONDS", 0.1)
    why = "What is announced in the database is not heard of here."
    assert await ask() == (503, {"status": "not ready", "why": why})


async def test_feed_that_is_deaf_is_not_ready(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It has its connection, and each statement there is answered."""
    monkeypatch.setattr(echo, "SECONDS", 0.1)
    async with feed.running(database):
        await poll(feed.is_alive)
        monkeypatch.setattr(feed._hub, "deliver", lambda _: None)
        assert feed.is_alive()
        assert (await ask())[0] == 503


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_database_that_is_away_is_not_taken_for_one_without_migrations(database: str) -> None:
    pool = db.connection()._pool
    async with feed.running(database):
        await poll(feed.is_alive)
        pool.terminate()
        assert await ask() == (503, {"status": "not ready", "why": outages.AWAY})


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_server_that_can_write_nothing_is_not_ready(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "REMEMBERED_S", 0.0)
    async with feed.running(database):
        await poll(feed.is_alive)
        assert (await ask())[0] == 200
        await db.connection().execute_query("PRAGMA query_only = ON")
        assert await ask() == (503, {"status": "not ready", "why": outages.REFUSED})
        await db.connection().execute_query("PRAGMA query_only = OFF")
        assert (await ask())[0] == 200


async def test_database_that_says_nothing_is_not_ready(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang() -> bool:
        await asyncio.sleep(3600)
        return True

    monkeypatch.setattr(health, "PATIENCE_S", 0.05)
    monkeypatch.setattr(db, "is_current", hang)
    assert await ask() == (503, {"status": "not ready", "why": "The database doesn't answer in time."})
