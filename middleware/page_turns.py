"""How many console pages are made at once: a few, the next ones wait in a queue, and whoever waits too long is told."""

import asyncio
from collections.abc import Callable
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from middleware.exchange import person
from web.requests import is_under

AT_A_TIME: Final = 4
"""Pages that are made at once: enough that reading and making overlap; more would only end later, all of them."""
MOST_WAITING: Final = 100
"""Requests that wait; more are told at once."""
WAIT_S: Final = 5.0
"""Seconds that a request waits for its turn."""


class PageTurns:
    """Gives those who are signed in and ask for a page their turns, in order; `busy` answers whoever gets none."""

    def __init__(self, app: ASGIApp, *, busy: Callable[[], Response]) -> None:
        self.app = app
        self.busy = busy
        self.turns = asyncio.Semaphore(AT_A_TIME)
        self.waiting = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _asks_for_page(scope):
            await self.app(scope, receive, send)
        elif await self._wait():
            await _Turn(self.turns, send).run(self.app, scope, receive)
        else:
            await self.busy()(scope, receive, send)

    async def _wait(self) -> bool:
        """Whether it's one's turn within `WAIT_S`; whoever got it gives it back."""
        if self.waiting >= MOST_WAITING:
            return False
        self.waiting += 1
        try:
            async with asyncio.timeout(WAIT_S):
                return await self.turns.acquire()
        except TimeoutError:
            return False
        finally:
            self.waiting -= 1


class _Turn:
    """A turn ends when the answer begins: how slowly somebody reads it is nobody else's business."""

    def __init__(self, turns: asyncio.Semaphore, send: Send) -> None:
        self.turns = turns
        self.outer_send = send
        self.over = False

    async def run(self, app: ASGIApp, scope: Scope, receive: Receive) -> None:
        try:
            await app(scope, receive, self.send)
        finally:
            self._end()

    async def send(self, message: Message) -> None:
        self._end()
        await self.outer_send(message)

    def _end(self) -> None:
        if not self.over:
            self.over = True
            self.turns.release()


def _asks_for_page(scope: Scope) -> bool:
    is_read = scope["type"] == "http" and scope["method"] == "GET"
    return is_read and not is_under(scope["path"], "/_nicegui_ws") and person(scope) is not None
