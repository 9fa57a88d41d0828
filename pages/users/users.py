"""Security > Users, for Tenant Administrators: who has an account, in which roles, and whether they can sign in."""

from nicegui import ui

from components.buttons import Button, button
from components.chips import Chips
from components.side_panel import SidePanel
from components.tables.page_foot import PageFoot
from components.tables.plain_table import PlainTable
from components.tables.search_box import SearchBox
from components.text import box
from pages.console.company import keep_company
from pages.console.frame import console_page
from pages.console.live import follow
from pages.console.reopening import reopen_dialog
from pages.users import user_rows
from pages.users.user_board import UserBoard
from services.access.access import Person

TICK_SECONDS = 30
"""How often times in words are said anew."""


@console_page("/security/users", title="Users", admin_only=True)
async def users(person: Person, user: str = "", q: str = "") -> None:
    """The list; `user` is the ID of whoever Details is open on, `q` what is searched."""
    board = UserBoard(person, user, q)
    _toolbar(board)
    with box("split wide") as split:
        with box("listing", "section") as listing:
            listing.props["aria-label"] = "Users"
            _listing(board)
        board.panel = SidePanel(split, board.close, back="Back to users")
    with box("bottombar only-phone list-bar"):
        button("Add User", board.actions.add, icon="plus", kind="primary")
    await board.load()
    await board.load_details()
    follow(person.tenant_id, board.hear)
    keep_company(person)
    ui.timer(TICK_SECONDS, board.tick)
    ui.timer(0.1, lambda: reopen_dialog(board.actions.openers), once=True)


def _toolbar(board: UserBoard) -> None:
    with box("tools"):
        board.search = SearchBox("Search users", "Search name or email", board.find, value=board.text)
        box("grow no-phone", "span")
        board.commands = commands(board)
        for made in board.commands.values():
            made.classes("no-phone")
        box("vr no-phone", "span").props["aria-hidden"] = "true"
        button("Add User", board.actions.add, icon="plus", kind="primary").classes("no-phone")


def commands(board: UserBoard) -> dict[str, Button]:
    """What can be done to the selected person, by a key each."""
    actions = board.actions
    return {
        "edit": button("Edit User", actions.edit, icon="pencil", compact=True),
        "link": button("New password link", actions.make_link, icon="link", compact=True),
        "disable": button("Disable User", actions.disable, icon="circle-slash", compact=True),
        "enable": button("Enable User", actions.enable, icon="circle-check", compact=True),
        "remove": button("Remove User", actions.remove, icon="trash-2", compact=True),
    }


def _listing(board: UserBoard) -> None:
    board.chips = Chips(board.narrow)
    with box("gridbox scrolls") as board.frame:
        board.table = PlainTable("people", "Users", user_rows.COLUMNS, on_open=board.open, on_toggle=board.toggle)
    board.nothing = box("nothing")
    board.foot = PageFoot(board.turn)
