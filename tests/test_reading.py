"""Reading beside writing: neither waits for the other, and what is read is never older than the last commit."""

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from tortoise.exceptions import OperationalError

import db
import sqlite_readers
from errors import Unavailable

ENDLESS = db.Statement(
    sqlite="WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n",
    postgres="SELECT pg_sleep(1000)",
)
IN_TIME = 10
"""Seconds: a test that waits that long for an endless read has failed."""


@asynccontextmanager
async def endless_reads(number: int = 1) -> AsyncIterator[list["asyncio.Task[object]"]]:
    """So many reads that don't end by themselves, under way while the block runs."""
    reads: list[asyncio.Task[object]] = [asyncio.create_task(ENDLESS.run()) for _ in range(number)]
    await asyncio.sleep(0)
    yield reads
    assert not any(read.done() for read in reads), "still under way"
    for read in reads:
        read.cancel()
    await asyncio.gather(*reads, return_exceptions=True)


@contextmanager
def written_elsewhere(url: str) -> Iterator[None]:
    """Another process is in a transaction while the block runs."""
    other = sqlite3.connect(url.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


@pytest.fixture
async def traces(database: str) -> None:
    await db.connection().execute_query("CREATE TABLE trace (id INTEGER)")


async def write() -> None:
    await db.connection().execute_query("INSERT INTO trace VALUES (1)")


async def count() -> int:
    rows = await db.connection().execute_query_dict("SELECT count(*) AS n FROM trace")
    return int(rows[0]["n"])


@pytest.mark.usefixtures("traces")
async def test_read_that_takes_long_holds_up_no_write_and_no_other_read() -> None:
    async with asyncio.timeout(IN_TIME), endless_reads(3):
        await db.tx(write)
        assert await count() == 1


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_write_that_waits_for_another_process_holds_up_no_read(database: str) -> None:
    async with asyncio.timeout(IN_TIME):
        with written_elsewhere(database):
            waiting = asyncio.create_task(db.tx(write))
            for _ in range(20):
                assert await count() == 0
            assert not waiting.done()
        await waiting
    assert await count() == 1


@pytest.mark.usefixtures("traces")
async def test_read_that_begins_after_a_commit_sees_it() -> None:
    for written in range(1, 101):
        await db.tx(write)
        assert await asyncio.gather(*(count() for _ in range(4))) == [written] * 4


@pytest.mark.usefixtures("traces")
async def test_transaction_reads_what_it_wrote_and_nobody_else_does() -> None:
    written, seen = asyncio.Event(), asyncio.Event()

    async def work() -> int:
        await write()
        written.set()
        await seen.wait()
        return await count()

    async with asyncio.timeout(IN_TIME):
        transaction = asyncio.create_task(db.tx(work))
        await written.wait()
        assert await count() == 0
        seen.set()
        assert await transaction == 1


@pytest.mark.usefixtures("traces")
async def test_cancelled_reads_leave_room_for_the_next() -> None:
    async with asyncio.timeout(IN_TIME):
        for _ in range(5):
            async with endless_reads(sqlite_readers.MOST_READERS):
                pass
        assert await asyncio.gather(*(count() for _ in range(20))) == [0] * 20


@pytest.mark.usefixtures("traces")
@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_reading_can_not_write() -> None:
    with pytest.raises(Unavailable):
        await db.connection().execute_query("WITH one AS (SELECT 1) INSERT INTO trace SELECT * FROM one")
    assert await count() == 0


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_closed_database_leaves_one_whole_file(database_url: str) -> None:
    async with db.connect(database_url):
        await db.tx(lambda: db.connection().execute_query("CREATE TABLE trace (id INTEGER)"))
        await asyncio.gather(*(count() for _ in range(20)))
    file = Path(database_url.removeprefix("sqlite://"))
    assert [found.name for found in file.parent.glob(f"{file.name}*")] == [file.name]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_database_that_closes_waits_for_no_read(database_url: str) -> None:
    async with asyncio.timeout(IN_TIME):
        async with db.connect(database_url):
            reading = asyncio.create_task(ENDLESS.run())
            await db.tx(lambda: db.connection().execute_query("CREATE TABLE trace (id INTEGER)"))
            assert not reading.done()
        with pytest.raises(OperationalError, match="interrupted"):
            await reading


async def test_read_that_is_given_up_before_it_begins_ends(tmp_path: Path) -> None:
    readers, abandoned = sqlite_readers._Readers(str(tmp_path / "a.db"), 1000), threading.Event()
    abandoned.set()
    async with asyncio.timeout(IN_TIME):
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            await asyncio.to_thread(readers._work, ENDLESS.sqlite, [], abandoned)
        readers.closing = True
        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            await readers.read(ENDLESS.sqlite, [])
    readers.close()
