"""How a client proves itself at the token endpoints: RFC 6749 section 2.3, by basic or in the body, never both.

A secret's text names its handle, so one hash is compared at most. That a text matched a hash is remembered under a
keyed hash (BLAKE2b, RFC 7693) whose key this process made, and means only that: enabled, removed and expired are looked
at every time.
"""

import asyncio
import base64
import binascii
import secrets
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from hashlib import blake2b
from urllib.parse import unquote_plus

import bcrypt
from cachetools import LRUCache

from services.callers import client_cache, secret_throttle
from services.callers.client_cache import LOOKUPS, KnownClient, KnownSecret
from services.callers.oauth_errors import OAuthError, invalid_client, invalid_request
from services.secrets import secret_texts, secret_usage

REMEMBERED = 10_000
"""Successes kept."""
BASIC = "basic "


@dataclass(frozen=True, slots=True)
class AuthenticatedClient:
    """A client that is enabled and proved itself; `secret` None: a public one, which only said who it is."""

    client: KnownClient
    secret: KnownSecret | None


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a request says of its client; an empty `secret`: nothing."""

    client_id: str
    secret: str = field(repr=False)


async def authenticate(authorization: str, form: Mapping[str, str], address: str) -> AuthenticatedClient:
    """The client of a request: its Authorization header (or an empty text), its form, where it comes from.

    Raises OAuthError: `invalid_request` for two methods at once, `invalid_client` for everything else.
    """
    return await prove(credentials(authorization, form), address)


async def prove(given: Credentials, address: str) -> AuthenticatedClient:
    """The client that these credentials prove. Raises OAuthError `invalid_client`."""
    client = await client_cache.find(given.client_id)
    if client is None or not client.enabled:
        raise await _refusal(address)
    if not client.type.has_secrets:
        if given.secret:
            raise await _refusal(address)
        return AuthenticatedClient(client, None)
    secret = await _match(client, given.secret, address)
    if secret is None:
        raise await _refusal(address)
    found = AuthenticatedClient(client, secret)
    note_use(found, address)
    return found


def note_use(found: AuthenticatedClient, address: str) -> None:
    """Note that a client proved itself with its secret, just now."""
    if found.secret is not None:
        secret_usage.note(found.secret.id, address)


def recognise(given: Credentials) -> AuthenticatedClient | None:
    """The client that these credentials prove as they did before, without hashing or asking the database.

    None: `prove` has to look. Notes no use of the secret.
    """
    client = client_cache.remembered(given.client_id)
    secret = _usable(client, given.secret) if client is not None and client.enabled else None
    if client is None or secret is None or not _successes.get(_proof(secret, given.secret)):
        return None
    LOOKUPS.add("secrets", "hit")
    return AuthenticatedClient(client, secret)


def confirm(before: AuthenticatedClient) -> AuthenticatedClient | None:
    """The same client and secret as they are now, for a text that is known to match; None: `prove` has to look."""
    client = client_cache.remembered(before.client.text_id)
    if client is None or not client.enabled or before.secret is None:
        return None
    secret = client.secrets.get(before.secret.handle)
    if secret is None or secret.expired or secret.text_hash != before.secret.text_hash:
        return None
    LOOKUPS.add("secrets", "hit")
    return AuthenticatedClient(client, secret)


def credentials(authorization: str, form: Mapping[str, str]) -> Credentials:
    """What the request says, before anything of it is believed. Raises OAuthError."""
    in_body = Credentials(form.get("client_id", ""), form.get("client_secret", ""))
    if not authorization:
        if not in_body.client_id:
            raise invalid_client("The request names no client: use basic authentication, or client_id in the body.")
        return in_body
    in_header = _basic(authorization)
    if in_body.secret or (in_body.client_id and in_body.client_id != in_header.client_id):
        raise invalid_request("The client authenticates twice: use basic authentication or the body, not both.")
    return in_header


def forget() -> None:
    """Forget every success: at a start and at an end."""
    _successes.clear()


_key = secrets.token_bytes(32)
_successes: LRUCache[bytes, bool] = LRUCache(REMEMBERED)
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="secret")


async def _refusal(address: str) -> OAuthError:
    error = invalid_client()
    error.wait = await secret_throttle.fail(address)
    return error


async def _match(client: KnownClient, text: str, address: str) -> KnownSecret | None:
    secret = _usable(client, text)
    if secret is None:
        return None
    proof = _proof(secret, text)
    if _successes.get(proof):  # not `in`, by which it wouldn't count as used
        LOOKUPS.add("secrets", "hit")
        return secret
    LOOKUPS.add("secrets", "miss")
    loop = asyncio.get_running_loop()
    async with secret_throttle.turn(address):
        if not await loop.run_in_executor(_threads, bcrypt.checkpw, text.encode(), secret.text_hash):
            return None
    _successes[proof] = True
    return secret


def _usable(client: KnownClient, text: str) -> KnownSecret | None:
    """The client's secret that `text` names, unless it has expired."""
    handle = secret_texts.handle_of(text)
    secret = client.secrets.get(handle) if handle else None
    return None if secret is None or secret.expired else secret


def _proof(secret: KnownSecret, text: str) -> bytes:
    return blake2b(b"\0".join((secret.handle.encode(), secret.text_hash, text.encode())), key=_key).digest()


def _basic(authorization: str) -> Credentials:
    if authorization[:6].lower() != BASIC:
        raise invalid_client("The Authorization header has to use the Basic scheme here.")
    try:
        text = base64.b64decode(authorization[6:].strip(), validate=True).decode("utf-8")
        client_id, colon, secret = text.partition(":")
        if "%" in text or "+" in text:
            client_id, secret = unquote_plus(client_id, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError):
        raise invalid_client(
            "The Authorization header can't be read: it takes client_id:client_secret in base64."
        ) from None
    if not colon or not client_id:
        raise invalid_client("The Authorization header names no client.")
    return Credentials(client_id, secret)
