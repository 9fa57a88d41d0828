"""Who is here, between processes: two registries over one PostgreSQL, each as a process of its own has it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from uuid import uuid4

import asyncpg
import pytest

import db
from models import Announcement, Tenant
from services.access import access
from services.live import feed, presence_news, process_messages
from services.live.changes import Change, Kind
from services.live.presence import Present, Registry, Visitor
from tests.services.live.hearing import hearing, poll
from tests.services.world import Somebody, make_person

SELDOM = 600.0
"""Seconds between two repeats in a test that must not depend on them."""
CLIENT = uuid4()
postgres_only = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


@pytest.fixture
async def maya(tenant: Tenant) -> Somebody:
    """Another Tenant Administrator."""
    return await make_person(tenant, "Maya Lind")


async def arrive(registry: Registry, who: Somebody) -> Visitor:
    return registry.arrive(await access.identify(who.actor), lambda: None)


async def seen_by(registry: Registry, who: Somebody, *names: str, looking_at: object = None) -> None:
    """Wait until these others are here, as `who` sees it at that registry."""
    me = await access.identify(who.actor)

    def others() -> list[Present]:
        return registry.others(me, CLIENT if looking_at else None)

    await poll(lambda: [each.name for each in others()] == list(names), seconds=20)


@asynccontextmanager
async def two(url: str, every: float = SELDOM) -> AsyncIterator[tuple[Registry, Registry]]:
    """Two processes' registries, both connected."""
    async with hearing(url), AsyncExitStack() as stack:
        registries = Registry(), Registry()
        for each in registries:
            await stack.enter_async_context(presence_news.running(each, every))
        yield registries


@postgres_only
async def test_coming_looking_elsewhere_and_leaving_are_heard(database: str, elin: Somebody, maya: Somebody) -> None:
    async with two(database) as (here, there):
        visitor = await arrive(there, maya)
        await seen_by(here, elin, "Maya Lind")
        visitor.look_at(CLIENT)
        await seen_by(here, elin, "Maya Lind", looking_at=CLIENT)
        visitor.look_at(None)
        await seen_by(here, elin, looking_at=CLIENT)
        visitor.leave()
        await seen_by(here, elin)
        visitor.come()
        await seen_by(here, elin, "Maya Lind")


@postgres_only
async def test_other_tenant_hears_nothing(database: str, elin: Somebody, maya: Somebody, stranger: Somebody) -> None:
    async with two(database) as (here, there):
        await arrive(there, maya)
        await arrive(there, stranger)
        await seen_by(here, elin, "Maya Lind")
        await seen_by(here, stranger)


@postgres_only
async def test_many_visitors_are_told_in_parts(database: str, elin: Somebody, maya: Somebody) -> None:
    async with two(database) as (here, there):
        visitors = [await arrive(there, maya) for _ in range(3 * presence_news.AT_A_TIME)]
        for each in visitors:
            each.look_at(CLIENT)
        await seen_by(here, elin, "Maya Lind", looking_at=CLIENT)
        await poll(lambda: len(here._heard) == len(visitors), seconds=20)
        for each in visitors:
            each.leave()
        await seen_by(here, elin)


@postgres_only
async def test_process_that_starts_asks_who_is_with_the_others(database: str, elin: Somebody, maya: Somebody) -> None:
    async with hearing(database):
        here, there = Registry(), Registry()
        async with presence_news.running(there, SELDOM):
            await arrive(there, maya)
            async with presence_news.running(here, SELDOM):
                await seen_by(here, elin, "Maya Lind")


@postgres_only
async def test_process_that_ends_says_so(database: str, elin: Somebody, maya: Somebody) -> None:
    async with hearing(database):
        here, there = Registry(), Registry()
        async with presence_news.running(here, SELDOM):
            async with presence_news.running(there, SELDOM):
                await arrive(there, maya)
                await seen_by(here, elin, "Maya Lind")
            await seen_by(here, elin)


@postgres_only
async def test_process_whose_connection_was_lost_asks_again(database: str, elin: Somebody, maya: Somebody) -> None:
    async with two(database) as (here, there):
        await arrive(there, maya)
        await seen_by(here, elin, "Maya Lind")
        here.forget_heard()
        await seen_by(here, elin)
        await cut_off_the_listener(database)
        await seen_by(here, elin, "Maya Lind")


