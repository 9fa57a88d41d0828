"""Security > Users, for Tenant Administrators: who has an account, in which roles, and whether they can sign in."""

from nicegui import ui

from components.buttons import Button, button
from components.side_panel import SidePanel
from components.tables.search_box import SearchBox
from components.text import box
from pages.console.frame import console_page
from pages.console.listing import Listing
from pages.console.live import follow, look
from pages.console.presence import show_who_is_here
from pages.console.reopening import reopen_dialog
from pages.users import user_rows
from pages.users.user_actions import UserActions
from pages.users.user_board import UserBoard
from services.access.access import Person

TICK_SECONDS = 30
"""How often times in words are said anew."""


@console_page("/security/users", title="Users", admin_only=True)
async def users(person: Person, user: str = "", q: str = "") -> None:
    """The list; `user` is the ID of whoever Details is open on, `q` what is searched."""
    page = UserBoard(person, user, q)
    _toolbar(page)
    with box("split wide") as split:
        with box("listing", "section") as listing:
            listing.props["aria-label"] = "Users"
            page.listing = Listing(page.board, "people", "Users", user_rows.COLUMNS, chips=True, opens=True, ticks=True)
        page.panel = SidePanel(split, page.close, back="Back to users")
    with box("bottombar only-phone list-bar"):
        button("Add User", page.actions.add, icon="plus", kind="primary")
    await page.board.load()
    await page.board.load_item()
    follow(person.tenant_id, page.board.hear)
    show_who_is_here(person)
    ui.timer(TICK_SECONDS, look(person.tenant_id, page.board.tick), immediate=False)
    ui.timer(0.1, lambda: reopen_dialog(page.actions.openers), once=True)


def _toolbar(page: UserBoard) -> None:
    with box("tools"):
        searched = page.board.view.query.search
        page.search = SearchBox("Search users", "Search name or email", page.board.search, value=searched)
        box("grow no-phone", "span")
        page.commands = commands(page.actions)
        for made in page.commands.values():
            made.classes("no-phone")
        box("vr no-phone", "span").props["aria-hidden"] = "true"
        button("Add User", page.actions.add, icon="plus", kind="primary").classes("no-phone")


def commands(actions: UserActions) -> dict[str, Button]:
    """What can be done to the selected person, by a key each."""
    return {
        "edit": button("Edit User", actions.edit, icon="pencil", compact=True),
        "link": button("New password link", actions.make_link, icon="link", compact=True),
        "disable": button("Disable User", actions.disable, icon="circle-slash", compact=True),
        "enable": button("Enable User", actions.enable, icon="circle-check", compact=True),
        "remove": button("Remove User", actions.remove, icon="trash-2", compact=True),
    }
