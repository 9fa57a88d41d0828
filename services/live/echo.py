"""Whether a change would be heard: something is written, and has to come back by the way that changes take."""

import asyncio
from uuid import uuid4

import db
from models import Announcement
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.live.waits import wait_until_set

SECONDS = 2.0
"""How long it may take."""
PLACE = uuid4()
"""What this process's echoes name as their tenant: no page shows anything of it, and no cache goes by it."""


async def comes_back() -> bool:
    """Write an announcement, and say whether a subscriber here hears of it in time. Raises Unavailable."""
    change, heard = Change(PLACE, Kind.USAGE, uuid4().hex), asyncio.Event()

    def hear(told: Change) -> None:
        if told == change:
            heard.set()

    stop = feed.subscribe(hear)
    try:
        await db.tx(lambda: _announce(change))
        await wait_until_set(heard, SECONDS)
    finally:
        stop()
    return heard.is_set()


async def _announce(change: Change) -> None:
    if db.dialect() == "postgres":  # where an announcement is no row: a full disk has to be noticed too
        await Announcement.create(
            tenant_id=change.tenant_id, kind=change.kind, object_id=change.id, at=clock.estimate()
        )
    await feed.announce(change)
