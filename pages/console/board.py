"""A board: a list, Details of one of its rows, and what a person and others do to both. It knows no element.

What it reads and how it is drawn are callbacks (`Source`, `DetailsSource`). Only the answer to what is asked now is
drawn: one that comes after something else was asked, or after a newer one, is dropped.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import Field, dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar
from uuid import UUID

from nicegui import ui

from errors import KeylodgeError, NotFound
from pages.console.browser_values import read_id
from pages.console.live import News
from services.live import clock
from services.live.changes import Kind

HIGHLIGHT_SECONDS: Final = 2.4
"""How long a row that a colleague changed is highlighted."""


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


@dataclass(frozen=True, slots=True)
class DetailsSource(Generic[Item]):
    """Details: `draw` gets None to close them; `gone` what was shown last, if anything, once the row is not found."""

    read: Callable[[UUID], Awaitable[Item]]
    draw: Callable[[Item | None], Awaitable[None]]
    gone: Callable[[Item | None, NotFound], Awaitable[None]]
    touched_by: Callable[[News, UUID], bool]


def _once(seconds: float, action: Callable[[], None]) -> None:
    ui.timer(seconds, action, once=True)


@dataclass(frozen=True, slots=True)
class Source(Generic[Q, Row, Item]):
    """Where a board reads, how it is drawn, and which news touch it.

    `write_url` gets the view, and whether Back returns from it. `highlights`: the kind whose changes by colleagues
    light up their row, for as long as `later` (seconds, what to do then) takes.
    """

    read: Callable[[Q], Awaitable[Page[Row]]]
    draw: Callable[[], None]
    write_url: Callable[[View[Q], bool], None]
    touched_by: Callable[[News], Awaitable[bool]]
    details: DetailsSource[Item] | None = None
    highlights: Kind | None = None
    clock: Callable[[], Awaitable[datetime]] = clock.now
    later: Callable[[float, Callable[[], None]], object] = _once


class Board(Generic[Q, Row, Item]):
    """The list's state: `view` is asked, `page` with `shown` (its query) and `item` were answered.

    `item` is None until Details show what `view` has opened: commands act on it, so never on another than is shown.
    """

    def __init__(self, source: Source[Q, Row, Item], view: View[Q], me: UUID | None) -> None:
        self.source, self.view, self.me = source, view, me
        self.page: Page[Row] = Page()
        self.shown = view.query
        self.now = clock.machine()
        self.item: Item | None = None
        self.live: dict[str, UUID | None] = {}
        """Rows that a colleague changed a moment ago, and who that was."""
        self.removing: UUID | None = None
        """What this person removes now: that it is gone needs no word."""
        self._list, self._details = _Order(), _Order()

    # Loading

    async def load(self) -> None:
        """Read the page that is asked for; where that is beyond the end, the last one."""
        asked, turn = self.view.query, self._list.ask()
        try:
            page = await self.source.read(asked)
            now = page.now or await self.source.clock()
        except KeylodgeError:
            if asked != self.view.query:
                return
            raise
        if asked != self.view.query or not self._list.takes(turn):
            return
        last = max(0, page.total - 1) // asked.limit * asked.limit
        if asked.offset > last:
            asked = replace(asked, offset=last)
            self.view = replace(self.view, query=asked)
            if page.total and not page.rows:
                await self.load()
                return
        self.page, self.shown, self.now = page, asked, now
        self.source.draw()

    async def load_item(self) -> None:
        """Read what Details is open on; close them where it is gone."""
        details, asked, turn = self.source.details, self.view.opened, self._details.ask()
        if details is None:
            return
        try:
            item = await details.read(asked) if asked else None
        except KeylodgeError as error:
            if asked != self.view.opened or not self._details.takes(turn):
                return
            if not isinstance(error, NotFound):
                raise
            before, self.item = self.item, None
            await details.gone(before, error)
            return
        if asked == self.view.opened and self._details.takes(turn):
            self.item = item
            await details.draw(item)
            self.source.draw()

    async def tick(self) -> None:
        """Times go on: say them anew."""
        self.now = await self.source.clock()
        self.source.draw()

    # What the person does

    async def show(self, view: View[Q]) -> None:
        """Show another view, as it is in the URL already."""
        before, self.view = self.view, view
        if view.opened != before.opened:
            self.item = None
        if view.query != before.query:
            await self.load()
        if view.opened != before.opened:
            await self.load_item()
        self.source.draw()

    async def go(self, view: View[Q], *, step: bool = True) -> None:
        """Show another view and write it into the URL: as a `step` that Back returns from, or in place."""
        if view != self.view:
            self.source.write_url(view, step)
            await self.show(view)

    async def ask(self, query: Q, *, step: bool = True) -> None:
        """Ask for other rows; Details stay as they are."""
        await self.go(View(query, self.view.opened), step=step)

    async def search(self, words: str) -> None:
        """Search as somebody types; the step back is the page before the search."""
        if words != self.view.query.search:
            await self.ask(replace(self.view.query, search=words, offset=0), step=False)

    async def turn(self, by: int) -> None:
        """The next page or the one before."""
        query = self.view.query
        await self.ask(replace(query, offset=max(0, query.offset + by * query.limit)))

    async def select(self, row_id: UUID | None) -> None:
        """Open Details on a row, or close them."""
        await self.go(View(self.view.query, row_id))

    async def open(self, row_id: str) -> None:
        """Select the row whose ID a browser sent."""
        await self.select(read_id(row_id))

    async def toggle(self, row_id: str) -> None:
        """Select that row, or none where it is selected."""
        chosen = read_id(row_id)
        await self.select(None if chosen == self.view.opened else chosen)

    async def remove(self, row_id: UUID, work: Awaitable[object]) -> None:
        """Await a removal by this person: that the row is gone then needs no word, unless it fails."""
        self.removing = row_id
        try:
            await work
        except BaseException:
            self.removing = None
            raise

    # What others do

    async def hear(self, news: News) -> None:
        """Something changed: read again what it touches, and highlight what a colleague did."""
        for change in news.changes:
            if change.kind is self.source.highlights and change.actor_id != self.me:
                self.live[change.id] = change.actor_id
                self.source.later(HIGHLIGHT_SECONDS, partial(self._fade, change.id))
        if await self.source.touched_by(news):
            await self.load()
        details, opened = self.source.details, self.view.opened
        if details and opened and details.touched_by(news, opened):
            await self.load_item()

    def _fade(self, row_id: str) -> None:
        self.live.pop(row_id, None)
        self.source.draw()


class _Order:
    """Which answers are still news: those to a question that was asked after the one whose answer was taken last."""

    def __init__(self) -> None:
        self.asked = self.taken = 0

    def ask(self) -> int:
        self.asked += 1
        return self.asked

    def takes(self, turn: int) -> bool:
        if turn < self.taken:
            return False
        self.taken = turn
        return True
