"""Grants: that a person lets a client act for them. Codes, refresh tokens and access tokens rest on one."""

from datetime import datetime, timedelta

from errors import SignedOut
from models import Grant
from services.access import access
from services.access.access import Person
from services.access.actors import Actor, Bearer, Surface
from services.callers.client_cache import KnownClient
from services.callers.oauth_errors import invalid_grant
from services.live import clock
from services.tokens import audiences

KEEP = timedelta(days=31)
"""Longer than anything that rests on a grant lives, so that a replay is recognised as one until then."""


async def create(
    person: Person,
    client: KnownClient,
    *,
    scope: str,
    resource: str,
    authenticated_at: datetime,
    nonce: str = "",
) -> Grant:
    """Write a grant. Call it inside `db.tx`."""
    now = await clock.now()
    return await Grant.create(
        tenant_id=client.tenant_id,
        client_id=client.id,
        user_id=person.id,
        scope=scope,
        resource=resource,
        nonce=nonce,
        authenticated_at=authenticated_at,
        created_at=now,
    )


async def holder(client: KnownClient, grant: Grant) -> Person:
    """The person whom the grant lets `client` act for, as they are now.

    Raises OAuthError `invalid_grant` where the grant was revoked, is another client's or of a time before the client
    was removed and restored, or for an audience that the tenant lists no more, or where the person was disabled.
    """
    if grant.resource not in (audiences.api(), *client.audiences):
        raise invalid_grant("What this rests on has ended.")
    if grant.client_id != client.id or int(grant.created_at.timestamp() * 1_000_000) < client.generation:
        raise invalid_grant("What this rests on has ended.")
    bearer = Bearer(client.id, client.generation, grant_id=grant.id)
    try:
        return await access.identify(Actor(Surface.API, bearer=bearer))
    except SignedOut:
        raise invalid_grant("What this rests on has ended.") from None
