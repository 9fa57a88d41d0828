"""Secrets that a secret made: what a client added by itself with it, and what was added with those in turn.

Whoever removes a secret because it leaked wants to know of these.
"""

from uuid import UUID

import db
from errors import NotFound
from models import Secret
from models.actions import Attempt
from services.access import access, client_lookup
from services.access.actors import Actor
from services.secrets import secrets


async def made_by(actor: Actor, client_id: UUID, secret_id: int) -> list[Secret]:
    """The client's secrets that rest on this one, oldest first. For administrators and the client itself."""
    found = await secrets.list_secrets(actor, client_id)
    if secret_id not in {secret.id for secret in found}:
        raise NotFound(secrets.NO_SECRET)
    known, made = {secret_id}, []
    for secret in found:  # whoever makes is older than what it makes
        if secret.created_by_secret_id in known:
            known.add(secret.id)
            made.append(secret)
    return made


async def remove_with_made(actor: Actor, client_id: UUID, secret_id: int) -> list[Secret]:
    """Remove a secret and all that rest on it, for good, or none. Returns them; raises NotFound, Forbidden."""
    person = await access.require_administrator(actor, Attempt.SECRET_REMOVE, str(client_id))

    async def work() -> list[Secret]:
        await client_lookup.find(person, client_id, lock=True)
        gone = [await secrets.get(actor, client_id, secret_id), *await made_by(actor, client_id, secret_id)]
        for secret in reversed(gone):
            await secrets.remove(actor, client_id, secret.id)
        return gone

    return await db.tx(work)
