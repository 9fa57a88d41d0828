"""Security > Clients: one route for the grid and for Details, so that selecting never rebuilds the grid."""

from typing import Any

from nicegui import context, ui

from components.buttons import button
from components.clients.client_details import ClientDetails
from components.clients.client_filters import ClientFilters
from components.clients.client_grid import ClientGrid
from components.clients.client_toolbar import READERS, ClientToolbar
from components.tables.pager import Pager
from components.text import box, text
from errors import NotFound
from pages.clients import client_urls
from pages.clients.client_board import ClientBoard
from pages.console.frame import console_page
from pages.console.live import follow
from pages.console.reopening import reopen_dialog
from pages.dialogs.openers import client_openers
from services.access.access import Person
from services.access.client_lookup import NO_CLIENT
from services.clients.client_list import PAGE_SIZES

REMOVED = "/security/removed-clients"


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
    board = ClientBoard(person, view if person.is_administrator else client_urls.without_secrets(view))
    _toolbar(board)
    with box("split wide") as split:
        board.split = split
        _listing(board)
        _details(board)
    _phone_bar(board)
    await board.start()
    follow(person.tenant_id, board.hear)
    ui.on("kl-back", lambda event: _went_back(board, event.args))
    ui.timer(60, board.tick)
    if person.is_administrator:
        ui.timer(0.1, lambda: reopen_dialog(client_openers(board.moves._open_new)), once=True)


def _toolbar(board: ClientBoard) -> None:
    commands = (board.moves.edit, board.moves.remove, board.moves.add) if board.me.is_administrator else None
    query = board.view.query
    board.toolbar = ClientToolbar(
        query.kind,
        search=query.search,
        on_type=board.moves.choose_type,
        on_search=board.moves.search,
        commands=commands,
    )


def _listing(board: ClientBoard) -> None:
    with box("listing", "section") as listing:
        listing.props["aria-label"] = "Clients"
        board.filters = ClientFilters(
            on_state=board.moves.filter, on_bulk=board.bulk.start, on_clear=board.moves.clear_selection
        )
        board.grid = ClientGrid(
            on_open=board.moves.open,
            on_toggle=board.moves.toggle,
            on_toggle_all=board.moves.toggle_all,
            on_sort=board.moves.sort,
        )
        board.nothing = box("nothing")
        board.pager = Pager(
            PAGE_SIZES,
            board.view.query.limit,
            on_page=board.moves.turn,
            on_size=board.moves.resize,
            removed_href=REMOVED if board.me.is_administrator else "",
        )


def _details(board: ClientBoard) -> None:
    commands = (board.moves.edit, board.moves.remove) if board.me.is_administrator else None
    board.details.panel = ClientDetails(
        on_close=board.moves.close,
        build_secrets=board.details.build_secrets,
        build_activity=board.details.build_activity,
        commands=commands,
        on_token=board.details.get_token if board.me.is_administrator else None,
    )
    board.bulk.build()


def _phone_bar(board: ClientBoard) -> None:
    if board.me.is_administrator:
        with box("bottombar only-phone list-bar"):
            button("Add Client", board.moves.add, icon="plus", kind="primary")
    else:
        text("p", READERS, "quiet-say only-phone list-bar")


async def _went_back(board: ClientBoard, url: Any) -> None:
    view = client_urls.read_url(url) if isinstance(url, str) else None
    if view is not None:
        await board.show(view)
