"""When a secret expires: reading what was typed, and the tenant's policy."""

import re
from calendar import month_name, monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from errors import RuleViolation
from models import Tenant

FIELD = "expires_at"
"""The name of the field that these rules speak of."""
_FORM = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{2}))?")


@dataclass(frozen=True, slots=True)
class SecretPolicy:
    """How long a tenant's secrets may live, in days."""

    longest_days: int
    default_days: int
    never_allowed: bool

    @classmethod
    def of(cls, tenant: Tenant) -> "SecretPolicy":
        """The policy that a tenant keeps."""
        return cls(tenant.secret_longest_days, tenant.secret_default_days, tenant.secret_never_allowed)

    def default(self, now: datetime) -> datetime:
        """What a new secret's date is filled with, to the minute, as it is written in forms."""
        return (now + timedelta(days=min(self.default_days, self.longest_days))).replace(second=0, microsecond=0)

    def latest(self, now: datetime) -> datetime:
        """The last moment that the policy allows."""
        return now + timedelta(days=self.longest_days)

    def check(self, expires_at: datetime | None, now: datetime) -> None:
        """Raise RuleViolation at FIELD when `expires_at` (None: never) is past or beyond the policy.

        The sentence names the moment in the zone that `expires_at` has.
        """
        if expires_at is None:
            if not self.never_allowed:
                raise RuleViolation({FIELD: "This tenant does not allow secrets that never expire. Choose a date."})
        elif expires_at <= now:
            raise RuleViolation({FIELD: f"{_as_given(expires_at)} is in the past. Choose a later date."})
        elif expires_at > self.latest(now):
            longest = lifetime(self.longest_days)
            words = f"{_as_given(expires_at)} is too far away: this tenant allows {longest} at most."
            raise RuleViolation({FIELD: words})


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; UTC for one that isn't known (a browser's word is hostile)."""
    try:
        return ZoneInfo(name) if re.fullmatch(r"[A-Za-z0-9_+\-/]{1,64}", name) else ZoneInfo("UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def read(text: str, where: ZoneInfo) -> datetime:
    """Read `YYYY-MM-DD HH:mm` (the time may be left out: midnight) typed in zone `where`; answers in UTC.

    Raises RuleViolation at FIELD with a sentence that names the value.
    """
    found = _FORM.fullmatch(text.strip())
    if not found:
        raise RuleViolation({FIELD: f"{_shown(text)} is not a date. Write it like 2027-11-23 16:30."})
    year, month, day = (int(part) for part in found.groups()[:3])
    hour, minute = (int(part or 0) for part in found.groups()[3:])
    _check_parts(text, year, month, day, hour, minute)
    local = datetime(year, month, day, hour, minute, tzinfo=where)
    try:
        moment = local.astimezone(UTC)
        back = moment.astimezone(where)
    except OverflowError:
        raise RuleViolation({FIELD: f"{_shown(text)} is out of range."}) from None
    if back.replace(tzinfo=None) != local.replace(tzinfo=None):
        raise RuleViolation(
            {FIELD: f"{_shown(text)} does not exist in {where.key}: the clocks go forward then. Choose another hour."}
        )
    return moment


def write(moment: datetime, where: ZoneInfo) -> str:
    """The form that `read` takes, in zone `where`, to the minute."""
    return moment.astimezone(where).strftime("%Y-%m-%d %H:%M")


def spoken(moment: datetime) -> str:
    """A date in the audit trail, in UTC."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def lifetime(days: int) -> str:
    """A number of days in words: "2 years", "90 days"."""
    if days % 365 == 0:
        years = days // 365
        return f"{years} year{'s' if years > 1 else ''}"
    return f"{days} day{'s' if days > 1 else ''}"


def _as_given(moment: datetime) -> str:
    """A date in an error, in the zone that it was given in, so that it names what was typed."""
    return f"{moment.replace(tzinfo=None).isoformat(' ', 'minutes')} {moment.tzname()}"


def _check_parts(text: str, year: int, month: int, day: int, hour: int, minute: int) -> None:
    if not 1 <= month <= 12:
        raise RuleViolation({FIELD: f"{_shown(text)} is not a date: there is no month {month}."})
    if not 1 <= year <= 9998:
        raise RuleViolation({FIELD: f"{_shown(text)} is not a date: there is no year {year}."})
    days = monthrange(year, month)[1]
    if not 1 <= day <= days:
        raise RuleViolation({FIELD: f"{_shown(text)} is not a date: {month_name[month]} {year} has {days} days."})
    if hour > 23 or minute > 59:
        raise RuleViolation({FIELD: f"{_shown(text)} is not a time: the last one of a day is 23:59."})


def _shown(text: str) -> str:
    text = text.strip()
    return f"{text[:40]}…" if len(text) > 40 else text or "An empty field"
