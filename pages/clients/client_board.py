"""What the Clients page knows: its view, its selection, and the parts that show them."""

from dataclasses import replace
from functools import partial
from uuid import UUID

from nicegui import background_tasks, context, ui
from nicegui.client import Client as Browser

from components.clients.client_filters import ClientFilters
from components.clients.client_grid import ClientGrid, GridRow, GridView
from components.clients.client_toolbar import ClientToolbar
from components.clients.first_client import first_client
from components.notes import empty_state
from components.tables.pager import Pager
from models import ClientState, ClientType
from pages.clients import client_rows, client_urls
from pages.clients.client_bulk import ClientBulk
from pages.clients.client_details import ClientDetailsPane
from pages.clients.client_moves import ClientMoves
from pages.clients.client_urls import View
from pages.console.frame import current_actor, current_shell
from pages.console.live import News
from pages.console.presence import arrive
from pages.console.zone import browser_zone
from services.access.access import Person
from services.clients import client_list
from services.clients.client_list import ClientPage, ClientQuery, ClientRow
from services.live import clock, presence
from services.live.changes import Kind

HIGHLIGHT_SECONDS = 2.4
"""How long a row that a colleague changed is highlighted."""


class ClientBoard:
    """The page's state, what loads it, and what draws it."""

    toolbar: ClientToolbar
    filters: ClientFilters
    grid: ClientGrid
    pager: Pager
    nothing: ui.element
    split: ui.element

    def __init__(self, me: Person, view: View) -> None:
        self.me, self.view = me, view
        self.zone = browser_zone()
        self.checked: set[str] = set()
        self.live: set[str] = set()
        self.said: tuple[object, ...] | None = ()
        self.page = ClientPage((), 0, clock.machine())
        self.counts: dict[ClientState | None, int] = {}
        self.moves = ClientMoves(self)
        self.details = ClientDetailsPane(self)
        self.bulk = ClientBulk(self)

    async def start(self) -> None:
        """Load and show everything."""
        await self.load()
        self.visitor = arrive(self.me, self.show_presence)
        await self.load_details()

    # The view and its URL

    async def show(self, view: View) -> None:
        """Show another view as it is, without a new step in the browser's history."""
        before, self.view = self.view, view
        self.toolbar.type.set_value(view.query.kind.value)
        if view.query.search != before.query.search:  # what is still being typed stays
            self.toolbar.search.set(view.query.search)
        if view.query != before.query:
            await self.load()
        if view.opened != before.opened:
            await self.load_details()
        self.draw()

    async def show_type(self, kind: ClientType) -> None:
        """Correct a URL that named a client under another type than its own."""
        await self.go(ClientQuery(kind), opened=self.view.opened, step=False)

    async def go(self, query: ClientQuery | None = None, *, opened: UUID | None = None, step: bool = True) -> None:
        """Show another query or client, and write it into the URL: as a `step` that Back returns from, or in place."""
        view = View(query or self.view.query, opened)
        if view == self.view:
            return
        history = ui.navigate.history
        (history.push if step else history.replace)(client_urls.write(view))
        await self.show(view)

    @property
    def selected(self) -> set[str]:
        """The IDs of the selected rows."""
        return self.checked or ({str(self.view.opened)} if self.view.opened else set())

    # Loading and drawing

    async def load(self) -> None:
        """Read the grid's page and the counts."""
        actor, query = current_actor(), self.view.query
        page = await client_list.list_clients(actor, query)
        counts = await client_list.count_by_state(actor, query)
        if query != self.view.query:
            return
        if page.total and query.offset >= page.total:
            last = (page.total - 1) // query.limit * query.limit
            self.view = replace(self.view, query=replace(query, offset=last))
        self.page, self.counts = page, counts
        self.checked &= {str(row.client.id) for row in page.rows}
        self.draw()

    async def load_details(self) -> None:
        """Read the client that Details is open on."""
        self.visitor.look_at(self.view.opened)
        await self.details.load()

    async def tick(self) -> None:
        """Times go on: say them anew."""
        self.page = replace(self.page, now=await clock.now())
        self.draw()
        await self.details.load_usage()

    def draw(self) -> None:
        """Show what is known."""
        several = len(self.checked) > 1
        beside = self.view.opened is not None or self.bulk.shown
        self.split.classes(add="" if beside else "wide", remove="wide" if beside else "")
        there = self.view.opened is not None and not self.details.panel.gone
        self.toolbar.allow_commands(there and not several)
        if several:
            self.filters.show_bulk(len(self.checked))
        else:
            self.filters.show_chips(self.counts, self.view.query.state)
        self._draw_rows(beside)
        query = self.view.query
        any_yet = bool(self.page.rows or query.search or query.state)
        self.filters.place.set_visibility(any_yet)
        self.toolbar.search.frame.set_visibility(any_yet)
        self.pager.show(self.view.query.offset, len(self.page.rows), self.page.total)
        self.pager.size.set_value(str(self.view.query.limit))

    def _draw_rows(self, beside: bool) -> None:
        query = self.view.query
        rows = [self._row(row, beside) for row in self.page.rows]
        self.grid.show(
            rows,
            GridView(
                sort=query.sort,
                descending=query.descending,
                selected=self.selected,
                compact=beside,
                secrets=self.me.is_administrator and query.kind.has_secrets,
                selectable=self.me.is_administrator,
            ),
        )
        self.grid.frame.set_visibility(bool(rows))
        self._draw_nothing(bool(rows))

    def _row(self, row: ClientRow, beside: bool) -> GridRow:
        live = str(row.client.id) in self.live
        return client_rows.grid_row(row, self.page.now, self.zone, self.me, live=live, compact=beside)

    def _draw_nothing(self, rows: bool) -> None:
        query = self.view.query
        said = (query.kind, query.search, query.state) if not rows else None
        if said == self.said:
            return
        self.said = said
        self.nothing.clear()
        self.nothing.set_visibility(not rows)
        if rows:
            return
        with self.nothing:
            if query.search or query.state:
                title = f"No client matches “{query.search}”." if query.search else "No client is in this state."
                empty_state(title, action="Clear search" if query.search else "Show all", on_action=self.moves.show_all)
            else:
                first_client(query.kind, self.moves.add if self.me.is_administrator else None)

    # Others

    def show_presence(self) -> None:
        """Show who else is here."""
        others = presence.here.others(self.me)
        current_shell().set_presence([client_rows.shown_person(each.id, each.name, self.me) for each in others])
        background_tasks.create(self._refresh_presence(context.client), name="show who looks at the client")

    async def _refresh_presence(self, browser: Browser) -> None:
        with browser:
            await self.details.load_presence()

    async def hear(self, news: News) -> None:
        """Something changed: load what is shown again, and highlight what a colleague did."""
        if Kind.USAGE in news.kinds:
            await self.details.load_usage()
        if not news.touches(Kind.CLIENT, Kind.TENANT):
            return
        for change in news.changes:
            if change.kind is Kind.CLIENT and change.actor_id != self.me.id:
                self.live.add(change.id)
                ui.timer(HIGHLIGHT_SECONDS, partial(self._fade, change.id), once=True)
        await self.load()
        if news.touches(Kind.TENANT) or news.concerns(Kind.CLIENT, self.view.opened):
            await self.details.load()

    def _fade(self, client_id: str) -> None:
        self.live.discard(client_id)
        self.draw()
