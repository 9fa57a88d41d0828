"""What a client's secrets and numbers are called, and what a search for clients is told."""

from datetime import datetime, timedelta
from typing import Protocol

from components.time_words import until
from models.folding import is_short


class Summary(Protocol):
    """A client's secrets in numbers (`services.clients.client_list.SecretSummary` has it)."""

    @property
    def active(self) -> int: ...
    @property
    def expired(self) -> int: ...
    @property
    def next_expiry(self) -> datetime | None: ...


def secrets_words(summary: Summary, now: datetime, soon: timedelta = timedelta(days=30)) -> tuple[str, str, str]:
    """(kind, beginning, what needs a hand): ("soon", "2 active, ", "next expires in 12 days").

    What is about to break comes before what has ended already.
    """
    active, expired, first = summary.active, summary.expired, summary.next_expiry
    if not active and not expired:
        return "quiet", "none", ""
    rest = f"{active} active" if active else ""
    if first is not None and first - now <= soon:
        return "soon", f"{rest}, ", f"{'next ' if active > 1 else ''}{until(first, now)}"
    if expired:
        return "bad", f"{rest}, " if rest else "", f"{expired} expired"
    if first is None:
        return "", f"{rest}, never expire{'s' if active == 1 else ''}", ""
    return "", rest, ""


def seconds_words(seconds: int) -> str:
    """A duration in the largest fitting unit: "1 hour", "30 minutes", "90 seconds"."""
    for size, word in ((3600, "hour"), (60, "minute")):
        if seconds % size == 0 and seconds >= size:
            return _count(seconds // size, word)
    return _count(seconds, "second")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def short_search_words(text: str) -> str:
    """What to do where a search of one or two letters found nothing; no word where it has more, or none."""
    if not text or not is_short(text):
        return ""
    return "One or two letters find names that begin with them. Type more to look into IDs, tags and redirect URIs too."
