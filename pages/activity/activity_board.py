"""What the Activity page knows: what is searched, which events are shown, and how many came since."""

from typing import Final
from urllib.parse import urlencode

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from components.activity.activity_list import activity_list
from components.notes import empty_state
from components.tables.page_foot import PageFoot
from components.tables.search_box import SearchBox, clean_search
from components.time_words import count
from components.waiting import waiting
from models import AuditEvent
from pages.console.frame import current_actor, current_site
from pages.console.live import News
from pages.console.zone import browser_zone
from services.access import activity
from services.access.access import Person
from services.live import clock

PAGE: Final = 25
PATH: Final = "/activity"


class ActivityBoard:
    """The page's state. The newest page follows what happens; older pages stay still and say how much is new."""

    search: SearchBox
    place: ui.element
    foot: PageFoot
    fresh: ui.element
    newer: TextElement

    def __init__(self, me: Person, text: str) -> None:
        self.me, self.zone = me, browser_zone()
        self.text = clean_search(text)
        self.offset = 0
        self.anchor: int | None = None
        """Older pages count from the event after which the first page began, so that newer ones don't move them."""
        self.events: list[AuditEvent] = []
        self.total = 0
        self.seen = 0
        self.now = clock.machine()
        self.stale = False
        self._drawn: object = None

    async def load(self) -> None:
        """Read the page of events that is shown."""
        self.stale = False
        anchor = self.anchor if self.offset else None
        with waiting(self.place):
            self.events, total = await activity.search(
                current_actor(), self.text, before_id=anchor, offset=self.offset, limit=PAGE
            )
        self.now = await clock.now()
        if not self.offset:
            self.total = self.seen = total
            self.anchor = self.events[0].id + 1 if self.events else None
        self.seen = total
        self.draw()

    def draw(self) -> None:
        """Show what is known; a list that stays as it is keeps the focus."""
        shown = ([event.id for event in self.events], self.text)
        if shown != self._drawn:
            self._drawn = shown
            self._draw_events()
        self.foot.show(self.offset, len(self.events), self.total)
        newer = self.seen - self.total
        self.fresh.set_visibility(newer > 0)
        if newer > 0:
            self.newer.set_text(count(newer, "newer event"))

    def _draw_events(self) -> None:
        self.place.clear()
        with self.place:
            if self.events:
                activity_list(
                    self.events,
                    self.zone,
                    links=True,
                    now=self.now,
                    me=self.me.id,
                    address=lambda event: current_site().url(f"{PATH}/{event.id}"),
                )
            elif self.text:
                title = f"Nothing matches “{self.text}”."
                empty_state(title, action="Clear search", on_action=self.clear_search)
            else:
                empty_state("Nothing happened yet", "Whatever somebody changes in this tenant is told here.")

    async def find(self, text: str) -> None:
        """Search."""
        self.text, self.offset = text, 0
        ui.navigate.history.replace(f"{PATH}?{urlencode({'q': text})}" if text else PATH)
        await self.load()

    async def clear_search(self) -> None:
        """Search for nothing: everything is shown."""
        self.search.clear()

    async def turn(self, by: int) -> None:
        """Newer or older events."""
        self.offset = max(0, self.offset + by * PAGE)
        await self.load()

    async def show_newest(self) -> None:
        """The first page."""
        self.offset = 0
        await self.load()

    async def hear(self, _: News) -> None:
        """Something happened: it is told within a second."""
        self.stale = True

    async def look_again(self) -> None:
        """Load again, whether something was announced or not."""
        await self.load()

    async def catch_up(self) -> None:
        """Load again where something happened."""
        if self.stale:
            await self.load()
