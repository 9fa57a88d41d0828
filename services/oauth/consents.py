"""Consents: what a person agreed that a client may ask, remembered for exactly that set of scopes and audience."""

import db
from models import Consent
from models.actions import Action, TargetKind
from services.access import audit
from services.access.access import Person
from services.callers.client_cache import KnownClient
from services.clients import redirects
from services.live import clock
from services.oauth.authorizations import Authorization


async def is_needed(person: Person, authorization: Authorization) -> bool:
    """Whether the person has to be asked.

    Always where another program could pass for the client (RFC 8252 section 8.6), or where the client wants it so.
    """
    if "consent" in authorization.prompt or redirects.is_impersonable(authorization.target.redirect_uri):
        return True
    known = Consent.filter(user_id=person.id, client_id=authorization.client.id)
    return not await known.filter(scope=authorization.scope, resource=authorization.audience).exists()


async def remember(person: Person, authorization: Authorization) -> None:
    """Note that the person agreed."""
    client = authorization.client

    async def work() -> None:
        row = Consent(
            user_id=person.id,
            client_id=client.id,
            scope=authorization.scope,
            resource=authorization.audience,
            created_at=await clock.now(),
        )
        await Consent.bulk_create([row], ignore_conflicts=True)
        await record(person, client, Action.CLIENT_ALLOWED, authorization.scope)

    await db.tx(work)


async def record(person: Person, client: KnownClient, action: Action, scope: str) -> None:
    """Write to the audit trail what a person answered a client. Call it inside `db.tx`."""
    target = audit.Target(TargetKind.CLIENT, client.text_id, client.name, client.id)
    await audit.record(person, action, target, after={"Scopes": scope})
