"""When, how often and from where each secret was used: noted in memory, written in batches, never in a request.

At a clean stop everything is written; a crash loses what FLUSH_SECONDS brought.
"""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from uuid import UUID

import db
from models import Secret, SecretAddress, SecretUse
from models.actions import Attempt
from services.access import access, client_lookup
from services.access.actors import Actor
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.tasks.supervision import supervised

log = logging.getLogger("keylodge.usage")

FLUSH_SECONDS = 5.0
STOP_SECONDS = 10
"""How long a clean stop waits for the last ones to be written."""
DAYS = 30
"""How far back uses are counted."""
MOST_ADDRESSES = 20
"""Addresses shown of a secret, and noted of it in one batch: the latest."""
_COUNT = db.Statement(
    sqlite="""
INSERT INTO secret_use (secret_id, day, count, last_at)
SELECT ?1, ?2, ?3, ?4 WHERE EXISTS (SELECT 1 FROM secret WHERE id = ?1)
ON CONFLICT (secret_id, day) DO UPDATE SET count = secret_use.count + excluded.count,
last_at = CASE WHEN excluded.last_at > secret_use.last_at THEN excluded.last_at ELSE secret_use.last_at END""",
    postgres="""
INSERT INTO secret_use (secret_id, day, count, last_at)
SELECT $1::int, $2::date, $3::int, $4::timestamptz WHERE EXISTS (SELECT 1 FROM secret WHERE id = $1::int)
ON CONFLICT (secret_id, day) DO UPDATE SET count = secret_use.count + excluded.count,
last_at = CASE WHEN excluded.last_at > secret_use.last_at THEN excluded.last_at ELSE secret_use.last_at END""",
)
_ADDRESS = db.Statement(
    sqlite="""
INSERT INTO secret_address (secret_id, address, last_at)
SELECT ?1, ?2, ?3 WHERE EXISTS (SELECT 1 FROM secret WHERE id = ?1)
ON CONFLICT (secret_id, address) DO UPDATE SET
last_at = CASE WHEN excluded.last_at > secret_address.last_at THEN excluded.last_at ELSE secret_address.last_at END""",
    postgres="""
INSERT INTO secret_address (secret_id, address, last_at)
SELECT $1::int, $2::text, $3::timestamptz WHERE EXISTS (SELECT 1 FROM secret WHERE id = $1::int)
ON CONFLICT (secret_id, address) DO UPDATE SET
last_at = CASE WHEN excluded.last_at > secret_address.last_at THEN excluded.last_at ELSE secret_address.last_at END""",
)
_LAST = db.Statement(
    sqlite="""
UPDATE secret SET last_used_at = ?2
WHERE id = ?1 AND (last_used_at IS NULL OR last_used_at < ?2)""",
    postgres="""
UPDATE secret SET last_used_at = $2::timestamptz
WHERE id = $1::int AND (last_used_at IS NULL OR last_used_at < $2::timestamptz)""",
)


@dataclass(frozen=True, slots=True)
class SecretUsage:
    """What is known of a secret's use; `addresses` the latest first, each with when it was last seen."""

    last_used_at: datetime | None = None
    uses: int = 0
    """In the last 30 days."""
    addresses: tuple[tuple[str, datetime], ...] = ()


@dataclass(slots=True)
class _Use:
    count: int = 0
    last: float = 0.0
    addresses: dict[str, float] = field(default_factory=dict)


class _Noted:
    uses: dict[tuple[int, int], _Use] = {}
    """By secret and day since 1970."""
    writing: "asyncio.Task[None] | None" = None
    """The flush that is under way."""


def note(secret_id: int, address: str) -> None:
    """A secret proved its client, just now. Touches no database."""
    now = clock.seconds()
    key = (secret_id, int(now // 86_400))
    use = _Noted.uses.get(key)
    if use is None:
        use = _Noted.uses[key] = _Use()
    use.count += 1
    use.last = now
    if address in use.addresses or len(use.addresses) < MOST_ADDRESSES:
        use.addresses[address] = now


async def of(actor: Actor, client_id: UUID) -> dict[int, SecretUsage]:
    """The use of each secret of a client, by the secret's ID. For Tenant Administrators and the client itself.

    Raises NotFound, Forbidden.
    """
    person = await access.require_self_or_administrator(actor, client_id, Attempt.SECRET_LIST)
    client = await client_lookup.find(person, client_id)
    found = await Secret.filter(client_id=client.id).order_by("id")
    ids = [secret.id for secret in found]
    since = (await clock.now()).date() - timedelta(days=DAYS - 1)
    counts = dict.fromkeys(ids, 0)
    for use in await SecretUse.filter(secret_id__in=ids, day__gte=since):
        counts[use.secret_id] += use.count
    rows = await SecretAddress.filter(secret_id__in=ids).order_by("secret_id", "-last_at")
    seen = {key: tuple((row.address, row.last_at) for row in group) for key, group in groupby(rows, _secret_id)}
    return {
        secret.id: SecretUsage(secret.last_used_at, counts[secret.id], seen.get(secret.id, ())[:MOST_ADDRESSES])
        for secret in found
    }


async def flush() -> None:
    """Write what was noted. What can't be written is kept for the next time.

    A cancelled caller leaves it to finish by itself, because its transaction does. The next flush waits for it.
    """
    while _Noted.writing is not None:
        with suppress(Exception):
            await asyncio.shield(_Noted.writing)
    if _Noted.uses:
        _Noted.writing = asyncio.create_task(_flush())
        await asyncio.shield(_Noted.writing)


@asynccontextmanager
async def noting() -> AsyncIterator[None]:
    """Write every FLUSH_SECONDS while the block runs, and at its end."""
    try:
        async with supervised("The counting of secrets' uses", _keep_flushing):
            yield
    finally:
        async with asyncio.timeout(STOP_SECONDS):
            await flush()


async def _flush() -> None:
    taken, _Noted.uses = _Noted.uses, {}
    try:
        await db.tx(lambda: _write(taken))
    except BaseException:
        _put_back(taken)
        raise
    finally:
        _Noted.writing = None


async def _keep_flushing() -> None:
    while True:
        await asyncio.sleep(FLUSH_SECONDS)
        await flush()


async def _write(taken: dict[tuple[int, int], _Use]) -> None:
    uses = sorted(taken.items())
    last = {key[0]: max(use.last for other, use in uses if other[0] == key[0]) for key, _ in uses}
    await _COUNT.run_for_each([[key[0], _day(key[1]), use.count, _time(use.last)] for key, use in uses])
    addresses = sorted({(key[0], address): at for key, use in uses for address, at in use.addresses.items()}.items())
    await _ADDRESS.run_for_each([[key[0], key[1][:64], _time(at)] for key, at in addresses])
    await _LAST.run_for_each([[secret_id, _time(at)] for secret_id, at in last.items()])
    tenants = await Secret.filter(id__in=list(last)).distinct().values_list("client__tenant_id", flat=True)
    for tenant_id in tenants:
        await feed.announce(Change(tenant_id, Kind.USAGE, ""))  # type: ignore[arg-type]


def _put_back(taken: dict[tuple[int, int], _Use]) -> None:
    for key, use in taken.items():
        newer = _Noted.uses.setdefault(key, _Use())
        newer.count += use.count
        newer.last = max(newer.last, use.last)
        newer.addresses = {**use.addresses, **newer.addresses}


def _secret_id(row: SecretAddress) -> int:
    return row.secret_id


def _day(number: int) -> date:
    return datetime.fromtimestamp(number * 86_400, UTC).date()


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
