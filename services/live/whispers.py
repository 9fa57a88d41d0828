"""What processes on one PostgreSQL tell each other and nobody keeps, on the change feed's connection.

It has a channel of its own: a whisper is no change, so it moves no number that the token endpoints' caches go by, is
none of the changes that pages follow, and writes no row. On SQLite there are none.
"""

import logging
from collections.abc import Callable

import db

log = logging.getLogger("keylodge.feed")

CHANNEL = "keylodge_whispers"
Heard = Callable[[str], object]
Connected = Callable[[], object]

_ears: set[tuple[Heard, Connected]] = set()


async def whisper(text: str) -> None:
    """Tell every process, this one included; 7,999 bytes at most. It goes out with the transaction, or at once."""
    await db.connection().execute_query("SELECT pg_notify($1, $2)", [CHANNEL, text])


def overhear(heard: Heard, connected: Connected) -> Callable[[], None]:
    """Call `heard` for every whisper from now on, and `connected` whenever they begin to arrive; returns what ends it.

    What was whispered while the connection was lost is never heard.
    """
    ear = (heard, connected)
    _ears.add(ear)
    return lambda: _ears.discard(ear)


def begin() -> None:
    """Whispers arrive from now on: for the change feed to say."""
    for _, connected in tuple(_ears):
        connected()


def deliver(_connection: object, _pid: int, _channel: str, payload: object) -> None:
    """A whisper arrived: what asyncpg calls."""
    for heard, _ in tuple(_ears):
        try:
            heard(str(payload))
        except Exception:
            log.exception("A whisper could not be dealt with")
