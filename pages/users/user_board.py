"""What the Users page shows: a page of the people that are found, and everything of whoever is selected."""

from collections.abc import Mapping
from functools import partial
from typing import Final
from uuid import UUID

from components.buttons import Button
from components.notes import Hue
from components.people.signs import hue
from components.side_panel import SidePanel
from components.tables.empty_place import Empty
from components.tables.search_box import SearchBox
from components.waiting import waiting
from errors import NotFound
from pages.console.board import Board
from pages.console.frame import current_actor, say
from pages.console.listing import ALL, Address, Listing, ListQuery
from pages.console.sources import DetailsSource, Page, Source
from pages.console.zone import browser_zone
from pages.users import user_rows
from pages.users.user_actions import UserActions
from pages.users.user_details import build_details
from services.access.access import Person
from services.access.actors import Actor
from services.access.sharing import read_shared
from services.live.changes import Kind
from services.live.news import News, Readings
from services.people import user_groups, users
from services.people.user_groups import UserGroup
from services.people.user_views import UserView

ADDRESS: Final = Address("/security/users", "user")


class UserBoard:
    """The parts of the page, and what fills them."""

    search: SearchBox
    listing: Listing
    panel: SidePanel

    def __init__(self, me: Person, selected: str, text: str) -> None:
        self.me, self.zone = me, browser_zone()
        self.commands: Mapping[str, Button] = {}
        details = DetailsSource(self._read_user, self._draw_user, self._close_removed, _concerns)
        source = Source(self._read, self._draw, ADDRESS.write, self._is_touched, details, highlights=Kind.USER)
        self.board: Board[ListQuery, UserView, UserView] = Board(source, ADDRESS.read(text, selected), me.id)
        self.actions = UserActions(self.board)

    async def close(self) -> None:
        """Select nobody; the focus goes back to the row."""
        self.panel.close_by_hand()
        await self.board.select(None)

    async def _read(self, query: ListQuery, readings: Readings) -> Page[UserView]:
        actor = current_actor()
        with waiting(self.listing.frame):
            return await read_shared(readings, actor, query, partial(_read_page, actor, query))

    async def _read_user(self, user_id: UUID, readings: Readings) -> UserView:
        actor = current_actor()
        return await read_shared(readings, actor, user_id, partial(users.get, actor, user_id))

    async def _is_touched(self, news: News) -> bool:
        return news.touches(Kind.USER, Kind.ROLE)

    def _draw(self) -> None:
        board = self.board
        rows = [user_rows.row(each, board.now, self.zone, self.me.id, self._live_hue(each)) for each in board.page.rows]
        self.listing.show(rows, self._empty, user_rows.chips(board.page.counts))
        user = board.item
        for made in self.commands.values():
            made.set_enabled(user is not None)
        self.commands["enable"].set_visibility(user is not None and not user.enabled)
        self.commands["disable"].set_visibility(user is None or user.enabled)
        self.commands["link"].set_enabled(user is not None and user.enabled)

    def _live_hue(self, user: UserView) -> Hue:
        by = self.board.live.get(str(user.id))
        return hue(by, self.me.id) if by else ""

    def _empty(self) -> Empty:
        text = self.board.shown.search
        if text:
            return Empty(f"No user matches “{text}”.", action="Clear search", on_action=self.search.clear)
        return Empty("No user is in this state.", action="Show all", on_action=self.listing.show_all)

    async def _draw_user(self, user: UserView | None) -> None:
        if user is None:
            self.panel.close()
            return
        board = self.board
        build_details(self.panel, user, ADDRESS.link(board.view), board.now, self.zone, self.actions)

    async def _close_removed(self, before: UserView | None, error: NotFound) -> None:
        if self.board.view.opened != self.board.removing:
            say(f"{before.name} was removed." if before else str(error), bad=before is None)
        await self.board.select(None)


async def _read_page(actor: Actor, query: ListQuery) -> Page[UserView]:
    group = UserGroup(query.group) if query.group != ALL else None
    found = users.list_users(actor, search=query.search, group=group, offset=query.offset, limit=query.limit)
    return Page(*await found, await user_groups.count_by_group(actor, query.search))


def _concerns(news: News, user_id: UUID) -> bool:
    return news.concerns(Kind.USER, user_id) or news.touches(Kind.ROLE)
