"""The audit trail: an event is written in the transaction of the change it tells of, and never holds a secret."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from models import AuditEvent
from models.actions import Action, TargetKind
from models.folding import fold_all
from services.access import makings
from services.access.actors import Actor, Surface
from services.live import clock
from services.watch import request_ids


class Who(Protocol):
    """What an event keeps of its person (`services.access.access.Person` has it)."""

    @property
    def actor(self) -> Actor: ...
    @property
    def id(self) -> UUID | None: ...
    @property
    def tenant_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Target:
    """What an action was done to; `client_id` links events of a client and its secrets to that client."""

    kind: TargetKind
    id: str
    name: str
    client_id: UUID | None = None


async def record(
    who: Who,
    action: Action,
    target: Target,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Write one event, and note what a client's token made. Call it inside the change's own `db.tx`.

    `before` and `after` hold labels and plain values.
    """
    await event(who, action, target, before=before, after=after, at=at or await clock.now()).save()
    await makings.note(who.tenant_id, who.actor, who.id, action, target.id)


def event(
    who: Who,
    action: Action,
    target: Target,
    *,
    at: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """The row that `record` writes, not yet written: for whoever writes many at once."""
    return AuditEvent(
        tenant_id=who.tenant_id,
        at=at,
        actor_kind=_kind(who),
        actor_id=who.id,
        actor_name=who.name,
        surface=who.actor.surface.value,
        address=who.actor.address[:64],
        action=action.value,
        target_kind=target.kind.value,
        target_id=target.id,
        target_name=target.name[:300],
        client_id=target.client_id,
        before=dict(before or {}),
        after=dict(after or {}),
        request_id=request_ids.current() or None,
        search_text=fold_all(who.name, action, target.name, target.id, who.actor.address, *_values(before, after)),
    )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Only what differs, as (before, after)."""
    changed = [name for name in after if before.get(name) != after[name]]
    return {name: before.get(name) for name in changed}, {name: after[name] for name in changed}


def _kind(who: Who) -> str:
    if who.actor.bearer and not who.actor.bearer.grant_id:
        return "client"
    if who.id is not None:
        return "user"
    return "operator" if who.actor.surface is Surface.COMMAND_LINE else "stranger"


def _values(*sides: Mapping[str, Any] | None) -> list[str]:
    return [str(value) for side in sides if side for value in side.values()]
