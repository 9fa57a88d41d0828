"""The one clock: the database's, in UTC, so that replicas agree whatever their machines say.

`now()` asks it: what is stored, and what rules compare with. `seconds()` is the same without asking, for what runs in
each token request. `machine()` is for where no database is open. How long something takes is `time.monotonic()`'s.
Tests let days go by with `later()`, here and nowhere else.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta

import db
from services.tasks.supervision import supervised

COMPARE_SECONDS = 60
"""How often the clocks of this machine and of PostgreSQL are compared."""
TRIES = 5
"""How often the database is asked for that."""
_NOW = db.Statement(
    sqlite="SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now') AS now",
    postgres="SELECT clock_timestamp() AS now",
)


class _State:
    offset = 0.0
    """What the database's clock is ahead of this machine's, in seconds."""
    later = timedelta()


async def now() -> datetime:
    """The database's clock, asked; on SQLite it counts milliseconds."""
    found: datetime | str = (await _NOW.run())[0]["now"]
    moment = found.astimezone(UTC) if isinstance(found, datetime) else datetime.fromisoformat(found).replace(tzinfo=UTC)
    return moment + _State.later


def seconds() -> float:
    """The database's clock in seconds since 1970, without asking it: exact on SQLite, inside `compared()` elsewhere."""
    return time.time() + _State.offset + _State.later.total_seconds()


def estimate() -> datetime:
    """`seconds()` as a moment, in UTC."""
    return datetime.fromtimestamp(seconds(), UTC)


def machine() -> datetime:
    """This machine's clock: for names of files, and for what nobody decides by."""
    return datetime.now(UTC) + _State.later


@asynccontextmanager
async def compared() -> AsyncIterator[None]:
    """Know how far this machine's clock is from the database's while the block runs."""
    if db.dialect() == "sqlite":  # it asks this machine
        yield
        return
    await _compare()
    try:
        async with supervised("The comparison of clocks", _keep_comparing):
            yield
    finally:
        _State.offset = 0.0


@contextmanager
def later(by: timedelta) -> Iterator[None]:
    """For tests: it is so much later by every one of these clocks while the block runs. Nothing stored moves."""
    _State.later += by
    try:
        yield
    finally:
        _State.later -= by


async def _keep_comparing() -> None:
    while True:
        await asyncio.sleep(COMPARE_SECONDS)
        await _compare()


async def _compare() -> None:
    """Believe the quickest of a few answers: an answer is wrong by half of what it took at most."""
    answers = [await _ask() for _ in range(TRIES)]
    _State.offset = min(answers)[1]


async def _ask() -> tuple[float, float]:
    """How long the database's answer took, and what its clock was ahead of this machine's, in seconds."""
    before = time.time()
    theirs = (await now() - _State.later).timestamp()
    after = time.time()
    return after - before, theirs - (before + after) / 2
