"""Short messages between the processes on one PostgreSQL, on the change feed's connection; nobody keeps them.

They have a channel of their own: a message is no change, so it moves no number that the token endpoints' caches go by,
is none of the changes that pages follow, and writes no row. On SQLite there are none.
"""

import logging
from collections.abc import Callable

import db

log = logging.getLogger("keylodge.feed")

NOTIFY = db.Statement(sqlite="", postgres="SELECT pg_notify($1, $2)")
"""Tells whoever listens on a channel; SQLite has none."""
CHANNEL = "keylodge_messages"
Heard = Callable[[str], object]
Connected = Callable[[], object]

_subscribers: set[tuple[Heard, Connected]] = set()


async def send(text: str) -> None:
    """Tell every process, this one included; 7,999 bytes at most. It goes out with the transaction, or at once."""
    await NOTIFY.run(CHANNEL, text)


def subscribe(heard: Heard, connected: Connected) -> Callable[[], None]:
    """Call `heard` for every message from now on, and `connected` whenever they begin to arrive; returns what ends it.

    What was sent while the connection was lost is never heard.
    """
    subscriber = (heard, connected)
    _subscribers.add(subscriber)
    return lambda: _subscribers.discard(subscriber)


def begin() -> None:
    """Messages arrive from now on: for the change feed to say."""
    for _, connected in tuple(_subscribers):
        connected()


def deliver(_connection: object, _pid: int, _channel: str, payload: object) -> None:
    """A message arrived: what asyncpg calls."""
    for heard, _ in tuple(_subscribers):
        try:
            heard(str(payload))
        except Exception:
            log.exception("A message of another process could not be dealt with")
