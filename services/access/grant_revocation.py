"""Ending grants, and so all that they gave: codes, refresh tokens and access tokens."""

from uuid import UUID

import db
from models import Grant
from services.live import clock, feed
from services.live.changes import Change, Kind


async def revoke(tenant_id: UUID, *grant_ids: UUID) -> None:
    """Revoke grants, and so all that they gave. Joins the caller's transaction."""

    async def work() -> None:
        await Grant.filter(id__in=grant_ids, revoked_at__isnull=True).update(revoked_at=await clock.now())
        for grant_id in grant_ids:
            await feed.announce(Change(tenant_id, Kind.TOKEN, str(grant_id)))

    await db.tx(work)


async def revoke_all(tenant_id: UUID, user_id: UUID) -> int:
    """Revoke all that a person allowed, and say how much that was. What they agreed to is still remembered.

    Joins the caller's transaction.
    """
    held = await Grant.filter(user_id=user_id, revoked_at__isnull=True)
    if held:
        await revoke(tenant_id, *(grant.id for grant in held))
    return len(held)
