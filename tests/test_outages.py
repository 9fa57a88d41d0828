"""A database that is away, slow, full or busy: nobody waits long, nothing is lost, and the log hears of it once."""

import asyncio
import gc
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
from tortoise.exceptions import OperationalError

import db
import outages
from errors import Unavailable

SLEEP = "SELECT pg_sleep(30)"
LIMIT = 0.3
SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
POSTGRES = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No outage yet, and an answer ends one at once."""
    monkeypatch.setattr(outages, "CALM_SECONDS", 0)
    outages._Outage.words = ""
    yield
    outages._Outage.words = ""


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What the log was told of the database."""
    caplog.set_level(logging.INFO, "keylodge.database")
    return caplog


@pytest.fixture
async def limited(database_url: str) -> AsyncIterator[str]:
    """The database with a limit, as a server has it, and a table to write to."""
    async with db.connect(database_url, limit=LIMIT):
        await db.connection().execute_query("CREATE TABLE trace (words TEXT)")
        yield database_url
        await db.connection().execute_query("DROP TABLE trace")


async def write(words: str = "x") -> None:
    await db.connection().execute_query("INSERT INTO trace VALUES ($1)", [words])


async def count() -> int:
    return int((await db.connection().execute_query_dict("SELECT count(*) AS n FROM trace"))[0]["n"])


@SQLITE
async def test_full_disk_loses_nothing_and_is_told_apart_from_a_busy_one(
    limited: str, said: pytest.LogCaptureFixture
) -> None:
    await db.tx(write)
    pages = (await db.connection().execute_query_dict("PRAGMA page_count"))[0]["page_count"]
    await db.connection().execute_query(f"PRAGMA max_page_count = {pages}")
    for _ in range(3):
        with pytest.raises(Unavailable) as refused:
            await db.tx(lambda: write("x" * 50_000))
        assert str(refused.value) == outages.FULL
        assert await count() == 1
    await db.connection().execute_query(f"PRAGMA max_page_count = {10 * pages}")
    await db.tx(lambda: write("x" * 50_000))
    assert await count() == 2
    assert [record.getMessage().split(" (")[0] for record in said.records] == [
        outages.FULL,
        "The database can be used again, after 0 s.",
    ]


@SQLITE
async def test_whoever_waits_for_another_process_waits_no_longer_than_the_limit(limited: str) -> None:
    other = sqlite3.connect(limited.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    begun = time.monotonic()
    with pytest.raises(Unavailable):
        await db.tx(write)
    assert time.monotonic() - begun < 5
    other.execute("ROLLBACK")
    other.close()
    async with asyncio.timeout(5):
        while await count() == 0:
            with outages.patience(5):
                await db.tx(write)


@SQLITE
async def test_whoever_waits_for_another_task_waits_no_longer_than_the_limit(limited: str) -> None:
    done = asyncio.Event()
    long = asyncio.create_task(db.tx(done.wait))
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await db.tx(write)
    done.set()
    await long
    await db.tx(write)
    assert await count() == 1


@POSTGRES
async def test_statement_that_takes_too_long_is_given_up_and_the_pool_stays_whole(limited: str) -> None:
    begun = time.monotonic()
    answers = await asyncio.gather(*(db.connection().execute_query(SLEEP) for _ in range(12)), return_exceptions=True)
    assert time.monotonic() - begun < 5
    assert {str(answer) for answer in answers} == {outages.SLOW}
    with outages.patience(5):
        await asyncio.gather(*(db.tx(write) for _ in range(12)))
        assert await count() == 12


@POSTGRES
async def test_transaction_that_takes_too_long_is_undone(limited: str) -> None:
    async def work() -> None:
        await write()
        await db.connection().execute_query(SLEEP)

    with pytest.raises(Unavailable):
        await db.tx(work)
    assert await count() == 0


@POSTGRES
async def test_outage_that_nobody_waits_for_any_more_leaves_no_traceback(limited: str) -> None:
    complaints: list[dict[str, object]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    writing = asyncio.create_task(db.tx(lambda: db.connection().execute_query(SLEEP)))
    await asyncio.sleep(LIMIT / 2)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await asyncio.sleep(LIMIT + outages.RELEASE_SECONDS)
    gc.collect()
    assert complaints == []


@POSTGRES
async def test_way_of_the_proof_stays_free_while_all_other_connections_are_taken(limited: str) -> None:
    ends = asyncio.Event()
    holding = [asyncio.create_task(db.tx(ends.wait)) for _ in range(20)]
    await asyncio.sleep(0.05)
    with pytest.raises(Unavailable):
        await count()
    await db.through_the_pool("SELECT $1::text", "through")
    ends.set()
    await asyncio.gather(*holding, return_exceptions=True)
    assert await count() == 0


@POSTGRES
async def test_backends_that_were_ended_are_an_outage_and_then_a_matter_of_the_past(
    limited: str, said: pytest.LogCaptureFixture
) -> None:
    async def work() -> None:
        await write()
        others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
        await db.connection().execute_query(others)

    with pytest.raises(Unavailable) as refused:
        await db.tx(work)
    assert str(refused.value) == outages.AWAY
    with outages.patience(5):
        assert await count() == 0
    assert [record.exc_info for record in said.records] == [None, None]


async def test_mistake_in_a_statement_stays_a_bug(limited: str, said: pytest.LogCaptureFixture) -> None:
    with pytest.raises(OperationalError):
        await db.connection().execute_query("SELECT nonsense FROM nowhere")
    with pytest.raises(LookupError):
        await db.tx(_fail)
    assert said.records == []


async def _fail() -> None:
    raise LookupError


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ConnectionRefusedError(), outages.AWAY),
        (TimeoutError(), outages.SLOW),
        (asyncpg.CannotConnectNowError("the database system is starting up"), outages.AWAY),
        (asyncpg.AdminShutdownError("terminating connection"), outages.AWAY),
        (asyncpg.TooManyConnectionsError("sorry"), outages.AWAY),
        (asyncpg.DiskFullError("No space left on device"), outages.FULL),
        (asyncpg.InternalClientError("got result for unknown protocol state 3"), outages.AWAY),
        (asyncpg.InterfaceError("connection is closed"), outages.AWAY),
        (asyncpg.InterfaceError("the server expects 1 argument for this query, 2 were passed"), ""),
        (asyncpg.UniqueViolationError("twice"), ""),
        (OperationalError(asyncpg.DiskFullError("No space left on device")), outages.FULL),
        (ValueError("a bug"), ""),
    ],
)
def test_what_an_error_says_of_the_database(error: Exception, words: str) -> None:
    assert outages.explain(error) == words
