"""How late the event loop is: what one piece of work that takes long does to all others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from services.tasks.supervision import supervised
from services.watch import figures

EVERY_SECONDS = 0.5
LAG = figures.timing("keylodge_event_loop_lag_seconds", "How much later than asked for the event loop came back.")


@asynccontextmanager
async def measured() -> AsyncIterator[None]:
    """Measure it while the block runs."""
    async with supervised("The measuring of the event loop", _measure):
        yield


async def _measure() -> None:
    loop = asyncio.get_running_loop()
    while True:
        due = loop.time() + EVERY_SECONDS
        await asyncio.sleep(EVERY_SECONDS)
        LAG.add(max(0.0, loop.time() - due))
