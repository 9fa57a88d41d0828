"""After a restart every open page is loaded again: their browsers are told one after the other, not all at once."""

import asyncio
from typing import Final

EVERY_S: Final = 0.075
"""Seconds from one page to the next: about what it takes to make one."""
LONGEST_S: Final = 20.0
"""Seconds that the last one waits. Longer, and engine.io would miss the browser's pong."""


class Returning:
    """Moments at which browsers are told to load their page again: at once where nobody else was told just now."""

    def __init__(self) -> None:
        self.next = float("-inf")

    async def turn(self) -> None:
        """Wait until it's one's turn."""
        now = asyncio.get_running_loop().time()
        at = max(now, self.next)
        self.next = min(at + EVERY_S, now + LONGEST_S)
        await asyncio.sleep(at - now)
