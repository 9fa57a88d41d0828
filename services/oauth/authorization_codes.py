"""Authorization codes: good for 60 seconds and once, bound to client, redirect URI and challenge.

Redeeming is one conditional update, and only whoever made it gets anything signed. A replay revokes what the code gave.
"""

import hmac
import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from authlib.oauth2.rfc7636 import create_s256_code_challenge

import db
from models import AuthorizationCode, Grant
from services.access import grant_revocation
from services.access.access import Person
from services.callers.client_cache import KnownClient
from services.callers.oauth_errors import invalid_grant, invalid_request, invalid_target
from services.live import clock
from services.oauth.authorizations import Authorization
from services.tokens import grants, refresh_tokens, scopes
from services.tokens.token_revocation import hash_text

LIFETIME = timedelta(seconds=60)
_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
_REFUSAL = "The code is unknown, expired, was used before, or was given for something else."


@dataclass(frozen=True, slots=True)
class Redeemed:
    """What a code was good for: a grant, its person, and a refresh token where one was asked for."""

    grant: Grant
    person: Person
    refresh_token: str = field(repr=False)


async def give(authorization: Authorization, person: Person, authenticated_at: datetime) -> tuple[Grant, str]:
    """A new grant, and the text of the code that stands for it."""
    text = secrets.token_urlsafe(32)

    async def work() -> Grant:
        grant = await grants.create(
            person,
            authorization.client,
            scope=authorization.scope,
            resource=authorization.audience,
            authenticated_at=authenticated_at,
            nonce=authorization.nonce,
        )
        await AuthorizationCode.create(
            code_hash=hash_text(text),
            grant_id=grant.id,
            redirect_uri=authorization.target.redirect_uri,
            code_challenge=authorization.code_challenge,
            expires_at=await clock.now() + LIFETIME,
        )
        return grant

    return await db.tx(work), text


async def redeem(client: KnownClient, *, code: str, redirect_uri: str, verifier: str, resource: str = "") -> Redeemed:
    """Use a code up. Raises OAuthError; a replay has revoked what the code gave, whatever else was wrong with it.

    Another client than the one it was given to changes nothing, and neither does a wrong redirect URI, verifier or
    `resource` (empty: the one that was asked for with the code).
    """
    if not _VERIFIER.fullmatch(verifier):
        raise invalid_request("code_verifier is missing, or not 43 to 128 unreserved characters.")
    rows = AuthorizationCode.filter(code_hash=hash_text(code), grant__client_id=client.id)
    row = await rows.select_related("grant").first()
    if row is None:
        raise invalid_grant(_REFUSAL)
    if row.redeemed_at is not None:
        await grant_revocation.revoke(client.tenant_id, row.grant_id)
        raise invalid_grant(_REFUSAL)
    if not _is_bound(row, redirect_uri, verifier):
        raise invalid_grant(_REFUSAL)
    if resource not in ("", row.grant.resource):
        raise invalid_target("resource is not the one that was asked for with the code.")
    person = await grants.holder(client, row.grant)  # before: of many at once, the winner is answered whatever follows
    redeemed = await db.tx(lambda: _redeem(client, row, person))
    if redeemed is None:
        raise invalid_grant(_REFUSAL)
    return redeemed


async def _redeem(client: KnownClient, row: AuthorizationCode, person: Person) -> Redeemed | None:
    now = await clock.now()
    usable = AuthorizationCode.filter(code_hash=row.code_hash, redeemed_at__isnull=True, expires_at__gt=now)
    if await usable.update(redeemed_at=now):
        offline = scopes.OFFLINE in row.grant.scope.split() and client.allow_offline_access
        return Redeemed(row.grant, person, await refresh_tokens.begin(row.grant, now) if offline else "")
    if await AuthorizationCode.filter(code_hash=row.code_hash, redeemed_at__isnull=False).exists():
        await grant_revocation.revoke(client.tenant_id, row.grant_id)
    return None


def _is_bound(row: AuthorizationCode, redirect_uri: str, verifier: str) -> bool:
    challenge = create_s256_code_challenge(verifier)
    return row.redirect_uri == redirect_uri and hmac.compare_digest(row.code_challenge, challenge)
