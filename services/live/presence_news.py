"""Who is here, told between the processes on one PostgreSQL; carries IDs only, and nothing is stored.

A process tells which of its pages came, look elsewhere or left, and repeats all of them again and again, so that
those of a process that died are forgotten. Whoever hears of a person looks their name up once, in the tenant that was
named. A page is named by a number, never by what its browser knows it by.

On SQLite nothing is told: there is one server process, and each row that it wrote would have the token endpoints read
their clients again (docs/adr/0006-change-feed.md).
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import TypeVar
from uuid import UUID, uuid4

from pydantic import BaseModel, ValidationError

import db
from models import User
from services.live import feed, process_messages
from services.live.changes import Change, Kind
from services.live.presence import Registry, Visit
from services.live.waits import wait_until_set
from services.tasks.supervision import supervised

log = logging.getLogger("keylodge.presence")

T = TypeVar("T")

PATIENCE = 2.5
"""A visitor is forgotten when nothing was heard for so many times what lies between two repeats."""
AT_A_TIME = 40
"""Visitors in one message, which PostgreSQL ends at 8,000 bytes."""
STOP_SECONDS = 1
"""How long a clean stop waits to say so."""


class _Word(BaseModel):
    """What a process tells. `ask`: tell me who is with you; `ended`: nobody is with me any more."""

    process: str
    here: list[Visit] = []
    gone: list[int] = []
    ask: bool = False
    ended: bool = False


@asynccontextmanager
async def running(registry: Registry, every: float) -> AsyncIterator[None]:
    """Share `registry` with the other processes while the block runs, repeating its visitors `every` so many seconds.

    The change feed has to run before and after.
    """
    if db.dialect() == "sqlite":
        yield
        return
    news = _News(registry, every)
    ends = (process_messages.subscribe(news.hear, news.begin), feed.subscribe(news.hear_change))
    registry.on_move = news.note
    if feed.is_alive():
        news.begin()
    try:
        async with supervised("The news of who is here", news.keep_telling):
            yield
    finally:
        for end in ends:
            end()
        registry.on_move = lambda _: None
        registry.forget_heard()
        await news.end()


class _News:
    """What is still to be told, and the one task that tells it, so that a page's news stay in order."""

    def __init__(self, registry: Registry, every: float) -> None:
        self.registry, self.every = registry, every
        self.process = uuid4().hex
        self.woken = asyncio.Event()
        self.moved: set[int] = set(registry.visitors)
        self.asking = False
        self.repeat_at = registry.clock() + every

    # What is to be told

    def note(self, page: int) -> None:
        """A visitor of ours came, left or looks elsewhere."""
        self.moved.add(page)
        self.woken.set()

    def begin(self) -> None:
        """Messages begin to arrive: what was told before is not known here, and perhaps not elsewhere."""
        self.asking = True
        self._repeat()

    def _repeat(self) -> None:
        self.moved |= set(self.registry.visitors)
        self.repeat_at = self.registry.clock() + self.every
        self.woken.set()

    # What others tell

    def hear(self, text: str) -> None:
        """A message, perhaps our own; one that can't be read is ignored."""
        try:
            word = _Word.model_validate_json(text)
        except ValidationError:
            log.debug("A message can't be read")
            return
        if word.process == self.process:
            return
        if word.ended:
            self.registry.hear_ended(word.process)
        self.registry.hear_gone(word.process, word.gone)
        self.registry.hear(word.process, word.here, PATIENCE * self.every)
        if word.ask:
            self._repeat()
        self.woken.set()

    def hear_change(self, change: Change) -> None:
        """A person who was renamed, disabled or removed is looked up again."""
        if change.kind is Kind.RELOAD:
            self.registry.ask_again()
        elif change.kind is Kind.USER:
            with suppress(ValueError):
                self.registry.ask_again(UUID(change.id))
        if self.registry.unknown:
            self.woken.set()

    # The task

    async def keep_telling(self) -> None:
        """Tell and forget what is due, until cancelled; started again, it goes on with what could not be told."""
        self.woken.set()
        while True:
            due = min(self.repeat_at, self.registry.next_end()) - self.registry.clock()
            await wait_until_set(self.woken, max(due, 0.01))
            self.woken.clear()
            self.registry.forget_old()
            if self.registry.clock() >= self.repeat_at:
                self._repeat()
            await self._look_up()
            await self._tell()

    async def end(self) -> None:
        """Say that nobody is here any more; where that fails, others find out by themselves."""
        with suppress(Exception):
            async with asyncio.timeout(STOP_SECONDS):
                await self._send(_Word(process=self.process, ended=True))

    async def _look_up(self) -> None:
        asked, self.registry.unknown = self.registry.unknown, set()
        if not asked:
            return
        try:
            people = await User.filter(id__in=[person_id for _, person_id in asked], enabled=True)
        except BaseException:
            self.registry.unknown |= asked
            raise
        names = {(user.tenant_id, user.id): user.name for user in people}
        self.registry.name({key: names.get(key) for key in asked})

    async def _tell(self) -> None:
        moved, self.moved, visitors = self.moved, set(), self.registry.visitors
        here = [visitors[page].visit for page in sorted(moved & set(visitors))]
        gone = sorted(moved - set(visitors))
        words = [_Word(process=self.process, here=part) for part in _parts(here)]
        words += [_Word(process=self.process, gone=part) for part in _parts(gone)]
        try:
            if self.asking:
                await self._send(_Word(process=self.process, ask=True))
                self.asking = False
            for word in words:
                await self._send(word)
        except BaseException:
            self.moved |= moved
            raise

    async def _send(self, word: _Word) -> None:
        await process_messages.send(word.model_dump_json(exclude_defaults=True))


def _parts(items: Sequence[T]) -> list[list[T]]:
    return [list(items[start : start + AT_A_TIME]) for start in range(0, len(items), AT_A_TIME)]
