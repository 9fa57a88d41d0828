"""What changed in a moment, as those hear it who show it, and what they read because of it: once for all of them."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from errors import KeylodgeError
from services.live.changes import RELOAD, Change, Kind

T = TypeVar("T")

MOST: Final = 500
"""Changes that are told one by one; of more, whoever hears reads everything again."""


class Readings:
    """What is read because of the same news: those who ask the same share one answer.

    It was begun after all of that news was heard, so it is as good as one of their own. It says nothing about who may
    have it: `services.access.sharing` does.
    """

    def __init__(self) -> None:
        self._begun: dict[Hashable, asyncio.Future[Any]] = {}

    async def share(self, question: Hashable, read: Callable[[], Awaitable[T]]) -> T:
        """The answer to `question`: `read` is awaited by whoever asks first, without the page that it is on.

        What is refused to one (KeylodgeError) is asked again for the next.
        """
        begun: asyncio.Future[T] | None = self._begun.get(question)
        if begun is None:
            begun = self._begun[question] = asyncio.ensure_future(_awaited(read))
            begun.add_done_callback(_note_failure)
            return await asyncio.shield(begun)
        try:
            return await asyncio.shield(begun)
        except KeylodgeError:
            return await read()


@dataclass(frozen=True, slots=True)
class News:
    """What changed in a moment, each change once, in order."""

    changes: tuple[Change, ...]
    readings: Readings = field(default_factory=Readings, compare=False)

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


def join(several: Iterable[News]) -> News:
    """All of these, the oldest first, as one."""
    told = list(several)
    changes = dict.fromkeys(change for news in told for change in news.changes)
    return News(tuple(changes) if len(changes) <= MOST else (RELOAD,), told[-1].readings)


async def _awaited(read: Callable[[], Awaitable[T]]) -> T:
    return await read()


def _note_failure(begun: "asyncio.Future[Any]") -> None:
    """Whoever asked may be gone: then nobody else looks."""
    if not begun.cancelled():
        begun.exception()
