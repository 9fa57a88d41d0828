"""`db.tx()` under what breaks Tortoise's own transactions: cancelled tasks, a failing BEGIN, two processes at once."""

import asyncio
import random
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

import db
from errors import Unavailable

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
async def traces(database: str) -> None:
    await db.connection().execute_query("CREATE TABLE trace (id INTEGER)")


async def _count() -> int:
    rows = await db.connection().execute_query_dict("SELECT count(*) AS n FROM trace")
    return int(rows[0]["n"])


async def _write_two(identity: int) -> None:
    insert = f"INSERT INTO trace VALUES ({identity:d})"  # noqa: S608 - a number
    await db.connection().execute_query(insert)
    await asyncio.sleep(0)
    await db.connection().execute_query(insert)


@pytest.mark.usefixtures("traces")
async def test_cancelled_callers_never_break_the_database_nor_tear_a_transaction() -> None:
    chance = random.Random(4)  # noqa: S311 - the same cancellations each time
    for round_ in range(400):
        task = asyncio.ensure_future(db.tx(lambda round_=round_: _write_two(round_)))  # type: ignore[misc]
        await asyncio.sleep(chance.random() * 0.002)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    async with asyncio.timeout(10):
        await db.tx(lambda: _write_two(-1))
    rows = await db.connection().execute_query_dict("SELECT id, count(*) AS n FROM trace GROUP BY id")
    assert {row["n"] for row in rows} == {2}


@pytest.mark.usefixtures("traces")
async def test_transactions_of_many_tasks_all_commit() -> None:
    await asyncio.gather(*(db.tx(lambda i=i: _write_two(i)) for i in range(50)))  # type: ignore[misc]
    assert await _count() == 100


@pytest.mark.usefixtures("traces")
async def test_a_transaction_inside_another_joins_it() -> None:
    async def outer() -> None:
        await db.tx(lambda: _write_two(1))
        raise LookupError

    with pytest.raises(LookupError):
        await db.tx(outer)
    assert await _count() == 0


@pytest.mark.usefixtures("traces")
async def test_what_waits_for_the_commit_runs_after_it_and_not_after_a_failure() -> None:
    told: list[str] = []

    async def fail() -> None:
        db.after_commit(lambda: told.append("failed"))
        raise LookupError

    async def succeed() -> None:
        db.after_commit(lambda: told.append("committed"))
        told.append("still inside")

    with pytest.raises(LookupError):
        await db.tx(fail)
    await db.tx(succeed)
    assert told == ["still inside", "committed"]


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_begin_that_fails_leaves_the_database_usable(database: str) -> None:
    await db.connection().execute_query("CREATE TABLE trace (id INTEGER)")
    await db.connection().execute_query("PRAGMA busy_timeout = 50")
    other = sqlite3.connect(database.removeprefix("sqlite://"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Unavailable, match="busy"):
        await db.tx(lambda: _write_two(1))
    other.execute("ROLLBACK")
    other.close()
    async with asyncio.timeout(5):
        await db.tx(lambda: _write_two(2))
    assert await _count() == 2


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
@pytest.mark.usefixtures("traces")
async def test_connections_that_the_database_closed_are_replaced() -> None:
    await asyncio.gather(*(db.tx(lambda i=i: _write_two(i)) for i in range(20)))  # type: ignore[misc]
    await _close_all_connections()
    for round_ in range(20):
        with suppress(Exception):
            await db.tx(lambda round_=round_: _write_two(round_))  # type: ignore[misc]
    async with asyncio.timeout(5):
        await asyncio.gather(*(db.tx(lambda i=i: _write_two(i)) for i in range(20)))  # type: ignore[misc]


async def _close_all_connections() -> None:
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with suppress(Exception):  # it closes its own connection as well
        await db.connection().execute_query(others)


_WRITER = """
import asyncio, sys, db
async def write():
    await db.connection().execute_query("SELECT count(*) FROM trace")
    await db.connection().execute_query("INSERT INTO trace VALUES (1)")
async def main():
    async with db.connect(sys.argv[1]):
        for _ in range(100):
            await db.tx(write)
asyncio.run(main())
"""


@pytest.mark.process
@pytest.mark.usefixtures("traces")
async def test_two_processes_that_read_and_write_lose_nothing(database: str) -> None:
    command = [sys.executable, "-c", _WRITER, database]
    writers = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]  # noqa: ASYNC220
    ends = [await asyncio.to_thread(writer.communicate) for writer in writers]
    assert [writer.returncode for writer in writers] == [0, 0], ends
    assert await _count() == 200
