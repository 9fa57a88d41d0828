"""Who a session belongs to now, remembered for a second at most, and forgotten as soon as the change feed says so."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from cachetools import LRUCache

from errors import SignedOut
from services.access import access
from services.access.access import Person
from services.access.actors import Actor
from services.live import feed
from services.live.changes import Change, Kind
from services.sign_in import sessions

REMEMBER: Final = 1.0
"""Seconds."""
TOUCH: Final = 30.0
"""Seconds between two notes that a session is in use."""
MOST: Final = 10_000
"""Sessions remembered at a time."""
_KINDS: Final = (Kind.SESSION, Kind.USER, Kind.ROLE, Kind.RELOAD)


@dataclass(slots=True)
class _Answer:
    person: Person | None
    until: float


@dataclass
class RecentSessions:
    """The sessions that were looked up in the last second."""

    answers: LRUCache[str, _Answer] = field(default_factory=lambda: LRUCache(MOST))
    looking: dict[str, "asyncio.Task[Person | None]"] = field(default_factory=dict)
    touched: LRUCache[str, float] = field(default_factory=lambda: LRUCache(MOST))
    age: int = 0
    on_lost: Callable[[], object] = lambda: None
    """Called when somebody acts on a page whose session has ended silently."""

    def listen(self) -> Callable[[], None]:
        """Forget whatever the change feed says has changed; returns what ends that."""
        return feed.subscribe(self._heard)

    async def person(self, actor: Actor) -> Person | None:
        """Whom the actor's session belongs to, not more than a second ago; None when it is over."""
        known = self.answers.get(actor.session_hash)
        if known is not None and known.until > time.monotonic():
            return known.person
        return await self.look_up(actor)

    async def look_up(self, actor: Actor) -> Person | None:
        """Whom the session belongs to, by the database and now, or None; those who ask meanwhile share one look."""
        if not actor.session_hash:
            return None
        task = self.looking.get(actor.session_hash)
        if task is None:
            task = asyncio.create_task(self._look(actor))
            self.looking[actor.session_hash] = task
            task.add_done_callback(lambda done: self._looked(actor.session_hash, done))
        return await asyncio.shield(task)

    async def touch(self, actor: Actor) -> None:
        """Note that a session is in use, so that it doesn't end for idleness."""
        now = time.monotonic()
        if now - self.touched.get(actor.session_hash, -TOUCH) < TOUCH:
            return
        self.touched[actor.session_hash] = now
        await sessions.touch(actor.session_hash)

    def forget(self) -> None:
        """Look everybody up again, even those who are being looked up now."""
        self.age += 1
        self.answers.clear()
        self.looking.clear()

    async def _look(self, actor: Actor) -> Person | None:
        age = self.age
        person = await _identify(actor)
        if age == self.age:
            self.answers[actor.session_hash] = _Answer(person, time.monotonic() + REMEMBER)
        return person

    def _looked(self, session_hash: str, task: "asyncio.Task[Person | None]") -> None:
        if self.looking.get(session_hash) is task:
            del self.looking[session_hash]

    def _heard(self, change: Change) -> None:
        if change.kind in _KINDS:
            self.forget()


async def _identify(actor: Actor) -> Person | None:
    try:
        return await access.identify(actor)
    except SignedOut:
        return None
