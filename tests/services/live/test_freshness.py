"""Memories hear of each committed change before they are believed again, and of nothing else."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

import db
from models import Announcement
from services.live import announced, clock, feed, freshness, wal_index
from services.live.changes import RELOAD, Change, Kind
from tests.services.live.hearing import poll

TENANT = uuid4()
sqlite_only = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)


def change(number: int = 1) -> Change:
    return Change(TENANT, Kind.CLIENT, f"object {number}")


async def commit(*changes: Change) -> None:
    async def work() -> None:
        for each in changes:
            await feed.announce(each)

    await db.tx(work)


def path_of(url: str) -> str:
    return url.removeprefix("sqlite://").split("?")[0]


def is_locked(path: str) -> bool:
    locks = Path("/proc/locks").read_text(encoding="ascii")
    return f":{Path(path).stat().st_ino} " in locks


@asynccontextmanager
async def remembering(url: str) -> AsyncIterator[list[Change]]:
    """All that a memory hears while the block runs."""
    heard: list[Change] = []
    async with feed.running(url):
        await poll(feed.is_alive)
        async with freshness.watching(url, heard.append):
            await poll(freshness.is_proven)
            yield heard


async def test_own_change_is_heard_at_the_very_next_question(database: str) -> None:
    async with remembering(database) as heard:
        await commit(change(1), change(2))
        assert freshness.is_proven()
        assert heard[:2] == [change(1), change(2)]


async def test_nothing_is_heard_of_what_was_taken_back(database: str) -> None:
    async def fail() -> None:
        await feed.announce(change(1))
        raise LookupError

    async with remembering(database) as heard:
        with pytest.raises(LookupError):
            await db.tx(fail)
        await commit(change(2))
        assert freshness.is_proven()
        assert change(1) not in heard


@sqlite_only
async def test_change_is_told_once_and_a_write_that_announces_nothing_tells_nothing(database: str) -> None:
    async with remembering(database) as heard:
        await commit(change(1))
        assert freshness.is_proven()
        await db.connection().execute_query("CREATE TABLE other (id INTEGER)")
        assert freshness.is_proven()
        assert heard == [change(1)]


@sqlite_only
async def test_database_is_asked_only_after_somebody_committed(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    ask = announced.Announced._data_version

    def count(self: announced.Announced) -> int:
        asked.append(1)
        return ask(self)

    monkeypatch.setattr(announced.Announced, "_data_version", count)
    async with remembering(database):
        assert freshness.is_proven()
        asked.clear()
        assert all(freshness.is_proven() for _ in range(10))
        assert asked == []
        await commit(change(1))
        assert all(freshness.is_proven() for _ in range(10))
        assert asked == [1]


@sqlite_only
async def test_index_of_which_one_copy_changed_says_nothing(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with remembering(database) as heard:
        assert freshness._State.announced is not None
        torn = bytearray(freshness._State.announced._index[:])
        torn[wal_index.COPY + 1] ^= 1
        monkeypatch.setattr(freshness._State.announced, "_index", bytes(torn))
        await commit(change(1))
        assert freshness.is_proven()
        await commit(change(2))
        assert freshness.is_proven()
        assert heard == [change(1), change(2)]


@sqlite_only
async def test_database_without_an_index_in_memory_is_asked_each_time(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wal_index, "open_index", lambda _: b"")
    async with remembering(database) as heard:
        for number in range(3):
            await commit(change(number))
            assert freshness.is_proven()
            assert heard[-1] == change(number)


@sqlite_only
async def test_locks_of_sqlite_outlast_the_watch(database: str) -> None:
    """Another process that opens the database meanwhile doesn't take it for nobody's and begin a new index."""
    async with remembering(database):
        pass
    assert is_locked(f"{path_of(database)}-shm")


@sqlite_only
async def test_what_housekeeping_dropped_unheard_has_everything_forgotten(database: str) -> None:
    async with remembering(database) as heard:
        await commit(change(1))
        with clock.later(timedelta(hours=2)):
            await feed.drop_old()
        await commit(change(2))
        assert freshness.is_proven()
        assert heard == [RELOAD]
        await commit(change(3))
        assert freshness.is_proven()
        assert heard == [RELOAD, change(3)]


@sqlite_only
async def test_thousands_of_changes_are_one(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announced, "MOST", 3)
    async with remembering(database) as heard:
        await commit(*map(change, range(4)))
        assert freshness.is_proven()
        assert heard == [RELOAD]


@sqlite_only
async def test_database_that_went_back_has_everything_forgotten(database: str) -> None:
    async with remembering(database) as heard:
        await commit(change(1), change(2))
        assert freshness.is_proven()
        heard.clear()
        await Announcement.all().delete()
        await db.connection().execute_query("UPDATE sqlite_sequence SET seq = 0 WHERE name = 'announcement'")
        assert freshness.is_proven()
        assert heard == [RELOAD]


@sqlite_only
async def test_nothing_is_believed_while_the_database_cannot_be_read(
    database: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    async with remembering(database) as heard:
        with monkeypatch.context() as broken:
            broken.setattr(announced.Announced, "_newest", fail)
            await commit(change(1))
            assert not freshness.is_proven()
            assert not freshness.is_proven()
        assert set(heard) == {RELOAD}
        assert freshness.is_proven()
        assert heard[-1] == change(1)
    assert "disk I/O error" in caplog.text


async def test_nothing_is_proven_where_nobody_watches(database: str) -> None:
    async with feed.running(database):
        await poll(feed.is_alive)
        await poll(lambda: db.dialect() == "sqlite" or feed.proven_within(1))
        assert not freshness.is_proven()
