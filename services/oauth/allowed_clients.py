"""Which clients a person lets act for them, and withdrawing that."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import db
from errors import NotFound
from models import Client, Consent, Grant, User
from models.actions import Action, Attempt, TargetKind
from services.access import access, audit, grant_revocation
from services.access.access import Person
from services.access.actors import Actor
from services.live import clock
from services.people.users import NO_USER
from services.tokens import refresh_tokens


@dataclass(frozen=True, slots=True)
class AllowedClient:
    """A client that a person allowed something: what, and when last."""

    client_id: UUID
    client_name: str
    scopes: tuple[str, ...]
    at: datetime


async def list_allowed(actor: Actor, user_id: UUID | None = None) -> list[AllowedClient]:
    """What a person allowed and did not withdraw, by the client's name; removed clients can do nothing.

    `user_id` None: the actor; somebody else for Tenant Administrators. Raises NotFound, Forbidden.
    """
    _, whose = await _find(actor, user_id, Attempt.ALLOWANCE_LIST)
    since = await clock.now() - refresh_tokens.LONGEST
    found: dict[UUID, list[Consent | Grant]] = {}
    for consent in await Consent.filter(user_id=whose.id):
        found.setdefault(consent.client_id, []).append(consent)
    for grant in await Grant.filter(user_id=whose.id, revoked_at__isnull=True, created_at__gt=since):
        found.setdefault(grant.client_id, []).append(grant)
    clients = await Client.filter(id__in=list(found), removed=False).order_by("name_key", "id")
    return [_allowed_client(client, found[client.id]) for client in clients]


async def withdraw(actor: Actor, client_id: UUID, user_id: UUID | None = None) -> None:
    """End all that the client may do for a person: it has to ask again. Raises NotFound where it may nothing.

    `user_id` None: the actor; somebody else for Tenant Administrators. Raises Forbidden.
    """
    person, whose = await _find(actor, user_id, Attempt.ALLOWANCE_WITHDRAW)

    async def work() -> None:
        client = await Client.filter(id=client_id, tenant_id=person.tenant_id).first()
        agreed = await Consent.filter(user_id=whose.id, client_id=client_id).delete()
        living = await Grant.filter(user_id=whose.id, client_id=client_id, revoked_at__isnull=True)
        if client is None or not (agreed or living):
            raise NotFound(f"This application may do nothing for {whose.name}.")
        await grant_revocation.revoke(person.tenant_id, *(grant.id for grant in living))
        target = audit.Target(TargetKind.CLIENT, str(client.id), client.name, client.id)
        before = {} if whose.id == person.id else {"Allowed by": whose.name}
        await audit.record(person, Action.CLIENT_DISALLOWED, target, before=before)

    await db.tx(work)


async def _find(actor: Actor, user_id: UUID | None, attempt: Attempt) -> tuple[Person, Person | User]:
    """Who asks, and about whom."""
    person = await access.identify(actor)
    if user_id is None or (user_id == person.id and not person.is_client):
        return person, person
    await access.require_administrator(actor, attempt, str(user_id))
    user = await User.of(person.tenant_id).filter(id=user_id).first()
    if user is None:
        raise NotFound(NO_USER)
    return person, user


def _allowed_client(client: Client, rows: list[Consent | Grant]) -> AllowedClient:
    scopes = {name for row in rows for name in row.scope.split()}
    return AllowedClient(client.id, client.name, tuple(sorted(scopes)), max(row.created_at for row in rows))
