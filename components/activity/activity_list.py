"""What happened, the newest first, by day: who, what, before and after, from where."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Final
from uuid import UUID

from nicegui import ui

from components.activity.activity_words import deltas, sentence, whence
from components.notes import Hue, avatar, copy_button
from components.people.signs import hue
from components.text import box, icon, text
from components.time_words import ago, exact
from models import AuditEvent
from web.initials import initials

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def activity_list(
    events: Sequence[AuditEvent],
    zone: tzinfo,
    links: bool = False,
    *,
    now: datetime,
    me: UUID | None = None,
    about: str = "",
    address: Callable[[AuditEvent], str] | None = None,
) -> ui.element:
    """The events as `ul.story`, grouped by day in `zone`. `now`: the database's clock.

    `me` is whose own deeds carry their hue, `about` the client whose events these are. With `links` each time is a
    link to `/activity/{id}`, with a button that copies `address(event)` or that path.
    """
    shown: date | None = None
    with box("story", "ul") as story:
        for event in events:
            day = event.at.astimezone(zone).date()
            if day != shown:
                shown = day
                text("li", day_words(day, now.astimezone(zone).date()), "day")
            link = (address(event) if address else event_path(event)) if links else ""
            _entry(event, zone, now, me, about, link)
    return story


def event_path(event: AuditEvent) -> str:
    """The path of the page that shows one event."""
    return f"/activity/{event.id}"


def day_words(day: date, today: date) -> str:
    """What a day is called: Today, Yesterday, "Friday 20 November" for a week, "14 September", "14 September 2025"."""
    words = f"{day.day} {MONTHS[day.month - 1]}"
    if day == today:
        return "Today"
    if day == today - timedelta(days=1):
        return "Yesterday"
    if timedelta(0) < today - day < timedelta(days=7):
        return f"{DAYS[day.weekday()]} {words}"
    return words if day.year == today.year else f"{words} {day.year}"


def _entry(event: AuditEvent, zone: tzinfo, now: datetime, me: UUID | None, about: str, link: str) -> None:
    said = sentence(event, about)
    with ui.element("li") as entry:
        entry.props["data-event"] = str(event.id)
        avatar(*_sign(event, me), decorative=True)
        with ui.element("span"):
            text("span", said.who, "strong")
            text("span", f" {said.verb} ")
            if said.target:
                text("span", said.target, "strong")
            if said.end:
                text("span", f" {said.end}")
        _time(event, zone, now, link)
        _deltas(event, zone)
        text("span", whence(event), "from")


def _sign(event: AuditEvent, me: UUID | None) -> tuple[str, Hue]:
    return "?" if event.actor_kind == "stranger" else initials(event.actor_name), hue(event.actor_id, me)


def _time(event: AuditEvent, zone: tzinfo, now: datetime, link: str) -> None:
    clock = f"{event.at.astimezone(zone):%H:%M}"
    with box("when", "span"):
        with ui.element("time") as moment:
            if link:
                anchor = text("a", clock, "link")
                anchor.props.update({"href": event_path(event), "aria-label": f"{clock}, this event alone"})
            else:
                text("span", clock)
        moment.props["datetime"] = event.at.isoformat()
        moment.props["data-tip"] = f"{ago(event.at, now, zone)}, {exact(event.at, zone)}"
        if link:
            copy_button(link, f"Copy link to the event of {clock}")


def _deltas(event: AuditEvent, zone: tzinfo) -> None:
    rows = deltas(event, zone)
    if not rows:
        return
    with box("delta"):
        for row in rows:
            with ui.element("div"):
                text("span", row.label)
                _value("del", row.before, "before")
                icon("arrow-right", small=True)
                _value("ins", row.after, "after")


def _value(tag: str, words: str, side: str) -> None:
    with ui.element(tag):
        text("span", f"{side} ", "vh")
        text("span", words, "num v")
