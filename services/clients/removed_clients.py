"""Removed clients: seen, restored for 30 days under the same ID with their secrets, then gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from tortoise.functions import Count

import db
from errors import NotFound
from models import Client, FormerId, Grant, IdKind, Secret
from models.actions import Action, Attempt
from services.access import access, audit, client_lookup
from services.access.actors import Actor, operator
from services.clients import clients
from services.live import clock, feed
from services.live.changes import Change, Kind

KEPT = timedelta(days=30)
"""How long a removed client can be restored; its ID is taken meanwhile."""


MOST = 1000
"""Removed clients a page."""


@dataclass(frozen=True, slots=True)
class RemovedClient:
    """A client that was removed, and until when it can be restored."""

    client: Client
    restorable_until: datetime
    secrets: int = 0
    """How many secrets come back with it (in lists only)."""


async def list_removed(
    actor: Actor, *, search: str = "", offset: int = 0, limit: int = 25
) -> tuple[list[RemovedClient], int]:
    """Removed clients of all types, the newest removal first, and how many there are. Administrators only."""
    person = await access.require_administrator(actor, Attempt.CLIENT_LIST_REMOVED)
    rows = Client.matching(Client.of(person.tenant_id, removed=True), search)
    rows = rows.filter(removed_at__gt=await clock.now() - KEPT)
    found: Sequence[Client] = await rows.order_by("-removed_at").offset(max(0, offset)).limit(min(MOST, max(1, limit)))
    kept = await _count_secrets(found)
    listed = [RemovedClient(row, row.removed_at + KEPT, kept.get(row.id, 0)) for row in found if row.removed_at]
    return listed, await rows.count()


async def read_removed(actor: Actor, client_id: UUID) -> RemovedClient:
    """One removed client: who removed it and when. Members may know that too. Raises NotFound."""
    person = await access.identify(actor)
    client = await client_lookup.find(person, client_id, removed=True)
    if client.removed_at is None:
        raise NotFound(client_lookup.NO_CLIENT)
    return RemovedClient(client, client.removed_at + KEPT)


async def restore(actor: Actor, client_id: UUID) -> Client:
    """Bring a removed client back under its ID, secrets included. Raises NotFound after 30 days.

    Tokens that were given before stay dead.
    """
    person = await access.require_administrator(actor, Attempt.CLIENT_RESTORE, str(client_id))

    async def work() -> Client:
        client = await client_lookup.find(person, client_id, lock=True, removed=True)
        if client.removed_at is None or client.removed_at <= await clock.now() - KEPT:
            raise NotFound("This client was removed more than 30 days ago. Add it again.")
        client.removed, client.removed_at, client.removed_by_id, client.removed_by_name = False, None, None, ""
        client.tokens_from = await clock.now()
        await Grant.filter(client_id=client.id, revoked_at__isnull=True).update(revoked_at=client.tokens_from)
        await clients.save(
            person, client, Action.CLIENT_RESTORED, before={"State": "Removed"}, after={"State": "Active"}
        )
        return client

    return await db.tx(work)


async def purge() -> int:
    """Delete what was removed more than 30 days ago, a few at a time; answers how many. Run by the server itself."""
    before = await clock.now() - KEPT
    gone = await Client.filter(removed=True, removed_at__lte=before).limit(100)

    async def work() -> None:
        for client in gone:
            if not await Client.filter(id=client.id, removed=True, removed_at__lte=before).delete():
                continue  # another replica was quicker, or it was restored, and maybe removed again
            await FormerId.keep(IdKind.CLIENT, client.id)
            target = client_lookup.target_of(client)
            await audit.record(_keeper(client.tenant_id), Action.CLIENT_PURGED, target, before={"Name": client.name})
            await feed.announce(Change(client.tenant_id, Kind.CLIENT, str(client.id)))

    if gone:
        await db.tx(work)
    return len(gone)


async def _count_secrets(found: Sequence[Client]) -> dict[UUID, int]:
    rows = Secret.filter(client_id__in=[client.id for client in found]).annotate(kept=Count("id"))
    return {row["client_id"]: row["kept"] for row in await rows.group_by("client_id").values("client_id", "kept")}


def _keeper(tenant_id: UUID) -> access.Person:
    return access.Person(operator(tenant_id), None, tenant_id, "Keylodge")
