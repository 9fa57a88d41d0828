"""Listening to the change feed, as an open page does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial

import db
from services.live import feed
from services.live.changes import Change, Kind


class Ear:
    """What was heard so far."""

    def __init__(self) -> None:
        self.changes: list[Change] = []

    def hear(self, change: Change) -> None:
        self.changes.append(change)

    async def until(self, enough: Callable[[list[Change]], object], seconds: float = 5) -> list[Change]:
        """Wait until what was heard is `enough`; all of it."""
        await poll(lambda: enough(self.changes), seconds)
        return self.changes


@asynccontextmanager
async def hearing(url: str) -> AsyncIterator[Ear]:
    """Run the feed over the database at `url` and listen to it."""
    ear = Ear()
    async with feed.running(url):
        await poll(feed.is_alive)
        stop = feed.subscribe(ear.hear)
        try:
            yield ear
        finally:
            stop()


async def settled() -> None:
    """Wait until the running feed has told all that was committed before: one more change comes after them."""
    marker, ear = Change(None, Kind.TENANT, "marker"), Ear()
    stop = feed.subscribe(ear.hear)
    try:
        await db.tx(partial(feed.announce, marker))
        await ear.until(lambda changes: marker in changes)
    finally:
        stop()


async def poll(is_so: Callable[[], object], seconds: float = 5) -> None:
    """Wait until `is_so()`; fails after `seconds`."""
    async with asyncio.timeout(seconds):
        while not is_so():  # noqa: ASYNC110 - what is waited for has no event to wait on
            await asyncio.sleep(0.005)
