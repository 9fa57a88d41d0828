"""Who may. Looked up from the database at each call, so that a lost role or a revoked session counts at once."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

import db
from errors import Forbidden, SignedOut
from models import BuiltInRole, Client, ClientRole, ClientState, Grant, Role, Secret, Session, User, UserRole
from models.actions import Action, Attempt, TargetKind
from services.access import audit
from services.access.actors import Actor, Bearer, Surface
from services.live import clock

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
    is_client: bool = False
    """A client-credentials client that acts for itself, by its ID."""

    @property
    def is_administrator(self) -> bool:
        """Whether they may change things and see secrets: Tenant Administrators and the operator only."""
        return self.actor.surface is Surface.COMMAND_LINE or BuiltInRole.TENANT_ADMINISTRATOR.value in self.role_types


async def identify(actor: Actor) -> Person:
    """Look the actor up. Raises SignedOut when the session (or what a token rests on) is gone, expired or disabled."""
    if actor.surface is Surface.COMMAND_LINE and actor.tenant_id:
        return Person(actor=actor, id=None, tenant_id=actor.tenant_id, name="Command line")
    if actor.bearer:
        return await _identify_bearer(actor, actor.bearer)
    if not actor.session_hash:
        raise SignedOut
    now = await clock.now()
    session = (
        await Session.filter(token_hash=actor.session_hash, seen_at__gt=now - IDLE, created_at__gt=now - LONGEST)
        .filter(user__enabled=True)
        .select_related("user")
        .first()
    )
    if session is None:
        raise SignedOut
    return await _person(actor, session.user)


async def require_self_or_administrator(actor: Actor, client_id: UUID, attempt: Attempt) -> Person:
    """The actor, if a Tenant Administrator or the client-credentials client itself ("Self" of the public API).

    Raises Forbidden for anybody else, and records the refusal; SignedOut.
    """
    person = await identify(actor)
    if person.is_client and person.id == client_id:
        return person
    return await require_administrator(actor, attempt, str(client_id))


async def require_reader_by(actor: Actor, state: ClientState | None, *, secrets: bool = False) -> Person:
    """Who lists clients; only administrators by a state of their secrets, or sorted by them. Raises Forbidden."""
    if secrets or (state and state.needs_secrets):
        return await require_administrator(actor, Attempt.CLIENT_LIST_BY_SECRETS)
    return await identify(actor)


async def require_administrator(actor: Actor, attempt: Attempt, target: str = "") -> Person:
    """The person, if a Tenant Administrator now; otherwise the refusal is recorded and Forbidden raised.

    `target` is the ID of what it was tried on.
    """
    person = await identify(actor)
    if person.is_administrator:
        return person
    await record_refusal(person, attempt, target)
    raise Forbidden("Only a Tenant Administrator may do this.")


async def record_refusal(person: Person, attempt: Attempt, target: str = "") -> None:
    """Record, in a transaction of its own, that `person` tried what they may not."""

    async def work() -> None:
        await audit.record(
            person,
            Action.ACCESS_REFUSED,
            audit.Target(TargetKind.ACCESS, target[:64], attempt.value),
            after={"Action": attempt.value},
        )

    await db.tx(work)


async def _person(actor: Actor, user: User) -> Person:
    held = await UserRole.filter(user_id=user.id).select_related("role").order_by("role__name_key")
    names, types = _roles([row.role for row in held])
    return Person(actor, user.id, user.tenant_id, user.name, user.email, names, types)


async def _identify_bearer(actor: Actor, bearer: Bearer) -> Person:
    client = await Client.filter(id=bearer.client_id, removed=False, enabled=True).first()
    if client is None or client.generation != bearer.generation:
        raise SignedOut
    if bearer.grant_id:
        grant = (
            await Grant.filter(id=bearer.grant_id, client_id=client.id, revoked_at__isnull=True)
            .select_related("user")
            .first()
        )
        if grant is None or not grant.user.enabled:
            raise SignedOut
        return await _person(actor, grant.user)
    secret = await Secret.filter(id=bearer.secret_id, client_id=client.id).first()
    if secret is None or secret.expired(await clock.now()):
        raise SignedOut
    held = await ClientRole.filter(client_id=client.id).select_related("role").order_by("role__name_key")
    names, types = _roles([row.role for row in held])
    return Person(actor, client.id, client.tenant_id, client.name, "", names, types, is_client=True)


def _roles(roles: Sequence[Role]) -> tuple[tuple[str, ...], frozenset[UUID]]:
    return tuple(role.name for role in roles), frozenset(role.role_type_id for role in roles if role.role_type_id)
