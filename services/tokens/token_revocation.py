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


class _Memory:
    answers: LRUCache[str, bool] = LRUCache(REMEMBERED)
    touched = 0
    """How often a token was revoked."""


def hash_text(text: str) -> str:
    """What tables hold of a code's or refresh token's text (SHA-256, hex)."""
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()


async def is_revoked(token_id: str) -> bool:
    """Whether the access token with this `jti` was revoked. A revocation is final, so that one is never asked again."""
    proven, touched = freshness.is_proven(), _Memory.touched
    known = _Memory.answers.get(token_id)
    if known is not None and (known or proven):
        return known
    revoked = await RevokedToken.filter(token_id=token_id).exists()
    if revoked or (proven and touched == _Memory.touched):
        _Memory.answers[token_id] = revoked
    return revoked


async def revoke_access_token(claims: dict[str, Any], client: KnownClient) -> None:
    """Revoke an access token whose claims verified, if it is `client`'s; otherwise nothing happens."""
    if claims.get("client_id") != client.text_id or not isinstance(claims.get("exp"), int):
        return
    row = RevokedToken(token_id=claims["jti"], expires_at=datetime.fromtimestamp(claims["exp"], UTC))

    async def work() -> None:
        await RevokedToken.bulk_create([row], ignore_conflicts=True)
        await feed.announce(Change(client.tenant_id, Kind.TOKEN, row.token_id[:64]))

    await db.tx(work)


async def revoke_refresh_token(text: str, client: KnownClient) -> None:
    """Revoke the grant that a refresh token belongs to, and all it gave, if it is `client`'s."""
    token = await RefreshToken.filter(token_hash=hash_text(text), grant__client_id=client.id).first()
    if token is None:
        return

    async def work() -> None:
        await Grant.filter(id=token.grant_id, revoked_at__isnull=True).update(revoked_at=await clock.now())
        await feed.announce(Change(client.tenant_id, Kind.TOKEN, str(token.grant_id)))

    await db.tx(work)


def hear(change: Change) -> None:
    """Forget the answer about a token that was revoked; all of them where nobody says which."""
    if change.kind is Kind.TOKEN and change.id:
        _Memory.answers.pop(change.id, None)
        _Memory.touched += 1
    elif change.kind in (Kind.TOKEN, Kind.RELOAD):
        forget()


def forget() -> None:
    """Forget every answer: at a start."""
    _Memory.answers.clear()
    _Memory.touched += 1
