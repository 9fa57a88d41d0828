"""What the Activity page shows: a page of events, and how many came since."""

from functools import partial
from typing import Final

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from components.activity.activity_list import activity_list
from components.tables.empty_place import Empty
from components.tables.page_foot import PageFoot
from components.tables.search_box import SearchBox
from components.time_words import count
from components.waiting import waiting
from models import AuditEvent
from pages.console.board import Board
from pages.console.frame import current_actor, current_site
from pages.console.listing import Address, ListQuery
from pages.console.sources import Page, Source
from pages.console.zone import browser_zone
from services.access import activity
from services.access.access import Person
from services.access.actors import Actor
from services.access.sharing import read_shared
from services.live.changes import Kind
from services.live.news import News, Readings

ADDRESS: Final = Address("/activity")


class ActivityBoard:
    """The parts of the page. The newest page follows what happens; older pages stay still and say how much is new."""

    search: SearchBox
    place: ui.element
    foot: PageFoot
    fresh: ui.element
    newer: TextElement

    def __init__(self, me: Person, text: str) -> None:
        self.me, self.zone = me, browser_zone()
        source: Source[ListQuery, AuditEvent, None] = Source(self._read, self._draw, ADDRESS.write, self._is_touched)
        self.board: Board[ListQuery, AuditEvent, None] = Board(source, ADDRESS.read(text), me.id)
        self.anchor: int | None = None
        """Older pages count from the event after which the first page began, so that newer ones don't move them."""
        self.total = 0
        """How many events there were when the first page was shown."""
        self._drawn: object = None

    async def show_newest(self) -> None:
        """The first page."""
        await self.board.ask(ListQuery(self.board.view.query.search))

    async def _read(self, query: ListQuery, readings: Readings) -> Page[AuditEvent]:
        actor, anchor = current_actor(), self.anchor if query.offset else None
        with waiting(self.place):
            return await read_shared(readings, actor, (query, anchor), partial(_read_page, actor, query, anchor))

    async def _is_touched(self, news: News) -> bool:
        return not news.kinds <= {Kind.USAGE}

    def _draw(self) -> None:
        events, shown, total = self.board.page.rows, self.board.shown, self.board.page.total
        if not shown.offset:
            self.total, self.anchor = total, events[0].id + 1 if events else None
        about = [event.id for event in events], shown.search
        if about != self._drawn:  # a list that stays as it is keeps the focus
            self._drawn = about
            self._draw_events()
        self.foot.show(shown.offset, len(events), self.total)
        newer = total - self.total
        self.fresh.set_visibility(newer > 0)
        if newer > 0:
            self.newer.set_text(count(newer, "newer event"))

    def _draw_events(self) -> None:
        self.place.clear()
        with self.place:
            if not self.board.page.rows:
                self._empty().build()
                return
            activity_list(
                self.board.page.rows,
                self.zone,
                links=True,
                now=self.board.now,
                me=self.me.id,
                address=lambda event: current_site().url(f"{ADDRESS.path}/{event.id}"),
            )

    def _empty(self) -> Empty:
        text = self.board.shown.search
        if text:
            return Empty(f"Nothing matches “{text}”.", action="Clear search", on_action=self.search.clear)
        return Empty("Nothing happened yet", "Whatever somebody changes in this tenant is told here.")


async def _read_page(actor: Actor, query: ListQuery, anchor: int | None) -> Page[AuditEvent]:
    found = activity.search(actor, query.search, before_id=anchor, offset=query.offset, limit=query.limit)
    return Page(*await found)
