"""Security > Roles: built-in and custom ones. Everybody reads; Tenant Administrators change, and see who has each."""

from nicegui import ui

from components.buttons import Button, button
from components.side_panel import SidePanel
from components.tables.search_box import SearchBox
from components.text import box, text
from pages.console.frame import console_page
from pages.console.listing import Listing
from pages.console.live import follow, look
from pages.console.presence import show_who_is_here
from pages.console.reopening import reopen_dialog
from pages.roles import role_rows
from pages.roles.role_board import RoleBoard
from services.access.access import Person

TICK_SECONDS = 30
"""How often times in words are said anew."""
COUNTS_SECONDS = 1.0
"""How often changes of users and clients may have the roles counted anew."""
READERS = "Changing roles takes a Tenant Administrator."


@console_page("/security/roles", title="Roles")
async def roles(person: Person, role: str = "", q: str = "") -> None:
    """The list; `role` is the ID of the one that Details is open on, `q` what is searched."""
    page = RoleBoard(person, role, q)
    _toolbar(page)
    with box("split wide") as split:
        with box("listing", "section") as listing:
            listing.props["aria-label"] = "Roles"
            page.listing = Listing(
                page.board,
                "roles",
                "Roles",
                role_rows.COLUMNS,
                chips=True,
                opens=True,
                ticks=person.is_administrator,
            )
        page.panel = SidePanel(split, page.close, back="Back to roles")
    with box("bottombar only-phone list-bar" if person.is_administrator else "quiet-say only-phone list-bar"):
        if person.is_administrator:
            button("Add Role", page.actions.add, icon="plus", kind="primary")
        else:
            text("span", READERS)
    await page.board.load()
    await page.board.load_item()
    follow(person.tenant_id, page.board.hear, pause=COUNTS_SECONDS)
    show_who_is_here(person)
    ui.timer(TICK_SECONDS, look(person.tenant_id, page.board.tick), immediate=False)
    if person.is_administrator:
        ui.timer(0.1, lambda: reopen_dialog(page.actions.openers), once=True)


def _toolbar(page: RoleBoard) -> None:
    with box("tools"):
        page.search = SearchBox("Search roles", "Search roles", page.board.search, value=page.board.view.query.search)
        box("grow no-phone", "span")
        if not page.me.is_administrator:
            text("p", READERS, "muted no-phone")
            return
        page.commands = commands(page)
        for made in page.commands:
            made.classes("no-phone")
        box("vr no-phone", "span").props["aria-hidden"] = "true"
        button("Add Role", page.actions.add, icon="plus", kind="primary").classes("no-phone")


def commands(page: RoleBoard) -> list[Button]:
    """What can be done to the selected role."""
    return [
        button("Edit Role", page.actions.edit, icon="pencil", compact=True),
        button("Remove Role", page.actions.remove, icon="trash-2", compact=True),
    ]
