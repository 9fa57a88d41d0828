"""Waiting for something that may not come."""

import asyncio
from contextlib import suppress


async def wait_until_set(event: asyncio.Event, seconds: float) -> None:
    """Wait until `event` is set, but `seconds` at most.

    Not `asyncio.wait_for`: in Python 3.11 that swallows a cancellation which comes just after the event, and the task
    lives on while whoever stopped it waits for its end.
    """
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
