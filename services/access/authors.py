"""Who changed something last, for things that keep no author of their own: the audit trail knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from tortoise.functions import Max

from models import AuditEvent
from models.actions import Action, TargetKind
from services.access.merging import Settle, as_it_is, merge

_WRITTEN: Final[Mapping[TargetKind, tuple[Action, ...]]] = {
    TargetKind.CLIENT: (Action.CLIENT_ADDED, Action.CLIENT_EDITED, Action.CLIENT_RESTORED),
    TargetKind.SECRET: (Action.SECRET_ADDED, Action.SECRET_EDITED),
    TargetKind.ROLE: (Action.ROLE_ADDED, Action.ROLE_EDITED),
    TargetKind.USER: (Action.USER_ADDED, Action.USER_EDITED),
    TargetKind.TENANT: (
        Action.TENANT_ADDED,
        Action.TENANT_EDITED,
        Action.TENANT_POLICY_CHANGED,
        Action.TENANT_AUDIENCES_CHANGED,
    ),
}
"""What counts as adding or editing each kind: signing in is an event of a user, but changes nothing that one edits."""


@dataclass(frozen=True, slots=True)
class LastChange:
    """Who changed something last, and when."""

    by_id: UUID | None
    by_name: str
    at: datetime


async def merge_authored(
    target: tuple[UUID, TargetKind, UUID | int],
    *,
    base: Mapping[str, Any],
    wanted: Mapping[str, Any],
    current: Mapping[str, Any],
    version: int,
    settle: Settle = as_it_is,
) -> dict[str, Any]:
    """`merging.merge` for the `target` (tenant, kind, ID), whose last author a Conflict names."""
    stale = any(current[name] != base.get(name) for name in wanted)
    last = await last_change(*target) if stale else None
    return merge(base, wanted, current, version=version, by=last.by_name if last else "", settle=settle)


async def last_changes(tenant_id: UUID, kind: TargetKind, target_ids: Iterable[UUID | int]) -> dict[str, LastChange]:
    """Who added or edited each of these things last, by ID; what was never edited, nor added by anybody, is missing."""
    ids = [str(target_id) for target_id in target_ids]
    edits = AuditEvent.filter(
        tenant_id=tenant_id,
        target_kind=kind.value,
        target_id__in=ids,
        action__in=[action.value for action in _WRITTEN[kind]],
    )
    newest = await edits.annotate(newest=Max("id")).group_by("target_id").values_list("newest", flat=True)
    events = await AuditEvent.filter(id__in=list(newest))
    return {event.target_id: LastChange(event.actor_id, event.actor_name, event.at) for event in events}


async def last_change(tenant_id: UUID, kind: TargetKind, target_id: UUID | int) -> LastChange | None:
    """Who added or edited this thing last; None where nobody is known to have."""
    return (await last_changes(tenant_id, kind, [target_id])).get(str(target_id))
