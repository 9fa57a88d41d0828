"""Security > Clients: one route for the grid and for Details, so that selecting never rebuilds the grid."""

from typing import Any

from nicegui import context, ui

from components.buttons import button
from components.clients.client_details import ClientDetails
from components.clients.client_filters import ClientFilters
from components.clients.client_grid import ClientGrid
from components.clients.client_toolbar import READERS, ClientToolbar
from components.tables.empty_place import EmptyPlace
from components.tables.pager import Pager
from components.text import box, text
from errors import NotFound
from pages.clients import client_urls
from pages.clients.client_board import ClientBoard
from pages.console.frame import console_page
from pages.console.live import follow, look
from pages.console.reopening import reopen_dialog
from pages.dialogs.openers import client_openers
from services.access.access import Person
from services.access.client_lookup import NO_CLIENT
from services.clients.client_list import PAGE_SIZES

REMOVED = "/security/removed-clients"
TICK_SECONDS = 60
"""How often times in words are said anew."""


@console_page("/security/clients", title="Clients")
async def first_type(person: Person) -> None:
    """The first client type."""
    await build(person)


@console_page("/security/clients/{kind}", title="Clients")
async def one_type(person: Person, kind: str) -> None:  # noqa: ARG001 - read from the URL with the rest
    """The clients of one type."""
    await build(person)


@console_page("/security/clients/{kind}/{client_id}", title="Clients")
async def one_client(person: Person, kind: str, client_id: str) -> None:  # noqa: ARG001 - read from the URL with the rest
    """The clients of one type, with Details open on one of them."""
    await build(person)


async def build(person: Person) -> None:
    """Load what the URL names, compose the page, and follow what others change."""
    url = context.client.request.url
    view = client_urls.read(url.path, context.client.request.query_params)
    if view is None:
        raise NotFound(NO_CLIENT)
    page = ClientBoard(person, view if person.is_administrator else client_urls.without_secrets(view))
    _toolbar(page)
    with box("split wide") as split:
        page.split = split
        _listing(page)
        _details(page)
    _phone_bar(page)
    await page.start()
    follow(person.tenant_id, page.hear)
    ui.on("kl-back", lambda event: _went_back(page, event.args))
    ui.timer(TICK_SECONDS, look(person.tenant_id, page.tick), immediate=False)
    if person.is_administrator:
        ui.timer(0.1, lambda: reopen_dialog(client_openers(page.select)), once=True)


def _toolbar(page: ClientBoard) -> None:
    commands = page.commands
    query = page.board.view.query
    page.toolbar = ClientToolbar(
        query.kind,
        search=query.search,
        on_type=page.choose_type,
        on_search=page.board.search,
        commands=(commands.edit, commands.remove, commands.add) if page.me.is_administrator else None,
    )


def _listing(page: ClientBoard) -> None:
    with box("listing", "section") as listing:
        listing.props["aria-label"] = "Clients"
        page.filters = ClientFilters(on_state=page.filter, on_bulk=page.bulk.start, on_clear=page.clear_ticks)
        page.grid = ClientGrid(
            on_open=page.open,
            on_toggle=page.ticks.toggle,
            on_toggle_all=page.ticks.toggle_all,
            on_sort=page.sort,
        )
        page.nothing = EmptyPlace()
        page.pager = Pager(
            PAGE_SIZES,
            page.board.view.query.limit,
            on_page=page.board.turn,
            on_size=page.resize,
            removed_href=REMOVED if page.me.is_administrator else "",
        )


def _details(page: ClientBoard) -> None:
    may = page.me.is_administrator
    page.details.panel = ClientDetails(
        on_close=page.close,
        build_secrets=page.details.build_secrets,
        read_activity=page.details.read_activity,
        commands=(page.commands.edit, page.commands.remove) if may else None,
        on_token=page.details.get_token if may else None,
    )
    page.bulk.build()


def _phone_bar(page: ClientBoard) -> None:
    if page.me.is_administrator:
        with box("bottombar only-phone list-bar"):
            button("Add Client", page.commands.add, icon="plus", kind="primary")
    else:
        text("p", READERS, "quiet-say only-phone list-bar")


async def _went_back(page: ClientBoard, url: Any) -> None:
    view = client_urls.read_url(url) if isinstance(url, str) else None
    if view is not None:
        await page.board.show(view)
