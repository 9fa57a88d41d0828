"""Removing a leaked secret with what it made."""

from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

import db
from models import Link
from models.actions import Attempt
from services.access import access, client_lookup
from services.access.actors import Actor
from services.clients import clients
from services.leaks.made import Made, read_made
from services.people import roles, users
from services.secrets import secrets


class Part(StrEnum):
    """What may go along, by its name in `Made`: the entered are disabled, the links void, all else is removed."""

    SECRETS = "secrets"
    CLIENTS = "clients"
    PEOPLE = "people"
    ENTERED = "entered"
    LINKS = "links"
    ROLES = "roles"


async def remove_with_made(
    actor: Actor, client_id: UUID, secret_id: int, parts: Collection[Part] = tuple(Part)
) -> Made:
    """Remove a secret with these parts of what it made, all or none. Returns what went along.

    Clients can be restored for 30 days; the rest is gone for good. Raises NotFound, Forbidden, and RuleViolation where
    nobody could administer the tenant any more.
    """
    person = await access.require_administrator(actor, Attempt.SECRET_REMOVE, str(client_id))

    async def work() -> Made:
        await client_lookup.find(person, client_id, lock=True)
        await secrets.remove(actor, client_id, secret_id)  # first: from here on its tokens make nothing more
        made = await read_made(person, secret_id)
        gone = Made(**{part.value: getattr(made, part.value) for part in parts})
        for secret in reversed(gone.secrets):
            await secrets.remove(actor, secret.client_id, secret.id)
        for client in gone.clients:
            await clients.remove(actor, client.id)
        for user in gone.people:
            await users.remove(actor, user.id)
        for user in gone.entered:
            await users.set_enabled(actor, user.id, enabled=False)
        await Link.filter(user_id__in=[user.id for user in gone.links]).delete()
        for role in gone.roles:
            await roles.remove(actor, role.id)
        return gone

    return await db.tx(work)
