"""Changes are gathered: all who show a tenant hear of them in rounds, one after the other, and leave time for the rest.

A round tells the same news to everybody, so that they can share what they read (`services.live.news`). The next begins
once everybody was told, a quarter of a second later at the earliest; what changes meanwhile is gathered.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Final
from uuid import UUID

from services.live import feed
from services.live.changes import RELOAD, Change, Kind
from services.live.news import MOST, News, join
from services.live.waits import wait_until_set

PAUSE_SECONDS: Final = 0.25
"""From the beginning of a round to the next at least."""
PATIENCE_SECONDS: Final = 0.05
"""Whoever takes longer to hear goes on beside those who are told next."""
LONGEST_PAUSE_SECONDS: Final = 30.0
"""Whoever fails to hear is told again: soon at first, then this seldom."""

Hear = Callable[[News], Awaitable[None]]


class Pace:
    """How much of this process's time goes into telling: `share` of it, after `burst` seconds at once."""

    def __init__(self, share: float = 1 / 3, burst: float = 0.5, clock: Callable[[], float] = time.monotonic) -> None:
        self.share, self.burst, self.clock = share, burst, clock
        self.credit, self.at = burst, clock()

    def spend(self, seconds: float) -> float:
        """Note that telling took so long; returns how long to rest now."""
        now = self.clock()
        self.credit = min(self.burst, self.credit + (now - self.at) * self.share) - seconds
        self.at = now
        return max(0.0, -self.credit / self.share)


class Follower:
    """Somebody who shows a tenant. `hear` is never called twice at a time, nor sooner than `pause` seconds after.

    One that hears no `changes` is told nothing (news without any) `pause` seconds after it was asked to look.
    """

    def __init__(self, tenant_id: UUID, hear: Hear, pause: float, *, changes: bool = True) -> None:
        self.hear, self.pause, self.changes = hear, pause, changes
        self.waiting: list[News] = []
        self.away = False
        self.free_at = 0.0
        self.failures = 0
        self.hearing: asyncio.Task[None] | None = None
        self._gathering = _Gathering.joined_by(self, tenant_id)

    def end(self) -> None:
        """Hear nothing any more."""
        self.waiting = []
        self._gathering.leave(self)

    def go_away(self) -> None:
        """Nobody looks: from now on nothing is told, but kept."""
        self.away = True

    def come_back(self) -> None:
        """Somebody looks again: tell what was kept, at once."""
        self.away = False
        self._gathering.wake()

    def look(self) -> None:
        """Something else than changes is to be shown."""
        if not self.waiting:
            self.waiting.append(News(()))
            self.free_at = max(self.free_at, time.monotonic() + self.pause)
            self._gathering.wake()

    @property
    def expects(self) -> bool:
        """Whether there is something to be told, now or in a while."""
        return bool(self.waiting) and not self.away and self.hearing is None

    def take(self, news: News) -> None:
        """Keep this until it is told."""
        if not self.changes:
            return
        self.waiting.append(news)
        if sum(len(each.changes) for each in self.waiting) > MOST:
            self.waiting = [join(self.waiting)]

    def begin(self) -> asyncio.Task[None]:
        """Be told all that waits."""
        news, self.waiting = join(self.waiting), []
        self.hearing = asyncio.create_task(self._hear(news), name="follow changes")
        return self.hearing

    async def _hear(self, news: News) -> None:
        begun = time.monotonic()
        try:
            await self.hear(news)
        except Exception:  # noqa: BLE001 - `hear` says what is wrong; what was not shown is told again
            self.failures = min(self.failures + 1, 10)
            self.waiting.append(News((RELOAD,)))
        else:
            self.failures = 0
        finally:
            self.free_at = begun + min(self.pause * 2**self.failures, max(self.pause, LONGEST_PAUSE_SECONDS))
            self.hearing = None
            self._gathering.wake()


class _Gathering:
    """One tenant's changes and followers; it lasts as long as somebody follows."""

    def __init__(self, tenant_id: UUID) -> None:
        self.tenant_id = tenant_id
        self.followers: dict[Follower, None] = {}
        self.changes: dict[Change, None] = {}
        self.begun = float("-inf")
        self.woken = asyncio.Event()
        self.working: asyncio.Task[None] | None = None
        self._unsubscribe = feed.subscribe(self._take)

    @staticmethod
    def joined_by(follower: Follower, tenant_id: UUID) -> "_Gathering":
        """The tenant's, with one follower more."""
        found = _gatherings.get(tenant_id) or _gatherings.setdefault(tenant_id, _Gathering(tenant_id))
        found.followers[follower] = None
        return found

    def leave(self, follower: Follower) -> None:
        """One less; the last ends it."""
        if self.followers.pop(follower, follower) is None and not self.followers:
            self._unsubscribe()
            del _gatherings[self.tenant_id]

    def wake(self) -> None:
        """Something is to be told, or somebody is free to hear it."""
        self.woken.set()
        if self.working is None and self._next_at() < float("inf"):
            self.working = asyncio.create_task(self._work(), name="gather changes")

    def _take(self, change: Change) -> None:
        if change.kind is Kind.RELOAD or change.tenant_id in (None, self.tenant_id):
            self.changes[change] = None
            self.wake()

    def _next_at(self) -> float:
        """When the next round is due."""
        free = min((each.free_at for each in self.followers if each.expects), default=float("inf"))
        return max(self.begun + PAUSE_SECONDS, float("-inf") if self.changes else free)

    async def _work(self) -> None:
        try:
            while (due := self._next_at()) < float("inf"):
                rest = due - time.monotonic()
                if rest > 0:
                    self.woken.clear()
                    await wait_until_set(self.woken, rest)
                else:
                    await self._tell()
        finally:
            self.working = None

    async def _tell(self) -> None:
        """One round: whatever was gathered, to all who are free to hear it."""
        self.begun = time.monotonic()
        if self.changes:
            news, self.changes = join([News(tuple(self.changes))]), {}
            for follower in self.followers:
                follower.take(news)
        for follower in tuple(self.followers):
            if follower.expects and follower.free_at <= time.monotonic():
                await self._tell_one(follower)

    async def _tell_one(self, follower: Follower) -> None:
        begun = time.monotonic()
        await asyncio.wait([follower.begin()], timeout=PATIENCE_SECONDS)
        await asyncio.sleep(pace.spend(time.monotonic() - begun))


pace: Final = Pace()
"""This process's."""
_gatherings: Final[dict[UUID, _Gathering]] = {}
