"""Reading the audit trail, for Tenant Administrators."""

from uuid import UUID

from errors import NotFound
from models import AuditEvent
from models.actions import Attempt, TargetKind
from models.folding import fold_search
from services.access import access, authors
from services.access.actors import Actor
from services.access.authors import LastChange

MOST = 1000
"""Events a page."""
_BEYOND = 2**63
"""The databases' integers end here; what comes in an address need not."""
NO_EVENT = "There is no such event."


async def search(
    actor: Actor,
    text: str = "",
    *,
    before_id: int | None = None,
    offset: int = 0,
    limit: int = 50,
    client_id: UUID | None = None,
) -> tuple[list[AuditEvent], int]:
    """A page of the tenant's events, the newest first, and how many match in all.

    Each word of `text` has to be found in an event (who, from where, what, to what, values before and after).
    `before_id` pages on from an event, unmoved by newer ones; `offset` counts from there. `client_id`: of one client.
    """
    person = await access.require_administrator(actor, Attempt.ACTIVITY_READ, str(client_id or ""))
    rows = AuditEvent.filter(tenant_id=person.tenant_id)
    if client_id is not None:
        rows = rows.filter(client_id=client_id)
    for word in dict.fromkeys(fold_search(text).split()):
        rows = rows.filter(search_text__contains=word)
    total = await rows.count()
    if before_id is not None:
        rows = rows.filter(id__lt=min(max(0, before_id), _BEYOND - 1))
    return await rows.order_by("-id").offset(min(max(0, offset), _BEYOND - 1)).limit(min(max(1, limit), MOST)), total


async def get(actor: Actor, event_id: int) -> AuditEvent:
    """One event of the tenant. Raises NotFound."""
    person = await access.require_administrator(actor, Attempt.ACTIVITY_READ, str(event_id))
    rows = AuditEvent.filter(tenant_id=person.tenant_id, id=event_id)
    event = await rows.first() if 0 < event_id < _BEYOND else None
    if event is None:
        raise NotFound(NO_EVENT)
    return event


async def last_change(actor: Actor, kind: TargetKind, target_id: UUID) -> LastChange | None:
    """Who added or edited something of the tenant last, None where nobody did."""
    person = await access.require_administrator(actor, Attempt.ACTIVITY_READ, str(target_id))
    return await authors.last_change(person.tenant_id, kind, target_id)
