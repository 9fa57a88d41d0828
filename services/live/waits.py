"""Waiting for something that may not come, and working on beside something else."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress


async def wait_until_set(event: asyncio.Event, seconds: float) -> None:
    """Wait until `event` is set, but `seconds` at most.

    Not `asyncio.wait_for`: in Python 3.11 that swallows a cancellation which comes just after the event, and the task
    lives on while whoever stopped it waits for its end.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()


@asynccontextmanager
async def beside(work: Coroutine[object, object, None]) -> AsyncIterator[None]:
    """Run `work` as a task while the block runs; afterwards cancel it and wait for its end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
