"""What the Clients page shows: a page of the grid, counts by state, Details or what came of several clients."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from nicegui import ui

from components.clients.client_filters import ClientFilters
from components.clients.client_grid import ClientGrid, GridRow, GridView
from components.clients.client_toolbar import ClientToolbar
from components.clients.client_words import short_search_words
from components.clients.first_client import first_client
from components.tables.empty_place import Empty, EmptyPlace
from components.tables.pager import Pager
from errors import NotFound
from models import ClientState, ClientType
from pages.clients import client_rows, client_urls
from pages.clients.client_bulk import ClientBulk
from pages.clients.client_commands import ClientCommands
from pages.clients.client_details import ClientDetailsPane, ShownClient
from pages.clients.client_urls import GRID, ClientsView
from pages.console.board import Board
from pages.console.frame import current_actor, say
from pages.console.presence import show_who_is_here
from pages.console.sources import DetailsSource, Page, Source, View
from pages.console.ticks import Ticks
from pages.console.zone import browser_zone
from services.access.access import Person
from services.access.actors import Actor
from services.access.sharing import read_shared
from services.clients import client_list, client_search, removed_clients
from services.clients.client_list import ClientQuery, ClientRow
from services.live import clock
from services.live.changes import Kind
from services.live.news import News, Readings


class ClientBoard:
    """The parts of the page, what fills them, and what a person chooses in them."""

    toolbar: ClientToolbar
    filters: ClientFilters
    grid: ClientGrid
    pager: Pager
    nothing: EmptyPlace
    split: ui.element

    def __init__(self, me: Person, view: ClientsView) -> None:
        self.me, self.zone = me, browser_zone()
        self.details = ClientDetailsPane(me, self.zone)
        shown = DetailsSource(self.details.read, self._draw_client, self._show_gone, self.details.touched_by)
        source = Source(
            self._read, self._draw, _write_url, self._is_touched, shown, Kind.CLIENT, row_id=lambda row: row.client.id
        )
        self.board: Board[ClientQuery, ClientRow, ShownClient] = Board(source, view, me.id)
        self.ticks = Ticks(self.board, lambda: {str(row.client.id) for row in self.board.page.rows})
        self.bulk = ClientBulk(self._ticked_rows, self._draw)
        self.commands = ClientCommands(self.board, self.select, self.close)

    async def start(self) -> None:
        """Load and show everything."""
        await self.board.load()
        self.details.visitor = show_who_is_here(self.me, self._look_around)
        await self.board.load_item()

    # What the person chooses; what a browser sends is checked here or in the service that it reaches

    async def choose_type(self, value: str) -> None:
        """Another client type: its first page, without filter; the search stays."""
        query = self.board.view.query
        if value in {each.value for each in ClientType} and value != query.kind.value:
            self._forget_several()
            await self.board.go(View(ClientQuery(ClientType(value), search=query.search, limit=query.limit)))

    async def filter(self, state: ClientState | None) -> None:
        """Only clients in that state."""
        self.ticks.several.clear()
        await self.board.go(View(replace(self.board.view.query, state=state, offset=0)))

    async def sort(self, column: str) -> None:
        """Sort by a column, or turn its direction around."""
        await self.board.ask(GRID.sorted_by(self.board.view.query, column))

    async def resize(self, rows: str) -> None:
        """So many rows a page."""
        await self.board.ask(GRID.resized(self.board.view.query, rows))

    async def open(self, client_id: str) -> None:
        """Select this row alone and open Details."""
        if client_id in self.ticks.shown():
            await self.select(UUID(client_id))

    async def select(self, client_id: UUID) -> None:
        """Select this client alone."""
        self._forget_several()
        await self.board.select(client_id)

    async def close(self) -> None:
        """Close Details."""
        self.ticks.several.clear()
        await self.board.select(None)
        self._draw()

    async def clear_ticks(self) -> None:
        """Select none of several."""
        self._forget_several()
        self._draw()

    async def show_all(self) -> None:
        """Drop search and filter."""
        await self.board.go(View(replace(self.board.view.query, search="", state=None, offset=0)))

    def _forget_several(self) -> None:
        self.ticks.several.clear()
        self.bulk.hide()

    def _ticked_rows(self) -> list[GridRow]:
        return [row for row in self.grid.rows if row.id in self.ticks.all]

    # Loading and drawing

    async def _read(self, query: ClientQuery, readings: Readings) -> Page[ClientRow]:
        actor = current_actor()
        return await read_shared(readings, actor, query, partial(_read_page, actor, query))

    async def tick(self) -> None:
        """Times go on: say them anew."""
        await self.board.tick()
        await self.details.load_usage()

    def _draw(self) -> None:
        board = self.board
        query = board.view.query
        self.toolbar.type.set_value(query.kind.value)
        if query.search != self.toolbar.search.searched:  # what is still being typed stays
            self.toolbar.search.set(query.search)
        self.ticks.keep_shown()
        several = len(self.ticks.several)
        beside = board.view.opened is not None or self.bulk.shown
        self.split.classes(add="" if beside else "wide", remove="wide" if beside else "")
        self.toolbar.allow_commands(board.item is not None and several < 2)
        if several > 1:
            self.filters.show_bulk(several)
        else:
            most = client_search.MOST if query.search else None
            self.filters.show_chips(board.page.counts, query.state, most=most)
        self._draw_rows(compact=beside)
        any_yet = bool(board.page.rows or query.search or query.state)
        self.filters.place.set_visibility(any_yet)
        self.toolbar.search.frame.set_visibility(any_yet)
        more = bool(query.search) and board.page.counts.get(None, 0) > board.page.total == client_search.MOST
        self.pager.show(board.shown.offset, len(board.page.rows), board.page.total, more=more)
        self.pager.size.set_value(str(query.limit))

    def _draw_rows(self, *, compact: bool) -> None:
        board = self.board
        query, page, live = board.view.query, board.page, board.live
        say = partial(client_rows.say_once, page.words, board.now, self.zone, self.me.id, compact=compact)
        rows = [say(row, live=str(row.client.id) in live) for row in page.rows]
        view = GridView(
            sort=query.sort,
            descending=query.descending,
            selected=self.ticks.all,
            compact=compact,
            secrets=self.me.is_administrator and query.kind.has_secrets,
            selectable=self.me.is_administrator,
        )
        self.grid.show(rows, view)
        self.grid.frame.set_visibility(bool(rows))
        self.nothing.show(
            None if rows else (query.kind, query.search, query.state), None if rows else self._say_nothing
        )

    def _say_nothing(self) -> None:
        query = self.board.view.query
        if query.search or query.state:
            title = f"No client matches “{query.search}”." if query.search else "No client is in this state."
            words = short_search_words(query.search)
            Empty(title, words, "Clear search" if query.search else "Show all", self.show_all).build()
        else:
            first_client(query.kind, self.commands.add if self.me.is_administrator else None)

    async def _draw_client(self, shown: ShownClient | None) -> None:
        opened = self.board.view.opened
        if shown and shown.view.client.type is not self.board.view.query.kind:  # the URL named another type
            await self.board.go(View(ClientQuery(shown.view.client.type), opened), step=False)
        if opened == self.board.view.opened:
            await self.details.draw(shown)

    async def _show_gone(self, _: ShownClient | None, error: NotFound) -> None:
        opened = self.board.view.opened
        if opened is None or self.details.shown is None or self.details.shown.id != opened:
            say(str(error), bad=True)
            await self.close()
            return
        removed = await removed_clients.read_removed(current_actor(), opened)
        if opened != self.board.view.opened:
            return
        if removed.client.removed_by_id == self.me.id:
            await self.close()
            return
        self.details.draw_removed(removed.client, await clock.now())
        self._draw()

    # Others

    async def _look_around(self) -> None:
        if self.details.others_moved():
            await self.board.load_item()

    async def hear(self, news: News) -> None:
        """Something changed: read again what it touches."""
        if Kind.USAGE in news.kinds:
            await self.details.load_usage()
        await self.board.hear(news)

    async def _is_touched(self, news: News) -> bool:
        changed = [change.id for change in news.changes if change.kind is Kind.CLIENT]
        if Kind.RELOAD in news.kinds or not self.ticks.shown().isdisjoint(changed):
            return True
        kind = self.board.view.query.kind
        if not changed:
            return False
        actor = current_actor()
        has_any = partial(client_list.has_any, actor, kind, [UUID(each) for each in changed])
        return await read_shared(news.readings, actor, (kind, tuple(changed)), has_any)


async def _read_page(actor: Actor, query: ClientQuery) -> Page[ClientRow]:
    page = await client_list.list_clients(actor, query)
    return Page(page.rows, page.total, await client_list.count_by_state(actor, query), page.now)


def _write_url(view: ClientsView, step: bool) -> None:
    history = ui.navigate.history
    (history.push if step else history.replace)(client_urls.write(view))
