"""Who may. Looked up from the database at each call, so that a lost role or a revoked session counts at once."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import db
from errors import Forbidden, SignedOut
from models import BuiltInRole, Session, UserRole
from services import audit
from services.actors import Actor, Surface

IDLE = timedelta(hours=12)
"""A session ends after so long without a request or an event."""
LONGEST = timedelta(days=7)
"""A session ends after so long in any case."""


@dataclass(frozen=True, slots=True)
class Person:
    """An actor as the database knows them now."""

    actor: Actor
    id: UUID | None
    tenant_id: UUID
    name: str
    email: str = ""
    role_names: tuple[str, ...] = ()
    role_types: frozenset[UUID] = field(default_factory=frozenset)

    @property
    def is_administrator(self) -> bool:
        """Whether they may change things and see secrets: Tenant Administrators and the operator only."""
        return self.actor.surface is Surface.COMMAND_LINE or BuiltInRole.TENANT_ADMINISTRATOR.value in self.role_types


async def identify(actor: Actor) -> Person:
    """Look the actor up. Raises SignedOut when the session is gone or expired, or the person disabled."""
    if actor.surface is Surface.COMMAND_LINE and actor.tenant_id:
        return Person(actor=actor, id=None, tenant_id=actor.tenant_id, name="Command line")
    if not actor.session_hash:
        raise SignedOut
    now = await db.now()
    session = (
        await Session.filter(token_hash=actor.session_hash, seen_at__gt=now - IDLE, created_at__gt=now - LONGEST)
        .filter(user__enabled=True)
        .select_related("user")
        .first()
    )
    if session is None:
        raise SignedOut
    held = await UserRole.filter(user_id=session.user_id).select_related("role").order_by("role__name_key")
    return Person(
        actor=actor,
        id=session.user.id,
        tenant_id=session.user.tenant_id,
        name=session.user.name,
        email=session.user.email,
        role_names=tuple(row.role.name for row in held),
        role_types=frozenset(row.role.role_type_id for row in held if row.role.role_type_id),
    )


async def require_administrator(actor: Actor, action: str, target: str = "") -> Person:
    """The person, if a Tenant Administrator now; otherwise the refusal is recorded and Forbidden raised.

    `action` is the audit name of what was tried (`client.remove`), `target` the ID it was tried on.
    """
    person = await identify(actor)
    if person.is_administrator:
        return person
    await refuse(person, action, target)
    raise Forbidden("Only a Tenant Administrator may do this.")


async def refuse(person: Person, action: str, target: str = "") -> None:
    """Record, in a transaction of its own, that `person` tried what they may not."""

    async def work() -> None:
        await audit.record(
            person, "access.refused", audit.Target("access", target[:64], action), after={"Action": action}
        )

    await db.tx(work)
