"""Introspection (RFC 7662): whether a token is good now, judged afresh, for confidential clients of its tenant."""

from typing import Any

from errors import SignedOut
from models import RefreshToken
from services.access import access
from services.access.actors import Actor, Surface
from services.callers import client_cache, issuers
from services.callers.client_authentication import AuthenticatedClient
from services.callers.client_cache import KnownClient
from services.callers.oauth_errors import OAuthError
from services.live import clock
from services.tokens import access_tokens
from services.tokens.access_tokens import AccessToken
from services.tokens.token_revocation import hash_text

INACTIVE: dict[str, Any] = {"active": False}
_SHOWN = ("iss", "sub", "aud", "exp", "iat", "jti", "client_id", "scope", "tid")


async def introspect(text: str, authenticated: AuthenticatedClient) -> dict[str, Any]:
    """What the token says and its roles as they are now, or only that it is not active.

    That is also all that a public client is told, which only said who it is (docs/adr/0018-introspection.md).
    """
    caller = authenticated.client
    if authenticated.secret is None:
        return INACTIVE
    if text.count(".") != 2:
        return await _refresh_token(text, caller)
    try:
        token = await access_tokens.read(text)
    except OAuthError:
        return INACTIVE
    if token.tenant_id != caller.tenant_id:
        return INACTIVE
    roles = await role_names(token)
    if roles is None:
        return INACTIVE
    shown = {name: token.claims[name] for name in _SHOWN}
    return {"active": True, "token_type": "Bearer", **shown, "roles": list(roles)}


async def role_names(token: AccessToken) -> tuple[str, ...] | None:
    """The roles, now, of whoever the token speaks for; None where what it rests on no longer stands."""
    if token.bearer.grant_id is None:
        client = await client_cache.find(str(token.client_id))
        if client is None or not client.enabled or client.generation != token.bearer.generation:
            return None
        secret = client.secrets.get(token.claims["handle"])
        return None if secret is None or secret.expired else client.role_names
    try:
        person = await access.identify(Actor(Surface.API, bearer=token.bearer))
    except SignedOut:
        return None
    return person.role_names


async def _refresh_token(text: str, caller: KnownClient) -> dict[str, Any]:
    now = await clock.now()
    row = (
        await RefreshToken.filter(token_hash=hash_text(text), rotated_at__isnull=True, expires_at__gt=now)
        .filter(grant__tenant_id=caller.tenant_id, grant__revoked_at__isnull=True, grant__user__enabled=True)
        .select_related("grant")
        .first()
    )
    client = await client_cache.find(str(row.grant.client_id)) if row else None
    if row is None or client is None or not client.enabled:
        return INACTIVE
    return {
        "active": True,
        "token_type": "refresh_token",
        "iss": issuers.current().url,
        "sub": str(row.grant.user_id),
        "client_id": client.text_id,
        "scope": row.grant.scope,
        "exp": int(row.expires_at.timestamp()),
        "tid": str(client.tenant_id),
    }
