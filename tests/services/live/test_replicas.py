"""Which of several servers does what only one has to do."""

import asyncio

import asyncpg
import pytest

import migrating
from services.live import replicas
from tests.services.live.hearing import poll

WITHIN_S = 10
"""Seconds in which another takes over."""


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replicas, "LOOK_SECONDS", 0.05)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_server_on_sqlite_is_alone(database: str) -> None:
    async with replicas.joined(database) as leading:
        assert leading.is_set()


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_of_two_replicas_one_leads_and_another_once_it_has_ended(database: str) -> None:
    async with replicas.joined(database) as second:
        await poll(second.is_set)
        async with replicas.joined(database) as third:
            async with replicas.joined(database) as fourth:
                await asyncio.sleep(0.3)
                assert [each.is_set() for each in (second, third, fourth)] == [True, False, False]
            await _cut_off_the_eldest(database)
            await poll(third.is_set)
            await poll(lambda: not second.is_set())


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_replica_that_hangs_leads_no_longer_than_ten_seconds(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert replicas.SILENT_SECONDS + replicas.LOOK_SECONDS < WITHIN_S
    monkeypatch.setattr(replicas, "SILENT_SECONDS", 1)
    monkeypatch.setattr(replicas, "LOOK_SECONDS", 0.1)
    hanging = replicas._Standing(database, asyncio.Event())
    await hanging.connect()
    assert await hanging.raw.fetchval("SELECT pg_try_advisory_lock($1)", replicas._LOCK)
    async with replicas.joined(database) as leading:
        assert not leading.is_set()
        await poll(leading.is_set)
    await hanging.leave()


async def _cut_off_the_eldest(url: str) -> None:
    raw = await asyncpg.connect(url)
    ended = await raw.fetchval(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND application_name = $1 ORDER BY backend_start LIMIT 1",
        migrating.name_of_replica(),
    )
    await raw.close()
    assert ended
