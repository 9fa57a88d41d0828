"""What the Users page knows: what is searched, who is selected, and the parts that show it."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from nicegui import ui

from components.buttons import Button
from components.chips import Chips
from components.notes import Hue, empty_state
from components.people.signs import hue
from components.side_panel import SidePanel
from components.tables.page_foot import PageFoot
from components.tables.plain_table import PlainTable
from components.tables.search_box import SearchBox, clean_search
from components.waiting import waiting
from errors import NotFound
from pages.console.browser_values import read_id
from pages.console.frame import current_actor, current_site, say
from pages.console.live import News
from pages.console.zone import browser_zone
from pages.users import user_rows
from pages.users.user_actions import UserActions
from pages.users.user_details import build_details
from services.access.access import Person
from services.live import clock
from services.live.changes import Kind
from services.people import user_groups, users
from services.people.user_groups import UserGroup
from services.people.user_views import UserView

PAGE: Final = 25
HIGHLIGHT_SECONDS: Final = 2.4
PATH: Final = "/security/users"


class UserBoard:
    """The page's state, what loads it, and what draws it."""

    search: SearchBox
    chips: Chips
    commands: dict[str, Button]
    table: PlainTable
    frame: ui.element
    nothing: ui.element
    foot: PageFoot
    panel: SidePanel

    def __init__(self, me: Person, selected: str, text: str) -> None:
        self.me, self.zone = me, browser_zone()
        self.text = clean_search(text)
        self.group: UserGroup | None = None
        self.counts: dict[UserGroup | None, int] = {}
        self.offset = 0
        self.selected = read_id(selected)
        self.opened: UserView | None = None
        self.rows: list[UserView] = []
        self.total = 0
        self.now = clock.machine()
        self.live: dict[str, Hue] = {}
        self.removing: UUID | None = None
        self.actions = UserActions(self)

    # Loading and drawing

    async def load(self) -> None:
        """Read the page of the list; where it is beyond the end, the last one."""
        rows, total = await self._read()
        if not rows and total:
            self.offset = (total - 1) // PAGE * PAGE
            rows, total = await self._read()
        self.rows, self.total, self.now = rows, total, await clock.now()
        self.counts = await user_groups.count_by_group(current_actor(), self.text)
        self.draw()

    async def _read(self) -> tuple[list[UserView], int]:
        actor = current_actor()
        with waiting(self.frame):
            return await users.list_users(actor, search=self.text, group=self.group, offset=self.offset, limit=PAGE)

    async def load_details(self) -> None:
        """Read whoever is selected; close Details where they are gone."""
        gone = self.opened
        try:
            self.opened = await users.get(current_actor(), self.selected) if self.selected else None
        except NotFound:
            if self.selected != self.removing:
                say(f"{gone.name} was removed." if gone else users.NO_USER, bad=gone is None)
            self.opened, self.selected = None, None
            self._write_url()
        self.draw()
        self._draw_details()

    async def tick(self) -> None:
        """Times go on: say them anew."""
        self.now = await clock.now()
        self.draw()

    def draw(self) -> None:
        """Show what is known."""
        shown = [
            user_rows.row(each, self.now, self.zone, self.me.id, self.live.get(str(each.id), "")) for each in self.rows
        ]
        self.chips.show(user_rows.chips(self.counts), self.group or user_rows.ALL)
        self.table.show(shown, str(self.selected or ""))
        self.frame.set_visibility(bool(shown))
        self._draw_nothing(bool(shown))
        self.foot.show(self.offset, len(shown), self.total)
        self._allow(self.commands)

    def _draw_nothing(self, rows: bool) -> None:
        self.nothing.clear()
        self.nothing.set_visibility(not rows)
        if not rows:
            with self.nothing:
                if self.text:
                    empty_state(f"No user matches “{self.text}”.", action="Clear search", on_action=self.clear_search)
                else:
                    empty_state("No user is in this state.", action="Show all", on_action=self.show_all)

    def _draw_details(self) -> None:
        if self.opened is None:
            self.panel.close()
            return
        build_details(self, self.opened)

    def _allow(self, commands: dict[str, Button]) -> None:
        user = self.opened
        for made in commands.values():
            made.set_enabled(user is not None)
        commands["enable"].set_visibility(user is not None and not user.enabled)
        commands["disable"].set_visibility(user is None or user.enabled)
        commands["link"].set_enabled(user is not None and user.enabled)

    # What the person does

    async def find(self, text: str) -> None:
        """Search."""
        self.text, self.offset = text, 0
        self._write_url()
        await self.load()

    async def clear_search(self) -> None:
        """Search for nothing: everybody is shown."""
        self.search.clear()

    async def narrow(self, key: str) -> None:
        """Show one group only."""
        self.group = UserGroup(key) if key != user_rows.ALL else None
        self.offset = 0
        await self.load()

    async def show_all(self) -> None:
        """Show everybody."""
        await self.narrow(user_rows.ALL)

    async def turn(self, by: int) -> None:
        """Another page."""
        self.offset = max(0, self.offset + by * PAGE)
        await self.load()

    async def open(self, user_id: str) -> None:
        """Select somebody alone, and show Details."""
        await self.select(read_id(user_id))

    async def toggle(self, user_id: str) -> None:
        """Select somebody, or nobody where it was them."""
        chosen = read_id(user_id)
        await self.select(None if chosen == self.selected else chosen)

    async def close(self) -> None:
        """Select nobody; the focus goes back to the row."""
        self.panel.close_by_hand()
        await self.select(None)

    async def select(self, user_id: UUID | None) -> None:
        """Select somebody or nobody, and write it into the URL."""
        self.selected = user_id
        self.opened = None
        self._write_url()
        await self.load_details()

    # What others do

    async def hear(self, news: News) -> None:
        """Something changed: load what is shown again, and highlight what a colleague did."""
        if not news.touches(Kind.USER, Kind.ROLE):
            return
        for change in news.changes:
            if change.kind is Kind.USER and change.actor_id not in (None, self.me.id):
                self.live[change.id] = hue(change.actor_id, self.me.id)
                ui.timer(HIGHLIGHT_SECONDS, self._fading(change.id), once=True)
        await self.load()
        if self.selected and (news.touches(Kind.ROLE) or news.concerns(Kind.USER, self.selected)):
            await self.load_details()

    def _fading(self, user_id: str) -> Callable[[], None]:
        def fade() -> None:
            self.live.pop(user_id, None)
            self.draw()

        return fade

    def link(self) -> str:
        """The address of this page with whoever is selected."""
        return current_site().url(self._path())

    def _write_url(self) -> None:
        ui.navigate.history.replace(self._path())

    def _path(self) -> str:
        query = {"user": str(self.selected or ""), "q": self.text}
        query = {name: value for name, value in query.items() if value}
        return f"{PATH}?{urlencode(query)}" if query else PATH
