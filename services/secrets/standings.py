"""What clients' rows say of their secrets, brought up to the clock: time alone makes a secret expire."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from uuid import UUID

import db
from models import Client, Secret
from models.client_states import Standing
from models.clients import EXPIRES_NEVER, HAS_NO_SECRET, SOON
from services.live import clock

_BATCH = 200
"""Clients in one transaction."""
_WRONG = """
SELECT client.id AS id FROM client LEFT JOIN (
    SELECT client_id, min(expires_at) AS first,
        max(CASE WHEN expires_at > {now} AND expires_at <= {soon} THEN 1 ELSE 0 END) AS expiring,
        min(CASE WHEN expires_at > {now} THEN expires_at END) AS next
    FROM secret GROUP BY client_id
) AS kept ON kept.client_id = client.id
WHERE client.expired <> (client.first_expiry <= {now}) OR client.expiring <> (coalesce(kept.expiring, 0) = 1)
    OR kept.next < coalesce(client.stands_until, {never})
    OR client.first_expiry <> coalesce(kept.first, CASE WHEN kept.client_id IS NULL THEN {none} ELSE {never} END)
"""
_FIND_WRONG = db.Statement(
    sqlite=_WRONG.format(now="?1", soon="?2", none="?3", never="?4"),
    postgres=_WRONG.format(
        now="$1::timestamptz", soon="$2::timestamptz", none="$3::timestamptz", never="$4::timestamptz"
    ),
)


async def settle() -> datetime:
    """Have every client's row say what is true now, and answer that moment (the database's clock).

    Mostly that is one look into an index, and no write.
    """
    now = await clock.now()
    if await Client.filter(stands_until__lte=now).exists():
        while await db.tx(partial(_settle_some, now)):
            pass
    return now


async def find_wrong() -> list[UUID]:
    """The clients whose rows say something else of their secrets than these do, or will when the next has expired.

    It reads them all.
    """
    now = await settle()
    rows = await _FIND_WRONG.run(now, now + SOON, HAS_NO_SECRET, EXPIRES_NEVER)
    return [UUID(str(row["id"])) for row in rows]


async def _settle_some(now: datetime) -> bool:
    """Whether there may be more. Who is being changed by somebody else at the moment is left to them."""
    due: Sequence[Client] = (
        await Client.filter(stands_until__lte=now).order_by("id").limit(_BATCH).select_for_update(skip_locked=True)
    )
    expirations: defaultdict[UUID, list[datetime | None]] = defaultdict(list)
    for secret in await Secret.filter(client_id__in=[client.id for client in due]) if due else ():
        expirations[secret.client_id].append(secret.expires_at)
    for client in due:
        await Client.filter(id=client.id).update(**asdict(Standing.of(expirations[client.id], now)))
    return len(due) == _BATCH
