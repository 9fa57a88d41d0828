"""A task that waits can be stopped at any moment."""

import asyncio
from contextlib import suppress

import pytest

from services.live import feed
from services.live.waits import wait_until_set
from tests.services.live.hearing import hearing


async def test_it_ends_with_the_event_or_when_the_time_is_up() -> None:
    event = asyncio.Event()
    await wait_until_set(event, 0.01)
    event.set()
    async with asyncio.timeout(30):
        await wait_until_set(event, 3600)


@pytest.mark.parametrize("steps", range(5))
async def test_task_that_is_stopped_just_after_the_event_ends(steps: int) -> None:
    event = asyncio.Event()

    async def wait_on_and_on() -> None:
        while True:
            await wait_until_set(event, 3600)
            event.clear()

    task = asyncio.create_task(wait_on_and_on())
    await asyncio.sleep(0)
    event.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task], timeout=5)
    ended = task.cancelled()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert ended


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_server_that_is_stopped_just_after_a_commit_ends(database: str) -> None:
    async with hearing(database):
        for _ in range(3):
            await asyncio.sleep(0)
        feed._hub.committed.set()
