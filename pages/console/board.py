"""A board: a list, Details of one of its rows, and what a person and others do to both. It knows no element.

What it reads and how it is drawn are callbacks (`pages.console.sources`). Only the answer to what is asked now is
drawn: one that comes after something else was asked, or after a newer one, is dropped.
"""

from collections.abc import Awaitable, Iterable
from dataclasses import replace
from functools import partial
from typing import Final, Generic
from uuid import UUID

from errors import KeylodgeError, NotFound
from pages.console.browser_values import read_id
from pages.console.sources import Item, Page, Q, Row, Source, View
from services.live import clock
from services.live.news import News, Readings

HIGHLIGHT_SECONDS: Final = 2.4
"""How long a row that a colleague changed is highlighted."""


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

    async def load(self, readings: Readings | None = None) -> None:
        """Read the page that is asked for; where that is beyond the end, the last one."""
        asked, turn = self.view.query, self._list.ask()
        try:
            page = await self.source.read(asked, readings or Readings())
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
                await self.load(readings)
                return
        self.page, self.shown, self.now = page, asked, now
        self.source.draw()

    async def load_item(self, readings: Readings | None = None) -> None:
        """Read what Details is open on; close them where it is gone."""
        details, asked, turn = self.source.details, self.view.opened, self._details.ask()
        if details is None:
            return
        try:
            item = await details.read(asked, readings or Readings()) if asked else None
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
        changed = {each.id: each.actor_id for each in news.changes if each.kind is self.source.highlights}
        self.live |= {row_id: by for row_id, by in changed.items() if by != self.me}
        if await self.source.touched_by(news):
            await self.load(news.readings)
        shown = {str(self.source.row_id(row)) for row in self.page.rows}
        self.live = {row_id: by for row_id, by in self.live.items() if row_id in shown}
        if lit := self.live.keys() & changed:
            self.source.later(HIGHLIGHT_SECONDS, partial(self._fade, lit))
        details, opened = self.source.details, self.view.opened
        if details and opened and details.touched_by(news, opened):
            await self.load_item(news.readings)

    def _fade(self, row_ids: Iterable[str]) -> None:
        for row_id in row_ids:
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
