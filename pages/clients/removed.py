"""Security > Clients > Recently removed, for Tenant Administrators: what can be restored, and for how long."""

from datetime import datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from nicegui import ui

from components.people.signs import hue
from components.tables.plain_table import (
    Cell,
    Column,
    Row,
    action_cell,
    author_cell,
    mono_cell,
    status_cell,
    words_cell,
)
from components.tables.search_box import SearchBox
from components.text import box, text
from components.time_words import ago, exact, span
from pages.clients.removed_board import RemovedBoard
from pages.console.frame import console_page, current_shell
from pages.console.listing import Listing
from pages.console.live import follow, look
from pages.console.presence import show_who_is_here
from services.access.access import Person
from services.clients.removed_clients import RemovedClient
from web.initials import initials

SOON: Final = timedelta(days=7)
TICK_SECONDS: Final = 30
COLUMNS: Final = (
    Column("name", "Name", "c-name"),
    Column("id", "Client ID", "c-id", "128px"),
    Column("type", "Client Type", "c-en", "172px"),
    Column("secrets", "Secrets", "c-tags", "110px"),
    Column("removed", "Removed", "c-chg", "248px"),
    Column("left", "Can be restored", "c-sec", "166px"),
    Column("restore", "Restore", "c-act", "120px", hidden=True),
)
SENTENCE: Final = "A restored client keeps its ID and secrets. Tokens given before stay revoked."


@console_page("/security/removed-clients", title="Recently removed", active="Clients", admin_only=True)
async def removed(person: Person, q: str = "") -> None:
    """The list; `q` is what is searched."""
    page = RemovedBoard(person, q, row)
    current_shell().show("Recently removed", "Clients", "Security / Clients")
    with box("tools"):
        searched = page.board.view.query.search
        page.search = SearchBox("Search removed clients", "Search name or ID", page.board.search, value=searched)
        box("grow no-phone", "span")
        text("p", SENTENCE, "muted no-phone")
    with box("split wide"), box("listing", "section") as listing:
        listing.props["aria-label"] = "Recently removed"
        page.listing = Listing(page.board, "gone", "Recently removed", COLUMNS, on_act=page.restore)
    await page.board.load()
    follow(person.tenant_id, page.board.hear)
    show_who_is_here(person)
    ui.timer(TICK_SECONDS, look(person.tenant_id, page.board.tick), immediate=False)


def row(gone: RemovedClient, now: datetime, zone: tzinfo, me: UUID | None) -> Row:
    """A removed client as a row of the table."""
    client = gone.client
    removed_at = client.removed_at or now
    whole = str(client.id)
    cells = (
        words_cell(client.name),
        mono_cell(f"{whole[:4]}…{whole[-4:]}", tip=whole),
        status_cell(client.type.label, "quiet"),
        words_cell(f"{gone.secrets} kept" if gone.secrets else "none", number=True),
        author_cell(
            ago(removed_at, now, zone, seconds=True),
            client.removed_by_name,
            initials(client.removed_by_name),
            hue(client.removed_by_id, me),
            exact(removed_at, zone),
        ),
        left_cell(gone.restorable_until - now),
        action_cell("Restore", f"Restore {client.name}", "archive-restore"),
    )
    return Row(whole, client.name, cells)


def left_cell(left: timedelta) -> Cell:
    """How long a client can still be restored."""
    words = f"{span(max(left, timedelta(0)))} left"
    return status_cell(words, "soon", icon="clock-alert") if left < SOON else status_cell(words)
