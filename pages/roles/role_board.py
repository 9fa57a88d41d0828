"""What the Roles page knows: what is searched, which role is selected, and the parts that show it."""

from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from nicegui import ui

from components.buttons import Button
from components.chips import Chips
from components.notes import empty_state
from components.side_panel import SidePanel
from components.tables.page_foot import PageFoot
from components.tables.plain_table import PlainTable
from components.tables.search_box import SearchBox, clean_search
from pages.console.browser_values import read_id
from pages.console.frame import current_actor, current_site, say
from pages.console.live import News
from pages.console.zone import browser_zone
from pages.roles import role_rows
from pages.roles.role_actions import RoleActions
from pages.roles.role_details import build_details
from services.access.access import Person
from services.live import clock
from services.live.changes import Kind
from services.people import roles
from services.people.roles import RoleView

PAGE: Final = 25
PATH: Final = "/security/roles"


class RoleBoard:
    """The page's state, what loads it, and what draws it."""

    search: SearchBox
    chips: Chips
    table: PlainTable
    frame: ui.element
    nothing: ui.element
    foot: PageFoot
    panel: SidePanel

    def __init__(self, me: Person, selected: str, text: str) -> None:
        self.me, self.zone = me, browser_zone()
        self.now = clock.machine()
        self.text = clean_search(text)
        self.kind = role_rows.ALL
        self.offset = 0
        self.selected = read_id(selected)
        self.opened: RoleView | None = None
        self.all: list[RoleView] = []
        self.commands: list[Button] = []
        self.stale = False
        self.removing: UUID | None = None
        self.actions = RoleActions(self)

    # Loading and drawing

    async def load(self) -> None:
        """Read the roles, and who has the selected one; close Details where it is gone."""
        self.stale = False
        self.all, self.now = await roles.list_roles(current_actor()), await clock.now()
        before, self.opened = self.opened, next((each for each in self.all if each.id == self.selected), None)
        if self.selected and self.opened is None:
            if self.selected != self.removing:
                say(f"The role {before.name} was removed." if before else roles.NO_ROLE, bad=before is None)
            self.selected = None
            self._write_url()
        self.draw()
        await self._draw_details()

    async def tick(self) -> None:
        """Times go on: say them anew."""
        self.now = await clock.now()
        self.draw()

    def draw(self) -> None:
        """Show what is known."""
        found = role_rows.found(self.all, self.text)
        shown = role_rows.of_kind(found, self.kind)
        self.offset = min(self.offset, max(0, (len(shown) - 1) // PAGE * PAGE))
        page = shown[self.offset : self.offset + PAGE]
        self.chips.show(role_rows.chips(found), self.kind)
        rows = [role_rows.row(each, self.now, self.zone, self.me.id) for each in page]
        self.table.show(rows, str(self.selected or ""))
        self.foot.show(self.offset, len(page), len(shown))
        self.frame.set_visibility(bool(page))
        self._draw_nothing(bool(page))
        custom = self.opened is not None and not self.opened.is_built_in
        for made in self.commands:
            made.set_enabled(custom)
            made.props["title"] = None if custom or self.opened is None else "Built-in roles stay as they are."

    def _draw_nothing(self, rows: bool) -> None:
        self.nothing.clear()
        self.nothing.set_visibility(not rows)
        if rows:
            return
        with self.nothing:
            if self.text:
                title = f"No role matches “{self.text}”."
                empty_state(title, action="Clear search", on_action=self.clear_search)
            else:
                words = "A custom role is a name that clients and users carry; applications decide what it allows."
                may = self.me.is_administrator
                empty_state("No custom role yet", words, action="Add Role" if may else "", on_action=self.actions.add)

    async def _draw_details(self) -> None:
        if self.opened is None:
            self.panel.close()
            return
        holders = await roles.holders(current_actor(), self.opened.id, limit=50) if self.me.is_administrator else None
        build_details(self, self.opened, holders)

    # What the person does

    async def find(self, text: str) -> None:
        """Search."""
        self.text, self.offset = text, 0
        self._write_url()
        self.draw()

    async def clear_search(self) -> None:
        """Search for nothing: all roles are shown."""
        self.search.clear()

    async def filter(self, kind: str) -> None:
        """Show built-in or custom ones only."""
        self.kind, self.offset = kind, 0
        self.draw()

    async def turn(self, by: int) -> None:
        """Another page."""
        self.offset = max(0, self.offset + by * PAGE)
        self.draw()

    async def open(self, role_id: str) -> None:
        """Select a role alone, and show Details."""
        await self.select(read_id(role_id))

    async def toggle(self, role_id: str) -> None:
        """Select a role, or none where it was that one."""
        chosen = read_id(role_id)
        await self.select(None if chosen == self.selected else chosen)

    async def close(self) -> None:
        """Select none; the focus goes back to the row."""
        self.panel.close_by_hand()
        await self.select(None)

    async def select(self, role_id: UUID | None) -> None:
        """Select a role or none, and write it into the URL."""
        self.selected, self.opened = role_id, None
        self._write_url()
        await self.load()

    # What others do

    async def hear(self, news: News) -> None:
        """Something changed: load again; what changes the counts only, a little later and once."""
        if news.touches(Kind.ROLE):
            await self.load()
        elif news.touches(Kind.USER, Kind.CLIENT):
            self.stale = True

    async def catch_up(self) -> None:
        """Load again where counts may have changed."""
        if self.stale:
            await self.load()

    def link(self) -> str:
        """The address of this page with the selected role."""
        return current_site().url(self._path())

    def _write_url(self) -> None:
        ui.navigate.history.replace(self._path())

    def _path(self) -> str:
        query = {"role": str(self.selected or ""), "q": self.text}
        query = {name: value for name, value in query.items() if value}
        return f"{PATH}?{urlencode(query)}" if query else PATH
