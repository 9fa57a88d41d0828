"""How an open page follows what others change."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from nicegui import background_tasks, context
from nicegui.client import Client as Browser

from errors import KeylodgeError
from pages.console.frame import report, tell
from services.live import feed
from services.live.changes import RELOAD, Change, Kind

PAUSE_SECONDS: Final = 0.25
"""A page hears once in that time, however much changes: the rest is gathered."""
LONGEST_PAUSE_SECONDS: Final = 30.0
"""A page that can't load because of a fault tries again: soon at first, then this seldom."""


@dataclass(frozen=True, slots=True)
class News:
    """What changed in a moment, each change once, in order."""

    changes: tuple[Change, ...]

    @property
    def kinds(self) -> frozenset[Kind]:
        """The kinds of what changed."""
        return frozenset(change.kind for change in self.changes)

    def touches(self, *kinds: Kind) -> bool:
        """Whether whoever shows something of these kinds has to read it again."""
        return not self.kinds.isdisjoint((*kinds, Kind.RELOAD))

    def concerns(self, kind: Kind, id: object) -> bool:
        """Whether whoever shows that object has to read it again."""
        return any(change.concerns(kind, id) for change in self.changes)


Handler = Callable[[News], Awaitable[None]]


def follow(tenant_id: UUID, handler: Handler, *, pause: float = PAUSE_SECONDS) -> Callable[[], None]:
    """Await `handler`, in the current page's context, with what changes in the tenant (and each `reload`).

    At once for the first change, then once in `pause` seconds with all that came meanwhile; never twice at a time.
    A handler that fails is called again with a `reload`, so that nothing is missed; a bug is logged once. Ends with the
    page, or when the returned function is called.
    """
    follower = _Follower(context.client, tenant_id, handler, pause)
    unsubscribe = feed.subscribe(follower.hear)

    def end() -> None:
        unsubscribe()
        follower.ended = True

    context.client.on_delete(end)
    return end


class _Follower:
    """What a page has not heard yet. The feed calls from outside of any page, so the page is entered by hand."""

    def __init__(self, browser: Browser, tenant_id: UUID, handler: Handler, pause: float) -> None:
        self.browser, self.tenant_id, self.handler, self.pause = browser, tenant_id, handler, pause
        self.waiting: list[Change] = []
        self.busy = False
        self.ended = False
        self.failures = 0

    def hear(self, change: Change) -> None:
        if change.kind is not Kind.RELOAD and change.tenant_id not in (None, self.tenant_id):
            return
        if change not in self.waiting:
            self.waiting.append(change)
        if not self.busy:
            self.busy = True
            background_tasks.create(self._work(), name="follow changes")

    async def _work(self) -> None:
        try:
            while self.waiting and not self.ended:
                changes, self.waiting = self.waiting, []
                with self.browser:
                    await self._tell_page(changes)
                await asyncio.sleep(min(self.pause * 2**self.failures, LONGEST_PAUSE_SECONDS))
        finally:
            self.busy = False

    async def _tell_page(self, changes: Iterable[Change]) -> None:
        try:
            await self.handler(News(tuple(changes)))
        except KeylodgeError as error:  # signed out, or no longer allowed: another try would end like this one
            tell(error)
        except Exception as error:  # noqa: BLE001 - the boundary: what was not shown is loaded again
            if not self.failures:
                report(error)
            self.failures = min(self.failures + 1, 10)
            self.waiting.append(RELOAD)
        else:
            self.failures = 0
