"""Wrong client secrets: answered later and later checked, while a right one always passes.

Nobody can guess 256 random bits; what is limited is the work that wrong ones make here. So nothing is ever refused
unchecked, and no client can be locked out: an address with too many failures has its secrets compared one at a time,
in a lane that others don't wait in, and its wrong ones are told so a second later. Kept in memory, for each process.
"""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from cachetools import LRUCache

from services.sign_in.throttle import place

FREE = 20
"""Failures of an address that cost nothing, within a minute."""
FORGIVE_PER_SECOND = FREE / 60
PAUSE = 1.0
"""Seconds that a wrong secret of an address above that waits for its answer."""
MOST_PAUSED = 200
"""Answers held back at once; beyond them they go out directly, so that connections don't pile up."""
MOST_PLACES = 10_000


@dataclass(slots=True)
class _Place:
    failures: float
    at: float


class _Counts:
    places: LRUCache[str, _Place] = LRUCache(MOST_PLACES)
    paused = 0
    lanes: "WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock]" = WeakKeyDictionary()


@asynccontextmanager
async def turn(address: str) -> AsyncIterator[None]:
    """Compare a secret from `address` inside: at once, or one after another where too many were wrong."""
    if _failures(place(address)) < FREE:
        yield
        return
    lane = _Counts.lanes.setdefault(asyncio.get_running_loop(), asyncio.Lock())
    async with lane:
        yield


async def fail(address: str) -> int:
    """Count a failure. The seconds after which the address is trusted again, 0 where it still is.

    Takes PAUSE seconds where it isn't.
    """
    where = place(address)
    failures = _failures(where) + 1
    _Counts.places[where] = _Place(failures, time.monotonic())
    if failures <= FREE:
        return 0
    if _Counts.paused < MOST_PAUSED:
        _Counts.paused += 1
        try:
            await asyncio.sleep(PAUSE)
        finally:
            _Counts.paused -= 1
    return max(1, round((failures - FREE) / FORGIVE_PER_SECOND))


def forget() -> None:
    """Forget every failure: at a start."""
    _Counts.places.clear()


def _failures(where: str) -> float:
    found = _Counts.places.get(where)
    if found is None:
        return 0.0
    return min(3 * FREE, max(0.0, found.failures - (time.monotonic() - found.at) * FORGIVE_PER_SECOND))
