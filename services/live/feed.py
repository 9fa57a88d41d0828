"""The change feed: after each commit every process hears what changed (kind, id, version), never the content.

Two carriers behind one interface. SQLite: an announcement is a row of the same transaction, read after the commit and
whenever `PRAGMA data_version` shows that another process wrote. PostgreSQL: LISTEN/NOTIFY on a connection of its own,
which comes back by itself when lost and then has every page reload. It carries `services.live.process_messages` too.
"""

import asyncio
import json
import logging
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import asyncpg

import db
import outages
from models import Announcement
from services.live import clock, process_messages, proofs
from services.live.changes import RELOAD, Change, Kind
from services.live.waits import wait_until_set
from services.tasks.supervision import supervised
from services.watch import figures

log = logging.getLogger("keylodge.feed")

CHANNEL = "keylodge_changes"
LISTENER = "keylodge feed"
"""What PostgreSQL calls the listener's connection, for whoever looks at pg_stat_activity."""
WATCH_SECONDS = 0.2
"""How often another process's writes are looked for on SQLite."""
CONNECT_SECONDS = 5
"""How long the listener's connection may take."""
CHANGES = figures.tally("keylodge_feed_changes", "Changes that were heard of, by kind.", "kind")
KEEP = timedelta(hours=1)
"""How long announcements are kept."""


Listener = Callable[[Change], None]


class _Hub:
    """Who listens in this process, and the signal that something was committed here."""

    def __init__(self) -> None:
        self.listeners: set[Listener] = set()
        self.committed = asyncio.Event()
        self.alive = False
        self.missed = False
        """Whether something may not have been heard."""
        self.proved_at = float("-inf")
        self.first: set[Listener] = set()

    def tell_first(self, change: Change) -> None:
        for listener in tuple(self.first):
            listener(change)

    def begin(self) -> None:
        """What is committed from now on is heard."""
        self.alive = True
        if self.missed:
            self.deliver(RELOAD)

    def end(self) -> None:
        self.alive, self.missed = False, True

    def deliver(self, change: Change) -> None:
        self.tell_first(change)
        CHANGES.add(change.kind.value)
        for listener in tuple(self.listeners):
            try:
                listener(change)
            except Exception:
                log.exception("A listener of the change feed failed")


_hub = _Hub()


def subscribe(listener: Listener) -> Callable[[], None]:
    """Call `listener` for every change (of every tenant) from now on; returns what ends that."""
    _hub.listeners.add(listener)
    return lambda: _hub.listeners.discard(listener)


def is_alive() -> bool:
    """Whether changes of other processes are known to arrive now."""
    return _hub.alive


def proven_within(seconds: float) -> bool:
    """Whether every change committed more than `seconds` ago is known to have arrived."""
    return _hub.alive and time.monotonic() - _hub.proved_at < seconds


@contextmanager
def heard_first(listener: Listener) -> Iterator[None]:
    """Call `listener` for every change before all others, and on PostgreSQL for this process's own at their commit."""
    _hub.first.add(listener)
    try:
        yield
    finally:
        _hub.first.discard(listener)


def behind() -> float:
    """Seconds since every change committed until then was known to have arrived; endless before the first."""
    return time.monotonic() - _hub.proved_at


LAG = figures.reading(
    "keylodge_feed_lag_seconds", "How old the proof is that no change was missed.", lambda: {(): behind()}
)


async def announce(change: Change) -> None:
    """Tell everybody of `change` once the current transaction has committed. Call it inside `db.tx`."""
    if db.dialect() == "postgres":
        payload = json.dumps(
            [str(change.tenant_id or ""), change.kind, change.id, change.version, str(change.actor_id or "")]
        )
        await process_messages.NOTIFY.run(CHANNEL, payload)
        db.after_commit(partial(_hub.tell_first, change))
        return
    await Announcement.create(
        tenant_id=change.tenant_id,
        kind=change.kind,
        object_id=change.id,
        version=change.version,
        actor_id=change.actor_id,
        at=clock.estimate(),
    )
    db.after_commit(_hub.committed.set)


async def drop_old() -> None:
    """Delete announcements that everybody has heard; for housekeeping."""
    await Announcement.filter(at__lt=await clock.now() - KEEP).delete()


@asynccontextmanager
async def running(url: str) -> AsyncIterator[None]:
    """Carry changes to this process's listeners while the block runs; `url` is the database's."""
    _hub.committed, _hub.missed = asyncio.Event(), False
    carry = _carry_postgres if db.dialect() == "postgres" else _carry_sqlite
    async with supervised("The change feed", partial(carry, url)):
        try:
            yield
        finally:
            _hub.alive = False


async def _carry_sqlite(url: str) -> None:
    with closing(sqlite3.connect(url.removeprefix("sqlite://").split("?")[0], check_same_thread=False)) as watch:
        try:
            await _watch(watch)
        finally:
            _hub.end()


async def _watch(watch: sqlite3.Connection) -> None:
    version = _data_version(watch)  # before the newest is looked for, so that nothing falls between the two
    last = await _newest()
    _hub.begin()
    while True:
        await wait_until_set(_hub.committed, WATCH_SECONDS)
        _hub.proved_at = time.monotonic()
        seen = _data_version(watch)
        if not _hub.committed.is_set() and seen == version:
            continue
        version = seen
        _hub.committed.clear()
        last = await _deliver_since(last)


async def _newest() -> int:
    row = await Announcement.all().order_by("-id").first()
    return row.id if row else 0


async def _deliver_since(last: int) -> int:
    for row in await Announcement.filter(id__gt=last).order_by("id"):
        _hub.deliver(Change(row.tenant_id, Kind(row.kind), row.object_id, row.version, row.actor_id))
        last = row.id
    return last


def _data_version(watch: sqlite3.Connection) -> int:
    return int(watch.execute("PRAGMA data_version").fetchone()[0])


async def _carry_postgres(url: str) -> None:
    """Listen until the connection is lost. Raises Unavailable then: it means that the database went."""
    async with outages.told(CONNECT_SECONDS):
        raw = await asyncpg.connect(url, server_settings={"application_name": LISTENER})
    try:
        await raw.add_listener(CHANNEL, _heard)
        await raw.add_listener(process_messages.CHANNEL, process_messages.deliver)
        await proofs.keep_proving(raw, _proved)
    finally:
        _hub.end()
        with suppress(Exception):
            await raw.close(timeout=1)
    async with outages.told():
        raise ConnectionResetError("the change feed's connection was closed")


def _proved(moment: float) -> None:
    if not _hub.alive:
        _hub.begin()
        process_messages.begin()
    _hub.proved_at = moment


def _heard(_connection: Any, _pid: int, _channel: str, payload: object) -> None:
    tenant, kind, object_id, version, actor = json.loads(str(payload))
    owner, by = UUID(tenant) if tenant else None, UUID(actor) if actor else None
    _hub.deliver(Change(owner, Kind(kind), object_id, version, by))
