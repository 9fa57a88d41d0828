"""Access tokens: RFC 9068 JWTs, signed with one explicit key; verified, and judged afresh every time."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from uuid import UUID

import orjson
from cachetools import LRUCache
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.util import urlsafe_b64decode

from services.access.actors import Bearer
from services.callers import client_cache, issuers
from services.callers.client_cache import KnownClient
from services.callers.oauth_errors import insufficient_scope, invalid_token
from services.keys import jws, signing_keys
from services.keys.signing_keys import KeyPair
from services.live import clock
from services.tokens import token_revocation

TYPE = "at+jwt"
REMEMBERED = 4096
"""Signatures found good that are kept in mind."""
LONGEST = 8192
"""Characters of a token that are looked at."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new access token; `expires_in` in seconds."""

    text: str = field(repr=False)
    id: str
    expires_in: int
    claims: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class AccessToken:
    """An access token of ours that verified: what it says, and whom that makes ask."""

    id: str
    claims: dict[str, Any]
    client_id: UUID
    tenant_id: UUID
    scopes: tuple[str, ...]
    bearer: Bearer


def issue(
    client: KnownClient,
    *,
    scope: str,
    audience: str,
    handle: str,
    subject: str = "",
    role_names: Sequence[str] = (),
    more: dict[str, Any] | None = None,
) -> IssuedToken:
    """Sign a token for `client`. Touches no database.

    `handle` is what it rests on: a secret's public handle (`subject` empty: the client itself), or a grant's UUID.
    `more`: further claims, such as `auth_time`.
    """
    now = int(clock.seconds())
    token_id = secrets.token_urlsafe(16)
    claims: dict[str, Any] = {
        "iss": issuers.current().url,
        "sub": subject or client.text_id,
        "aud": audience,
        "exp": now + client.access_token_lifetime,
        "iat": now,
        "jti": token_id,
        "client_id": client.text_id,
        "scope": scope,
        "tid": str(client.tenant_id),
        "roles": list(role_names),
        "handle": handle,
        **(more or {}),
    }
    if client.generation:
        claims["gen"] = client.generation
    text = sign(claims, TYPE, signing_keys.signer(signing_keys.access_token_algorithm()))
    return IssuedToken(text, token_id, client.access_token_lifetime, claims)


def sign(claims: dict[str, Any], type: str, pair: KeyPair) -> str:
    """A compact JWT of these claims, signed with exactly this key and naming it."""
    return jws.sign(claims, type, pair.private, pair.id)


async def verify(text: str, audience: str, scope: str = "") -> Bearer:
    """Whom the token makes ask, for `services.access.access.identify`. Raises OAuthError `invalid_token`.

    With `scope`, a token that lacks it raises OAuthError `insufficient_scope`.
    """
    token = await read(text, audience)
    if scope and scope not in token.scopes:
        raise insufficient_scope(scope)
    return token.bearer


async def read(text: str, audience: str | None = None) -> AccessToken:
    """An access token of ours that is signed, not expired and not revoked, for `audience` (any, if None).

    Whether what it rests on still stands is for `services.access.access.identify`. Raises OAuthError.
    """
    claims = verify_signature(text, TYPE)
    now = clock.seconds()
    good = (
        claims.get("iss") == issuers.current().url
        and (audience is None or claims.get("aud") == audience)
        and isinstance(claims.get("exp"), int)
        and claims["exp"] > now
        and isinstance(claims.get("iat"), int)
        and claims["iat"] <= now + 60
    )
    if not good or await token_revocation.is_revoked(claims["jti"]):
        raise invalid_token()
    return AccessToken(
        id=claims["jti"],
        claims=claims,
        client_id=_uuid(claims["client_id"]),
        tenant_id=_uuid(claims["tid"]),
        scopes=tuple(claims["scope"].split()),
        bearer=await _bearer(claims),
    )


def verify_signature(text: str, type: str) -> dict[str, Any]:
    """The claims of a JWT that we signed as `type`; nothing else of them is checked. Raises OAuthError.

    That a text is signed so is remembered under its SHA-256, for as long as the key is published.
    """
    if len(text) > LONGEST or not text.isascii():
        raise invalid_token()
    proof = hashlib.sha256(f"{type} {text}".encode()).digest()
    known = _verified.get(proof)
    key_id = known[0] if known is not None else _key_id(text)
    pair = signing_keys.find(key_id)
    if pair is None:
        raise invalid_token()
    if known is not None:
        return dict(known[1])
    try:
        token = jwt.decode(text, pair.key, algorithms=[pair.algorithm])
    except (JoseError, ValueError, TypeError):
        raise invalid_token() from None
    if token.header.get("typ") != type or not isinstance(token.claims, dict):
        raise invalid_token()
    _verified[proof] = key_id, dict(token.claims)
    return dict(token.claims)


_uuid = lru_cache(REMEMBERED)(UUID)
_verified: LRUCache[bytes, tuple[str, dict[str, Any]]] = LRUCache(REMEMBERED)


def _key_id(text: str) -> str:
    if text.count(".") != 2:
        raise invalid_token()
    try:
        header = orjson.loads(urlsafe_b64decode(text.split(".", 1)[0].encode()))
    except ValueError:
        raise invalid_token() from None
    key_id = header.get("kid") if isinstance(header, dict) else None
    return key_id if isinstance(key_id, str) else ""


async def _bearer(claims: dict[str, Any]) -> Bearer:
    client_id, generation = _uuid(claims["client_id"]), int(claims.get("gen", 0))
    if claims["sub"] != claims["client_id"]:
        return Bearer(client_id, generation, grant_id=UUID(claims["handle"]))
    client = await client_cache.find(claims["client_id"])
    secret = client.secrets.get(claims["handle"]) if client else None
    if secret is None:
        raise invalid_token()
    return Bearer(client_id, generation, secret_id=secret.id)
