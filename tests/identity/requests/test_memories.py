"""What the token endpoints remember is bounded, and what is in use stays: the least recently used goes."""

from typing import Any

import bcrypt
import httpx
import pytest
from cachetools import LRUCache
from joserfc import jwt

from identity.hot import known
from services.callers import client_authentication
from services.tokens import access_tokens, token_revocation
from tests.identity.clients import TestClient, add_client, ask, get_token
from tests.services.world import Somebody


@pytest.fixture
async def clients(elin: Somebody) -> list[TestClient]:
    return [await add_client(elin, name=name) for name in ("Busy", "Seldom", "New")]


def calls(monkeypatch: pytest.MonkeyPatch, module: Any, name: str) -> list[str]:
    """Every call of `module.name` from now on leaves an entry."""
    real, seen = getattr(module, name), list[str]()

    def counted(*values: Any, **named: Any) -> Any:
        seen.append(name)
        return real(*values, **named)

    monkeypatch.setattr(module, name, counted)
    return seen


async def test_secret_in_use_is_not_hashed_again_however_many_others_come(
    http: httpx.AsyncClient, clients: list[TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_authentication, "_successes", LRUCache(2))
    monkeypatch.setattr(known, "_meanings", LRUCache(2))
    busy, seldom, new = clients
    for client in (busy, seldom, busy, new):
        await ask(http, client)
    compared = calls(monkeypatch, bcrypt, "checkpw")
    await ask(http, busy)
    assert compared == []
    await ask(http, seldom)
    assert len(compared) == 1


async def test_token_in_use_is_not_verified_again_however_many_others_come(
    http: httpx.AsyncClient, clients: list[TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_tokens, "_verified", LRUCache(2))
    monkeypatch.setattr(token_revocation._Memory, "answers", LRUCache(2))
    busy, seldom, new = [await get_token(http, client) for client in clients]
    for text in (busy, seldom, busy, new):
        await access_tokens.read(text)
    verified = calls(monkeypatch, jwt, "decode")
    await access_tokens.read(busy)
    assert verified == []
    await access_tokens.read(seldom)
    assert len(verified) == 1
    assert len(access_tokens._verified) == len(token_revocation._Memory.answers) == 2
