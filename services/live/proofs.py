"""Proof that what is committed is heard: a word sent through the pool has to arrive on the change feed's connection.

PostgreSQL hands notifications over in the order of their commits. So when the word has arrived, all that was committed
before it was sent has arrived too, whatever stands between: a connection that answers proves less, because a pooler may
answer for it and lose what it should have heard.
"""

import asyncio
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import db
from errors import KeylodgeError
from services.live.waits import wait_until_set

PROOF_SECONDS = 5.0
"""How long such a word may be on its way."""
PROOF_EVERY = 0.25
"""Seconds between two proofs."""
NOTIFY = "SELECT pg_notify($1, $2)"


class Undelivered(KeylodgeError):
    """What is announced doesn't arrive."""

    def __init__(self) -> None:
        super().__init__(
            "what is announced in PostgreSQL doesn't arrive here. A pooler that hands out connections by transaction "
            "(PgBouncer's pool_mode=transaction and its like) loses it. Have KEYLODGE_DATABASE_URL lead to PostgreSQL "
            "itself, or set the pooler to sessions."
        )


async def keep_proving(raw: Any, proved: Callable[[float], object]) -> None:
    """Call `proved` with the moment (monotonic) before which nothing was missed on the listening connection `raw`.

    Ends when the connection does. Raises Undelivered, Unavailable.
    """
    lost, heard = asyncio.Event(), asyncio.Event()
    for event in (lost, heard):
        raw.add_termination_listener(lambda _, event=event: event.set())
    channel, expected = f"keylodge_proof_{uuid4().hex}", ""
    await raw.add_listener(channel, lambda *told: heard.set() if told[-1] == expected else None)
    while not (lost.is_set() or raw.is_closed()):
        begun, expected = time.monotonic(), uuid4().hex
        heard.clear()
        await db.through_the_pool(NOTIFY, channel, expected)
        await wait_until_set(heard, PROOF_SECONDS)
        if not heard.is_set():
            raise Undelivered
        if not lost.is_set():
            proved(begun)
        await wait_until_set(lost, PROOF_EVERY)
