"""Security > Roles: built-in and custom ones. Everybody reads; Tenant Administrators change, and see who has each."""

from nicegui import ui

from components.buttons import Button, button
from components.chips import Chips
from components.side_panel import SidePanel
from components.tables.page_foot import PageFoot
from components.tables.plain_table import PlainTable
from components.tables.search_box import SearchBox
from components.text import box, text
from pages.console.company import keep_company
from pages.console.frame import console_page
from pages.console.live import follow
from pages.console.reopening import reopen_dialog
from pages.roles import role_rows
from pages.roles.role_board import RoleBoard
from services.access.access import Person

TICK_SECONDS = 30
"""How often times in words are said anew."""
READERS = "Changing roles takes a Tenant Administrator."


@console_page("/security/roles", title="Roles")
async def roles(person: Person, role: str = "", q: str = "") -> None:
    """The list; `role` is the ID of the one that Details is open on, `q` what is searched."""
    board = RoleBoard(person, role, q)
    _toolbar(board)
    with box("split wide") as split:
        with box("listing", "section") as listing:
            listing.props["aria-label"] = "Roles"
            _listing(board)
        board.panel = SidePanel(split, board.close, back="Back to roles")
    with box("bottombar only-phone list-bar" if person.is_administrator else "quiet-say only-phone list-bar"):
        if person.is_administrator:
            button("Add Role", board.actions.add, icon="plus", kind="primary")
        else:
            text("span", READERS)
    await board.load()
    follow(person.tenant_id, board.hear)
    keep_company(person)
    ui.timer(1.0, board.catch_up)
    ui.timer(TICK_SECONDS, board.tick)
    if person.is_administrator:
        ui.timer(0.1, lambda: reopen_dialog(board.actions.openers), once=True)


def _toolbar(board: RoleBoard) -> None:
    with box("tools"):
        board.search = SearchBox("Search roles", "Search roles", board.find, value=board.text)
        box("grow no-phone", "span")
        if not board.me.is_administrator:
            text("p", READERS, "muted no-phone")
            return
        board.commands = commands(board)
        for made in board.commands:
            made.classes("no-phone")
        box("vr no-phone", "span").props["aria-hidden"] = "true"
        button("Add Role", board.actions.add, icon="plus", kind="primary").classes("no-phone")


def commands(board: RoleBoard) -> list[Button]:
    """What can be done to the selected role."""
    return [
        button("Edit Role", board.actions.edit, icon="pencil", compact=True),
        button("Remove Role", board.actions.remove, icon="trash-2", compact=True),
    ]


def _listing(board: RoleBoard) -> None:
    board.chips = Chips(board.filter)
    with box("gridbox scrolls") as board.frame:
        board.table = PlainTable(
            "roles",
            "Roles",
            role_rows.COLUMNS,
            on_open=board.open,
            on_toggle=board.toggle if board.me.is_administrator else None,
        )
    board.nothing = box("nothing")
    board.foot = PageFoot(board.turn)
