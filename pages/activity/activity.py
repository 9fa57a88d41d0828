"""Tenant > Activity, for Tenant Administrators: who did what, when, from where, before and after."""

from nicegui import ui

from components.activity.activity_list import activity_list
from components.buttons import Button
from components.tables.page_foot import PageFoot
from components.tables.search_box import SearchBox
from components.text import box, icon, text
from errors import NotFound
from pages.activity.activity_board import ADDRESS, ActivityBoard
from pages.console.browser_values import read_number
from pages.console.frame import console_page, current_actor, current_shell, current_site
from pages.console.live import follow, look
from pages.console.presence import show_who_is_here
from pages.console.zone import browser_zone
from services.access import activity as trail
from services.access.access import Person
from services.live import clock

TELL_SECONDS = 1.0
"""While much happens, it is told this often."""
TICK_SECONDS = 30
"""How often events are looked for that no change announces, refusals above all."""


@console_page("/activity", title="Activity", admin_only=True)
async def activity(person: Person, q: str = "") -> None:
    """The newest events; `q` is what is searched."""
    page = ActivityBoard(person, q)
    current_shell().show("Activity", "Activity", "Tenant")
    with box("tools"):
        searched = page.board.view.query.search
        page.search = SearchBox("Search activity", "Search activity", page.board.search, value=searched)
        box("grow no-phone", "span")
        with box("fresh", "span") as page.fresh:
            page.fresh.props["role"] = "status"
            with Button(page.show_newest, "btn small"):
                icon("arrow-up", small=True)
                page.newer = text("span", "")
    with box("split wide"), box("listing", "section") as listing:
        listing.props["aria-label"] = "Activity"
        page.place = box("trail")
        page.place.props.update({"tabindex": "0", "role": "group", "aria-label": "Events"})
        page.foot = PageFoot(page.board.turn, previous="Newer events", next="Older events")
    await page.board.load()
    follow(person.tenant_id, page.board.hear, pause=TELL_SECONDS)
    show_who_is_here(person)
    ui.timer(TICK_SECONDS, look(person.tenant_id, page.board.load), immediate=False)


@console_page("/activity/{event_id}", title="Activity", admin_only=True)
async def one_event(person: Person, event_id: str) -> None:
    """One event alone, as a link leads to it."""
    number = read_number(event_id)
    if number is None:
        raise NotFound(trail.NO_EVENT)
    event = await trail.get(current_actor(), number)
    current_shell().show("Event", "Activity", "Activity")
    with box("tools"):
        with box("rem", "a") as link:
            text("span", "All activity")
        link.props["href"] = ADDRESS.path
    with box("split wide"), box("listing", "section") as listing:
        listing.props["aria-label"] = "Event"
        with box("trail"):
            activity_list(
                [event],
                browser_zone(),
                links=True,
                now=await clock.now(),
                me=person.id,
                address=lambda each: current_site().url(f"{ADDRESS.path}/{each.id}"),
            )
    show_who_is_here(person)
