"""Revocation (RFC 7009): a client gives up a token of its own; nobody else can."""

import hashlib
from datetime import UTC, datetime
from typing import Any

from cachetools import LRUCache

import db
from models import Grant, RefreshToken, RevokedToken
from services.callers.client_cache import KnownClient
from services.live import clock, feed, freshness
from services.live.changes import Change, Kind

REMEMBERED = 20_000
"""Answers to "is it revoked" kept in mind."""


def hash_text(text: str) -> str:
    """What tables hold of a code's or refresh token's text (SHA-256, hex)."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


async def is_revoked(token_id: str) -> bool:
    """Whether the access token with this `jti` was revoked. A revocation is final, so that one is never asked again."""
    stamp = freshness.stamp()
    known = _answers.get(token_id)
    if known is not None and (known[1] or known[0] == stamp):
        return known[1]
    revoked = await RevokedToken.filter(token_id=token_id).exists()
    if stamp is not None or revoked:
        _answers[token_id] = (stamp, revoked)
    return revoked


async def revoke_access_token(claims: dict[str, Any], client: KnownClient) -> None:
    """Revoke an access token whose claims verified, if it is `client`'s; otherwise nothing happens."""
    if claims.get("client_id") != client.text_id or not isinstance(claims.get("exp"), int):
        return
    row = RevokedToken(token_id=claims["jti"], expires_at=datetime.fromtimestamp(claims["exp"], UTC))

    async def work() -> None:
        await RevokedToken.bulk_create([row], ignore_conflicts=True)
        await feed.announce(Change(client.tenant_id, Kind.TOKEN, ""))

    await db.tx(work)


async def revoke_refresh_token(text: str, client: KnownClient) -> None:
    """Revoke the grant that a refresh token belongs to, and all it gave, if it is `client`'s."""
    token = await RefreshToken.filter(token_hash=hash_text(text), grant__client_id=client.id).first()
    if token is None:
        return

    async def work() -> None:
        await Grant.filter(id=token.grant_id, revoked_at__isnull=True).update(revoked_at=await clock.now())
        await feed.announce(Change(client.tenant_id, Kind.TOKEN, ""))

    await db.tx(work)


def forget() -> None:
    """Forget every answer: at a start."""
    _answers.clear()


_answers: LRUCache[str, tuple[int | None, bool]] = LRUCache(REMEMBERED)
