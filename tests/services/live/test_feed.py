"""The change feed: what is committed, here or in another process, is heard once, and only then."""

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import asyncpg
import pytest

import db
from models import Announcement
from services.live import clock, feed
from services.live.changes import RELOAD, Change, Kind
from tests.services.live.hearing import Ear, hearing, poll

ROOT = Path(__file__).resolve().parents[3]
TENANT = uuid4()
_OTHER_PROCESS = """
import asyncio, sys, uuid, db
from services.live import feed
from services.live.changes import Change, Kind
async def main():
    async with db.connect(sys.argv[1]):
        change = Change(uuid.UUID(sys.argv[2]), Kind.CLIENT, "from elsewhere", 7)
        await db.tx(lambda: feed.announce(change))
asyncio.run(main())
"""


def change(number: int = 1) -> Change:
    return Change(TENANT, Kind.CLIENT, f"object {number}", number, uuid4())


async def commit(*changes: Change) -> None:
    async def work() -> None:
        for each in changes:
            await feed.announce(each)

    await db.tx(work)


async def heard_after_a_marker(ear: Ear) -> list[Change]:
    """All that was heard by the time that one more change arrives; the marker left out."""
    marker = Change(None, Kind.TENANT, "marker")
    await commit(marker)
    return [each for each in await ear.until(lambda changes: marker in changes) if each != marker]


async def test_committed_change_is_heard_as_it_was_announced(database: str) -> None:
    changes = [change(), RELOAD]
    async with hearing(database) as ear:
        await commit(*changes)
        assert await ear.until(lambda heard: len(heard) == 2) == changes


async def test_own_change_is_heard_without_waiting_for_the_next_look(database: str) -> None:
    async with hearing(database) as ear:
        delays = []
        for number in range(10):
            begun = time.perf_counter()
            await commit(change(number))
            await ear.until(lambda heard, number=number: len(heard) > number)  # type: ignore[misc]
            delays.append(time.perf_counter() - begun)
    assert min(delays) < feed.WATCH_SECONDS / 2


async def test_nothing_is_heard_before_the_commit(database: str) -> None:
    async with hearing(database) as ear:

        async def work() -> None:
            await feed.announce(change())
            assert ear.changes == []

        await db.tx(work)
        await ear.until(lambda heard: len(heard) == 1)


async def test_change_that_was_rolled_back_is_never_heard(database: str) -> None:
    async with hearing(database) as ear:

        async def work() -> None:
            await feed.announce(change())
            raise LookupError

        with pytest.raises(LookupError):
            await db.tx(work)
        assert await heard_after_a_marker(ear) == []


async def test_many_changes_are_heard_once_each_and_in_order(database: str) -> None:
    changes = [change(number) for number in range(100)]
    async with hearing(database) as ear:
        for start in range(0, 100, 10):
            await commit(*changes[start : start + 10])
        assert await heard_after_a_marker(ear) == changes


@pytest.mark.process
async def test_change_of_another_process_is_heard_within_a_second(database: str) -> None:
    async with hearing(database) as ear:
        command = [sys.executable, "-c", _OTHER_PROCESS, database, str(TENANT)]
        subprocess.run(command, cwd=ROOT, check=True)  # noqa: ASYNC221 - its commit comes before anybody looks
        heard = await ear.until(len, seconds=1)
    assert heard == [Change(TENANT, Kind.CLIENT, "from elsewhere", 7)]


async def test_what_happened_before_the_start_is_not_heard(database: str) -> None:
    await commit(change(1), change(2))
    async with hearing(database) as ear:
        assert await heard_after_a_marker(ear) == []


async def test_listener_that_fails_keeps_nothing_from_the_others(database: str) -> None:
    def fail(_: Change) -> None:
        raise LookupError

    async with hearing(database) as ear:
        stop = feed.subscribe(fail)
        await commit(change(1))
        await commit(change(2))
        await ear.until(lambda heard: len(heard) == 2)
        stop()


async def test_listener_that_went_hears_nothing_more(database: str) -> None:
    heard: list[Change] = []
    async with hearing(database) as ear:
        stop = feed.subscribe(heard.append)
        stop()
        await commit(change())
        await ear.until(len)
    assert heard == []


async def test_feed_is_alive_only_while_it_runs(database: str) -> None:
    assert not feed.is_alive()
    async with hearing(database):
        assert feed.is_alive()
    assert not feed.is_alive()


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_listener_that_was_cut_off_comes_back_and_has_pages_reload(database: str) -> None:
    async with hearing(database) as ear:
        for round_ in range(2):
            await _cut_off_the_listener(database)
            await poll(lambda: not feed.is_alive())
            await commit(change(round_))  # heard or missed: pages reload, so they needn't know
            await ear.until(lambda heard, n=round_ + 1: heard.count(RELOAD) == n)  # type: ignore[misc]
            assert feed.is_alive()
            later = change(100 + round_)
            await commit(later)
            await ear.until(lambda heard, later=later: later in heard)  # type: ignore[misc]


async def _cut_off_the_listener(url: str) -> None:
    """From outside, as a restarting database does."""
    raw = await asyncpg.connect(url)
    try:
        ended = await raw.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
            "AND application_name = $1",
            feed.LISTENER,
        )
    finally:
        await raw.close()
    assert ended


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_feed_outlives_a_database_that_fails_for_a_moment(database: str) -> None:
    async with hearing(database) as ear:
        await db.connection().execute_script("ALTER TABLE announcement RENAME TO elsewhere")
        feed._hub.committed.set()
        await poll(lambda: not feed.is_alive())
        await db.connection().execute_script("ALTER TABLE elsewhere RENAME TO announcement")
        await poll(feed.is_alive)
        assert RELOAD in ear.changes
        later = change()
        await commit(later)
        await ear.until(lambda heard: later in heard)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_old_announcements_are_dropped(database: str) -> None:
    await commit(change(1))
    with clock.later(feed.KEEP + timedelta(seconds=1)):
        await commit(change(2))
        await feed.drop_old()
    assert [row.version for row in await Announcement.all()] == [2]