@postgres_only
async def test_visitors_are_repeated_and_forgotten_when_they_are_not(
    database: str, elin: Somebody, maya: Somebody, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with two(database, every=0.2) as (here, there):
        await arrive(there, maya)
        await seen_by(here, elin, "Maya Lind")
        first = here.next_end()
        await poll(lambda: here.next_end() > first + 1, seconds=20)

        async def silence(_: str) -> None:
            """As from a process that was killed."""

        monkeypatch.setattr(process_messages, "send", silence)
        await seen_by(here, elin)


@postgres_only
async def test_renamed_person_has_the_new_name_and_a_disabled_one_is_not_here(
    database: str, elin: Somebody, maya: Somebody
) -> None:
    async with two(database) as (here, there):
        await arrive(there, maya)
        await seen_by(here, elin, "Maya Lind")
        await change(maya, name="Maya Holm")
        await seen_by(here, elin, "Maya Holm")
        await change(maya, enabled=False)
        await seen_by(here, elin)
        await change(maya, enabled=True)
        await seen_by(here, elin, "Maya Holm")


@postgres_only
async def test_it_is_no_change_and_writes_no_row(database: str, elin: Somebody, maya: Somebody) -> None:
    changes: list[Change] = []
    async with two(database) as (here, there):
        stop = feed.subscribe(changes.append)
        visitor = await arrive(there, maya)
        visitor.look_at(CLIENT)
        await seen_by(here, elin, "Maya Lind", looking_at=CLIENT)
        stop()
        assert changes == []
    assert await Announcement.all().count() == 0


@postgres_only
async def test_only_ids_are_told(database: str, elin: Somebody, maya: Somebody) -> None:
    heard: list[str] = []
    async with two(database) as (here, there):
        stop = process_messages.subscribe(heard.append, lambda: None)
        (await arrive(there, maya)).look_at(CLIENT)
        await seen_by(here, elin, "Maya Lind", looking_at=CLIENT)
        stop()
    told = [visit for word in map(json.loads, heard) for visit in word.get("here", [])]
    ids = {"tenant_id": str(maya.user.tenant_id), "person_id": str(maya.id), "opened": str(CLIENT)}
    assert told[-1] == {"page": 1, **ids}


@postgres_only
async def test_message_that_cannot_be_read_is_ignored(
    database: str, elin: Somebody, maya: Somebody, caplog: pytest.LogCaptureFixture
) -> None:
    somebody = {"tenant_id": str(maya.user.tenant_id), "person_id": str(maya.id)}
    nonsense = [
        "",
        "nonsense",
        "null",
        "[]",
        "[" * 5000,
        "{}",
        '{"process": 7}',
        '{"process": "x", "here": 7}',
        '{"process": "x", "gone": ["all"]}',
        json.dumps({"process": "x", "here": [{**somebody, "page": "one"}]}),
        json.dumps({"process": "x", "here": [{**somebody, "page": 1, "person_id": "maya"}]}),
        json.dumps({"process": "x", "here": [{**somebody, "page": 1, "opened": 7}]}),
        json.dumps({"process": "x", "here": [{"page": 1, "person_id": str(maya.id)}]}),
    ]
    async with two(database) as (here, there):
        for text in nonsense:
            await process_messages.send(text)
        await process_messages.send(json.dumps({"process": "x", "gone": [1]}))
        await arrive(there, await make_person(await Tenant.get(id=maya.user.tenant_id), "Noor Aziz"))
        await seen_by(here, elin, "Noor Aziz")
    assert [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")] == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_on_sqlite_nothing_is_told_and_no_row_written(database: str, elin: Somebody, maya: Somebody) -> None:
    async with two(database) as (here, there):
        visitor = await arrive(there, maya)
        visitor.look_at(CLIENT)
        await asyncio.sleep(0)
        await seen_by(there, elin, "Maya Lind", looking_at=CLIENT)
        await seen_by(here, elin)
    assert await Announcement.all().count() == 0


async def change(who: Somebody, **fields: object) -> None:
    """Change a person as another process does."""

    async def work() -> None:
        await type(who.user).filter(id=who.id).update(**fields)
        await feed.announce(Change(who.user.tenant_id, Kind.USER, str(who.id)))

    await db.tx(work)


async def cut_off_the_listener(url: str) -> None:
    """From outside, as a restarting database does."""
    raw = await asyncpg.connect(url)
    try:
        await raw.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND application_name = $1",
            feed.LISTENER,
        )
    finally:
        await raw.close()
