"""Which clients a person lets act for them, and withdrawing that."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import db
from errors import NotFound
from models import Client, Consent, Grant
from services import access, audit, grants, refresh_tokens
from services.actors import Actor


@dataclass(frozen=True, slots=True)
class Allowance:
    """A client that a person allowed something: what, and when last."""

    client_id: UUID
    client_name: str
    scopes: tuple[str, ...]
    at: datetime


async def list_allowances(actor: Actor) -> list[Allowance]:
    """What the actor allowed and did not withdraw, by the client's name; removed clients can do nothing."""
    person = await access.identify(actor)
    since = await db.now() - refresh_tokens.LONGEST
    found: dict[UUID, list[Consent | Grant]] = {}
    for consent in await Consent.filter(user_id=person.id):
        found.setdefault(consent.client_id, []).append(consent)
    for grant in await Grant.filter(user_id=person.id, revoked_at__isnull=True, created_at__gt=since):
        found.setdefault(grant.client_id, []).append(grant)
    clients = await Client.filter(id__in=list(found), removed=False).order_by("name_key", "id")
    return [_allowance(client, found[client.id]) for client in clients]


async def withdraw(actor: Actor, client_id: UUID) -> None:
    """End all that the client may do for the actor: it has to ask again. Raises NotFound where it may nothing."""
    person = await access.identify(actor)

    async def work() -> None:
        client = await Client.filter(id=client_id, tenant_id=person.tenant_id).first()
        agreed = await Consent.filter(user_id=person.id, client_id=client_id).delete()
        living = await Grant.filter(user_id=person.id, client_id=client_id, revoked_at__isnull=True)
        if client is None or not (agreed or living):
            raise NotFound("This application may do nothing for you.")
        await grants.revoke(person.tenant_id, *(grant.id for grant in living))
        target = audit.Target("client", str(client.id), client.name, client.id)
        await audit.record(person, "client.disallowed", target)

    await db.tx(work)


def _allowance(client: Client, rows: list[Consent | Grant]) -> Allowance:
    scopes = {name for row in rows for name in row.scope.split()}
    return Allowance(client.id, client.name, tuple(sorted(scopes)), max(row.created_at for row in rows))
