"""Times in words: words up to 7 days, then a date. All moments know their zone; dates are shown in `zone`."""

from datetime import UTC, datetime, timedelta, tzinfo
from math import ceil
from typing import Final

MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUTE: Final = timedelta(minutes=1)
HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)
IN_WORDS: Final = 7 * DAY
"""What lies further back than this is told as a date."""
SOON: Final = 30 * DAY
"""What lies further ahead than this is told as a date."""


def ago(moment: datetime, now: datetime, zone: tzinfo = UTC, *, seconds: bool = False) -> str:
    """How long ago: "just now", "4 min ago", "3 hours ago", "2 days ago", "6 Nov", "14 Sep 2025".

    A moment ahead of `now` is "just now": clocks differ. `seconds` counts the first minute: "20 seconds ago".
    """
    passed = now - moment
    if passed < MINUTE:
        whole = int(passed.total_seconds())
        return f"{count(whole, 'second')} ago" if seconds and whole >= 5 else "just now"
    if passed < HOUR:
        return f"{passed // MINUTE} min ago"
    if passed < DAY:
        return f"{count(passed // HOUR, 'hour')} ago"
    if passed <= IN_WORDS:
        return f"{count(passed // DAY, 'day')} ago"
    return short_date(moment, zone, now)


def until(moment: datetime, now: datetime, zone: tzinfo = UTC) -> str:
    """When something expires: "expires in 12 days", "expires 14 Sep 2027", or since when it has: "expired 21 Nov"."""
    left = moment - now
    if left <= timedelta(0):
        return f"expired {ago(moment, now, zone)}"
    if left > SOON:
        return f"expires {short_date(moment, zone, now)}"
    return f"expires in {span(left)}"


def span(length: timedelta) -> str:
    """A length to the nearest unit that fits: "12 days", "5 hours", "40 min"; less than a minute is "1 min"."""
    if length < HOUR:
        return f"{max(1, ceil(length / MINUTE))} min"
    if length < DAY:
        return count(round(length / HOUR), "hour")
    return count(round(length / DAY), "day")


def short_date(moment: datetime, zone: tzinfo, now: datetime) -> str:
    """The day in `zone`: "6 Nov" where it is this year, otherwise "14 Sep 2027"."""
    local = moment.astimezone(zone)
    day = f"{local.day} {MONTHS[local.month - 1]}"
    return day if local.year == now.astimezone(zone).year else f"{day} {local.year}"


def full_date(moment: datetime, zone: tzinfo) -> str:
    """The day and the minute in `zone`, without naming it: "5 Dec 2026, 16:30"."""
    local = moment.astimezone(zone)
    return f"{local.day} {MONTHS[local.month - 1]} {local.year}, {local:%H:%M}"


def exact(moment: datetime, zone: tzinfo) -> str:
    """What a tooltip says: "5 Dec 2026, 16:30 (Europe/Oslo)"."""
    return f"{full_date(moment, zone)} ({zone_name(zone, moment)})"


def zone_name(zone: tzinfo, moment: datetime) -> str:
    """What `zone` is called: its key such as Europe/Oslo, or the abbreviation at `moment`."""
    key = getattr(zone, "key", None)
    return key if isinstance(key, str) and key else moment.astimezone(zone).tzname() or "UTC"


def count(number: int, word: str) -> str:
    """A number with its word: "1 day", "12 days", "1,024 clients"."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
