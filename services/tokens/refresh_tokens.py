"""Refresh tokens: kept as SHA-256, rotated at each use; one that was used before ends its whole family.

docs/adr/0015-refresh-tokens.md says what an honest concurrent duplicate gets, and why.
"""

import secrets
from datetime import datetime, timedelta

import db
from models import Grant, RefreshToken
from services.access import grant_revocation
from services.callers.client_cache import KnownClient
from services.callers.oauth_errors import OAuthError, invalid_grant
from services.live import clock
from services.tokens.token_revocation import hash_text

IDLE = timedelta(days=15)
"""A refresh token ends so long after it was given."""
LONGEST = timedelta(days=30)
"""A family ends so long after the person agreed."""
PREFIX = "klr_"
_REFUSAL = "The refresh token is unknown, expired, or was used before."


async def begin(grant: Grant, now: datetime) -> str:
    """The text of a grant's next refresh token. Call it inside `db.tx`."""
    text = PREFIX + secrets.token_urlsafe(32)
    expires = min(now + IDLE, grant.created_at + LONGEST)
    await RefreshToken.create(token_hash=hash_text(text), grant_id=grant.id, created_at=now, expires_at=expires)
    return text


async def find(client: KnownClient, text: str) -> RefreshToken:
    """The client's refresh token with its `grant`. Raises OAuthError; for one that was used, its family has ended."""
    rows = RefreshToken.filter(token_hash=hash_text(text), grant__client_id=client.id)
    token = await rows.select_related("grant").first()
    if token is None or not client.allow_offline_access:
        raise invalid_grant(_REFUSAL)
    if token.rotated_at is not None:
        raise await _end_family(client, token)
    return token


async def rotate(client: KnownClient, token: RefreshToken) -> str:
    """Use `token` up, and give the next one's text. Raises OAuthError; a second use ends the family, for good."""

    async def work() -> str:
        now = await clock.now()
        usable = RefreshToken.filter(token_hash=token.token_hash, rotated_at__isnull=True, expires_at__gt=now)
        return await begin(token.grant, now) if await usable.update(rotated_at=now) else ""

    text = await db.tx(work)
    if text:
        return text
    if await RefreshToken.filter(token_hash=token.token_hash, rotated_at__isnull=False).exists():
        raise await _end_family(client, token)
    raise invalid_grant(_REFUSAL)


async def _end_family(client: KnownClient, token: RefreshToken) -> OAuthError:
    """Revoked in a transaction of its own, so that it stays although the request fails."""
    await grant_revocation.revoke(client.tenant_id, token.grant_id)
    return invalid_grant(_REFUSAL)
