"""What a board asks, what it is answered, and where: plain data and callbacks."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import Field, dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar, Generic, Protocol, TypeVar
from uuid import UUID

from nicegui import context

from errors import NotFound
from services.live import clock
from services.live.changes import Kind
from services.live.news import News, Readings


class Query(Protocol):
    """What is asked of a list; a frozen dataclass. Pages say which filters and orders there are beside these."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def search(self) -> str: ...
    @property
    def offset(self) -> int: ...
    @property
    def limit(self) -> int: ...


Q = TypeVar("Q", bound=Query)
Row = TypeVar("Row")
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class View(Generic[Q]):
    """What a page shows, as its URL says it: the list's query, and the row that Details is open on."""

    query: Q
    opened: UUID | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """The answer to a query: rows, how many match in all, and how many each filter would leave."""

    rows: Sequence[Row] = ()
    total: int = 0
    counts: Mapping[Any, int] = field(default_factory=dict)
    now: datetime | None = None
    """The database's clock, where it was read along."""
    words: dict[Any, Any] = field(default_factory=dict, compare=False)
    """What pages that share this answer made of its rows, by all that it depends on."""


@dataclass(frozen=True, slots=True)
class DetailsSource(Generic[Item]):
    """Details. What `read` shares (`services.access.sharing`) is read once for all pages that ask the same.

    `draw` gets None to close them; `gone` what was shown last, if anything, once the row is not found.
    """

    read: Callable[[UUID, Readings], Awaitable[Item]]
    draw: Callable[[Item | None], Awaitable[None]]
    gone: Callable[[Item | None, NotFound], Awaitable[None]]
    touched_by: Callable[[News, UUID], bool]


def _once(seconds: float, action: Callable[[], None]) -> None:
    page = context.client

    def act() -> None:
        if not page.is_deleted:
            with page:
                action()

    asyncio.get_running_loop().call_later(seconds, act)


@dataclass(frozen=True, slots=True)
class Source(Generic[Q, Row, Item]):
    """Where a board reads, how it is drawn, and which news touch it.

    What `read` shares (`services.access.sharing`) is read once for all pages that ask the same. `write_url` gets the
    view, and whether Back returns from it. `highlights`: the kind whose changes by colleagues light up their row, for
    as long as `later` (seconds, what to do then) takes; `row_id` tells rows apart.
    """

    read: Callable[[Q, Readings], Awaitable[Page[Row]]]
    draw: Callable[[], None]
    write_url: Callable[[View[Q], bool], None]
    touched_by: Callable[[News], Awaitable[bool]]
    details: DetailsSource[Item] | None = None
    highlights: Kind | None = None
    row_id: Callable[[Row], object] = attrgetter("id")
    clock: Callable[[], Awaitable[datetime]] = clock.now
    later: Callable[[float, Callable[[], None]], object] = _once
