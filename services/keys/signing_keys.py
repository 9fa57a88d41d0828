"""Keys that sign tokens: made under a lock, encrypted at rest, published before they sign, kept after they did."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import db
import settings
from models import SigningKey
from models.actions import Action
from services.access import installation
from services.keys import sealed_keys
from services.keys.jws import PrivateKey
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.live.waits import wait_until_set
from services.tasks.supervision import supervised
from settings import Settings

log = logging.getLogger("keylodge.keys")

JWKS_SECONDS = 3600
"""How long whoever validates tokens may keep our key set; a new key is published so long before it signs."""
LONGEST_LIFETIME = timedelta(hours=1)
"""Of any token that a key signs (a client's access tokens live 3600 s at most)."""
ROTATE_AFTER = timedelta(days=90)
LOOK_SECONDS = 60.0
"""How often a running server looks whether it is time to rotate, and for keys that others made."""
_LOCK = db.Statement(sqlite="", postgres="SELECT pg_advisory_xact_lock($1)")
"""Keeps other processes from making keys until the transaction ends, as any transaction of SQLite does by itself."""


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A key that this process holds; times in seconds since 1970."""

    id: str
    algorithm: str
    key: sealed_keys.Key = field(repr=False)
    private: PrivateKey = field(repr=False)
    public: dict[str, Any]
    signs_from: float
    signs_until: float | None

    def signs(self, now: float) -> bool:
        """Whether tokens are signed with it at `now`."""
        return self.signs_from <= now and (self.signs_until is None or now < self.signs_until)


class _Ring:
    """What this process knows."""

    pairs: tuple[KeyPair, ...] = ()
    published: dict[str, Any] = {"keys": []}


def signer(algorithm: str) -> KeyPair:
    """The one key that signs with `algorithm` now."""
    now = clock.seconds()
    for pair in _Ring.pairs:
        if pair.algorithm == algorithm and pair.signs(now):
            return pair
    raise RuntimeError(f"There is no signing key for {algorithm}")


def find(key_id: str) -> KeyPair | None:
    """The published key with this `kid`."""
    return next((pair for pair in _Ring.pairs if pair.id == key_id), None)


def key_set() -> dict[str, Any]:
    """The JWKS document: every key that signs, will sign, or signed a token that may still live."""
    return _Ring.published


def access_token_algorithm() -> str:
    """What access tokens are signed with."""
    return settings.current().access_token_algorithm


def id_token_algorithm() -> str:
    """What ID tokens are signed with."""
    return settings.current().id_token_algorithm


async def rotate(*, withdraw: bool = False) -> dict[str, datetime]:
    """Make a new key for each algorithm; it signs once every cache has it, the first ones at once.

    Answers since when each new key signs, by its ID. Every tenant's trail tells of it.

    `withdraw`: a key leaked. The new one signs at once, and tokens signed with the old ones are refused from now on.
    """
    made = [await asyncio.to_thread(sealed_keys.make, algorithm) for algorithm in _algorithms()]

    async def work() -> None:
        now = await _locked_now()
        for row in made:
            await _succeed(row, now, at_once=withdraw)
        if withdraw:
            await SigningKey.exclude(id__in=[row.id for row in made]).delete()
        await installation.record(
            Action.KEYS_WITHDRAWN if withdraw else Action.KEYS_ROTATED, {"New keys": [row.id for row in made]}
        )
        await feed.announce(Change(None, Kind.SIGNING_KEY, ""))

    await db.tx(work)
    return {row.id: row.signs_from for row in made}


async def replace_all(values: Settings) -> None:
    """Withdraw every key and make new ones, encrypted under the master key of `values`. Joins the caller's `db.tx`."""
    algorithms = _algorithms(values)
    made = [await asyncio.to_thread(sealed_keys.make, algorithm, values) for algorithm in algorithms]

    async def work() -> None:
        now = await _locked_now()
        await SigningKey.all().delete()
        for row in made:
            await _succeed(row, now)
        await feed.announce(Change(None, Kind.SIGNING_KEY, ""))

    await db.tx(work)


@asynccontextmanager
async def held() -> AsyncIterator[None]:
    """Hold the keys while the block runs: make them at the first run, rotate them in time, hear of others' rotations.

    Raises SettingsError where the master key is not the one that they were encrypted with.
    """
    await ensure()
    await load()
    changed = asyncio.Event()
    stop = feed.subscribe(lambda change: changed.set() if change.kind in (Kind.SIGNING_KEY, Kind.RELOAD) else None)
    try:
        async with supervised("The look at the signing keys", partial(_keep, changed)):
            yield
    finally:
        stop()
        _Ring.pairs, _Ring.published = (), {"keys": []}


async def ensure() -> None:
    """Make what is missing, and the successor of a key that is old enough; let go of algorithms not in use any more."""
    await _follow_settings()
    for algorithm in _algorithms():
        if await _is_due(algorithm, await clock.now()):
            await _make_due(algorithm, await asyncio.to_thread(sealed_keys.make, algorithm))


async def drop_old() -> None:
    """Delete keys whose last token has expired; for housekeeping."""
    await SigningKey.filter(published_until__lte=await clock.now()).delete()


async def load() -> None:
    """Read the keys that are published now."""
    rows = await SigningKey.filter().order_by("-signs_from", "id")
    now = (await clock.now()).timestamp()
    published = [row for row in rows if row.published_until is None or row.published_until.timestamp() > now]
    pairs = [await asyncio.to_thread(_open, row) for row in published]
    _Ring.pairs = tuple(pairs)
    _Ring.published = {"keys": [pair.public for pair in pairs]}


async def _keep(changed: asyncio.Event) -> None:
    while True:
        await wait_until_set(changed, LOOK_SECONDS)
        changed.clear()
        try:
            await ensure()
            await load()
        except BaseException:
            changed.set()  # the keys that are held stay good; the next look comes at once
            raise


async def _follow_settings() -> None:
    """Keep keys of an algorithm that was switched off for as long as a token of theirs may live, and no longer.

    They can still sign: a replica with the old settings may run on for a while, and takes them back each time it looks.
    """
    open_ended = SigningKey.filter(signs_until=None)
    off = open_ended.filter(published_until=None).exclude(algorithm__in=_algorithms())
    back = open_ended.filter(algorithm__in=_algorithms(), published_until__not_isnull=True)
    if not await off.exists() and not await back.exists():
        return

    async def work() -> None:
        await off.update(published_until=_published_until(await _locked_now()))
        await back.update(published_until=None)
        await feed.announce(Change(None, Kind.SIGNING_KEY, ""))

    await db.tx(work)


async def _make_due(algorithm: str, row: SigningKey) -> None:
    async def work() -> None:
        now = await _locked_now()
        if await _is_due(algorithm, now):  # nobody was quicker
            await _succeed(row, now)
            await feed.announce(Change(None, Kind.SIGNING_KEY, ""))

    await db.tx(work)


async def _succeed(row: SigningKey, now: datetime, *, at_once: bool = False) -> None:
    """Write `row` as the successor of whatever signs with its algorithm."""
    others = SigningKey.filter(algorithm=row.algorithm)
    first = not await others.filter(signs_from__lte=now).exists()
    row.created_at = now
    row.signs_from = now if first or at_once else now + timedelta(seconds=JWKS_SECONDS)
    await others.filter(signs_from__gt=now).delete()  # one that was to come, and signed nothing
    published = _published_until(row.signs_from)
    await others.filter(signs_until=None).update(signs_until=row.signs_from, published_until=published)
    await others.filter(signs_until__gt=now).update(signs_until=row.signs_from, published_until=published)
    await row.save(force_create=True)


def _published_until(last_signed: datetime) -> datetime:
    return last_signed + LONGEST_LIFETIME + timedelta(seconds=JWKS_SECONDS)


async def _is_due(algorithm: str, now: datetime) -> bool:
    newest = await SigningKey.filter(algorithm=algorithm).order_by("-signs_from").first()
    return newest is None or newest.signs_from + ROTATE_AFTER - timedelta(seconds=JWKS_SECONDS) <= now


async def _locked_now() -> datetime:
    """The clock, once no other process makes keys."""
    await _LOCK.run(0x6B6C6B79)  # "klky"
    return await clock.now()


def _algorithms(values: Settings | None = None) -> tuple[str, ...]:
    values = values or settings.current()
    return tuple(sorted({values.access_token_algorithm, values.id_token_algorithm}))


def _open(row: SigningKey) -> KeyPair:
    key = sealed_keys.unseal(row)
    until = row.signs_until.timestamp() if row.signs_until else None
    raw = key.private_key
    assert raw is not None
    return KeyPair(row.id, row.algorithm, key, raw, row.public_key, row.signs_from.timestamp(), until)
