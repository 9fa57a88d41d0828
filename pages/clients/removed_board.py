"""What the page of removed clients knows, and what restores one."""

from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from nicegui import ui

from components.notes import empty_state
from components.tables.page_foot import PageFoot
from components.tables.plain_table import PlainTable, Row
from components.tables.search_box import SearchBox, clean_search
from components.waiting import waiting
from pages.console.frame import current_actor, say
from pages.console.live import News
from pages.console.zone import browser_zone
from services.access.access import Person
from services.clients import removed_clients
from services.clients.removed_clients import RemovedClient
from services.live import clock
from services.live.changes import Kind

PAGE: Final = 25
PATH: Final = "/security/removed-clients"
ToRow = Callable[[RemovedClient, datetime, tzinfo, UUID | None], Row]


class RemovedBoard:
    """The page's state, what loads it, and what draws it."""

    search: SearchBox
    table: PlainTable
    frame: ui.element
    nothing: ui.element
    foot: PageFoot

    def __init__(self, me: Person, text: str, to_row: ToRow) -> None:
        self.me, self.to_row, self.zone = me, to_row, browser_zone()
        self.text = clean_search(text)
        self.offset = 0
        self.rows: list[RemovedClient] = []
        self.total = 0
        self.now = clock.machine()

    async def load(self) -> None:
        """Read the page of the list; where it is beyond the end, the last one."""
        self.rows, self.total = await self._read()
        if not self.rows and self.total:
            self.offset = (self.total - 1) // PAGE * PAGE
            self.rows, self.total = await self._read()
        await self.tick()

    async def tick(self) -> None:
        """Times go on: say them anew."""
        self.now = await clock.now()
        self.draw()

    def draw(self) -> None:
        """Show what is known."""
        self.table.show(self.to_row(gone, self.now, self.zone, self.me.id) for gone in self.rows)
        self.frame.set_visibility(bool(self.rows))
        self.foot.show(self.offset, len(self.rows), self.total)
        self.nothing.clear()
        self.nothing.set_visibility(not self.rows)
        if not self.rows:
            with self.nothing:
                self._say_nothing()

    def _say_nothing(self) -> None:
        if self.text:
            title = f"No removed client matches “{self.text}”."
            empty_state(title, action="Clear search", on_action=self.clear_search)
        else:
            words = "A client that is removed stays here for 30 days. Until then it can be restored, secrets included."
            empty_state("Nothing was removed in the last 30 days", words)

    async def find(self, text: str) -> None:
        """Search."""
        self.text, self.offset = text, 0
        ui.navigate.history.replace(f"{PATH}?{urlencode({'q': text})}" if text else PATH)
        await self.load()

    async def clear_search(self) -> None:
        """Search for nothing: all of them are shown."""
        self.search.clear()

    async def turn(self, by: int) -> None:
        """Another page."""
        self.offset = max(0, self.offset + by * PAGE)
        await self.load()

    async def restore(self, client_id: str) -> None:
        """Bring a client back."""
        client = await removed_clients.restore(current_actor(), UUID(client_id))
        say(f"{client.name} is back among the {client.type.label} clients.")
        await self.load()

    async def hear(self, news: News) -> None:
        """A client was removed or restored: load again."""
        if news.touches(Kind.CLIENT):
            await self.load()

    async def _read(self) -> tuple[list[RemovedClient], int]:
        actor = current_actor()
        with waiting(self.frame):
            return await removed_clients.list_removed(actor, search=self.text, offset=self.offset, limit=PAGE)
