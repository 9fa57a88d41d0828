"""Who changed something last, for things that keep no author of their own: the audit trail knows."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from models import AuditEvent
from services.merging import Settle, as_it_is, merge


async def merge_authored(
    target: tuple[UUID, str, UUID | int],
    *,
    base: Mapping[str, Any],
    wanted: Mapping[str, Any],
    current: Mapping[str, Any],
    version: int,
    settle: Settle = as_it_is,
) -> dict[str, Any]:
    """`merging.merge` for the `target` (tenant, kind, ID), whose last author a Conflict names."""
    stale = any(current[name] != base.get(name) for name in wanted)
    by = await _last_author(*target) if stale else ""
    return merge(base, wanted, current, version=version, by=by, settle=settle)


async def _last_author(tenant_id: UUID, kind: str, target_id: UUID | int) -> str:
    last = (
        await AuditEvent.filter(tenant_id=tenant_id, target_kind=kind, target_id=str(target_id)).order_by("-id").first()
    )
    return last.actor_name if last else ""
