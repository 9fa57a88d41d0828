"""Tasks that live as long as the server: whatever one raises is told once, and it's started again."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from errors import KeylodgeError, Unavailable

log = logging.getLogger("keylodge.tasks")

RETRY_SECONDS = 0.5
"""How long a task that failed waits before it's started again."""
TELL_SECONDS = 600
"""After so long the same failure of a task is told again."""


@asynccontextmanager
async def supervised(name: str, work: Callable[[], Awaitable[object]]) -> AsyncIterator[None]:
    """Run `work`, which goes on for ever, beside the block; start it again whenever it fails or ends.

    The log calls it `name`. That the database can't be used is told by `outages`, and not once more for each task.
    """
    task = asyncio.create_task(_keep_up(name, work), name=name)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep_up(name: str, work: Callable[[], Awaitable[object]]) -> None:
    told: dict[str, float] = {}
    while True:
        try:
            await work()
            _tell(told, name, RuntimeError("it ended"))
        except asyncio.CancelledError as error:
            if _is_stopped():
                raise
            _tell(told, name, error)  # somebody else's cancellation: of a future that the task waited for
        except Exception as error:  # noqa: BLE001 - the boundary
            _tell(told, name, error)
        await asyncio.sleep(RETRY_SECONDS)


def _is_stopped() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _tell(told: dict[str, float], name: str, error: BaseException) -> None:
    if isinstance(error, Unavailable):
        return
    words, now = f"{type(error).__name__}: {error}"[:200], time.monotonic()
    if now - told.get(words, -TELL_SECONDS) < TELL_SECONDS:
        return
    told.clear()
    told[words] = now
    if isinstance(error, KeylodgeError):
        log.error("%s is started again: %s", name, error)
    else:
        log.error("%s failed and is started again", name, exc_info=error)
