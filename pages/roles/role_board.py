"""What the Roles page shows: the roles that are found, and who has the selected one."""

from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

from components.buttons import Button
from components.side_panel import SidePanel
from components.tables.empty_place import Empty
from components.tables.search_box import SearchBox
from errors import NotFound
from pages.console.board import Board
from pages.console.frame import current_actor, say
from pages.console.listing import Address, Listing, ListQuery
from pages.console.sources import DetailsSource, Page, Source
from pages.console.zone import browser_zone
from pages.roles import role_rows
from pages.roles.role_actions import RoleActions
from pages.roles.role_details import build_details
from services.access.access import Person
from services.access.actors import Actor
from services.access.sharing import read_shared
from services.live.changes import Kind
from services.live.news import News, Readings
from services.people import roles
from services.people.roles import Holders, RoleView

ADDRESS: Final = Address("/security/roles", "role")
KINDS: Final = (Kind.ROLE, Kind.USER, Kind.CLIENT)
"""What changes a role, or how many have it."""


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role, and who has it; None for those who may only know how many there are."""

    role: RoleView
    holders: Holders | None


class RoleBoard:
    """The parts of the page, and what fills them."""

    search: SearchBox
    listing: Listing
    panel: SidePanel

    def __init__(self, me: Person, selected: str, text: str) -> None:
        self.me, self.zone = me, browser_zone()
        self.commands: list[Button] = []
        details = DetailsSource(self._read_role, self._draw_role, self._close_removed, lambda news, _: _touched(news))
        source = Source(self._read, self._draw, ADDRESS.write, self._is_touched, details)
        self.board: Board[ListQuery, RoleView, HeldRole] = Board(source, ADDRESS.read(text, selected), me.id)
        self.actions = RoleActions(self._selected, self.board)

    async def close(self) -> None:
        """Select none; the focus goes back to the row."""
        self.panel.close_by_hand()
        await self.board.select(None)

    async def _read(self, query: ListQuery, readings: Readings) -> Page[RoleView]:
        actor = current_actor()
        every = await read_shared(readings, actor, "roles", partial(roles.list_roles, actor))
        found = role_rows.found(every, query.search)
        shown = role_rows.of_kind(found, query.group)
        return Page(shown[query.offset : query.offset + query.limit], len(shown), role_rows.counts(found))

    async def _read_role(self, role_id: UUID, readings: Readings) -> HeldRole:
        actor, may = current_actor(), self.me.is_administrator
        read = partial(_read_role, actor, role_id, holders_too=may)
        return await read_shared(readings, actor, (role_id, may), read)

    async def _is_touched(self, news: News) -> bool:
        return _touched(news)

    def _selected(self) -> RoleView | None:
        return self.board.item.role if self.board.item else None

    def _draw(self) -> None:
        board, role = self.board, self._selected()
        rows = [role_rows.row(each, board.now, self.zone, self.me.id) for each in board.page.rows]
        self.listing.show(rows, self._empty, role_rows.chips(board.page.counts))
        custom = role is not None and not role.is_built_in
        for made in self.commands:
            made.set_enabled(custom)
            made.props["title"] = None if custom or role is None else "Built-in roles stay as they are."

    def _empty(self) -> Empty:
        text = self.board.shown.search
        if text:
            return Empty(f"No role matches “{text}”.", action="Clear search", on_action=self.search.clear)
        words = "A custom role is a name that clients and users carry; applications decide what it allows."
        may = self.me.is_administrator
        return Empty("No custom role yet", words, "Add Role" if may else "", self.actions.add)

    async def _draw_role(self, held: HeldRole | None) -> None:
        if held is None:
            self.panel.close()
            return
        actions = self.actions if self.me.is_administrator else None
        link = ADDRESS.link(self.board.view)
        build_details(self.panel, held.role, held.holders, link=link, me=self.me.id, actions=actions)

    async def _close_removed(self, before: HeldRole | None, error: NotFound) -> None:
        if self.board.view.opened != self.board.removing:
            say(f"The role {before.role.name} was removed." if before else str(error), bad=before is None)
        await self.board.select(None)


async def _read_role(actor: Actor, role_id: UUID, *, holders_too: bool) -> HeldRole:
    role = await roles.get(actor, role_id)
    return HeldRole(role, await roles.holders(actor, role_id, limit=50) if holders_too else None)


def _touched(news: News) -> bool:
    return news.touches(*KINDS)
