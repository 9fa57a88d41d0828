"""Clients as the token endpoints need them, remembered while `services.live.freshness` proves that nothing changed."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from cachetools import LRUCache

import db
from models import Client, ClientRole, ClientType, Secret, Tenant
from services.live import clock, freshness
from services.live.changes import Change, Kind
from services.watch import figures

LOOKUPS = figures.tally("keylodge_cache_lookups", "Looks into what is remembered.", "cache", "outcome")
MOST = 10_000
"""Clients remembered: those that were asked for last."""


@dataclass(frozen=True, slots=True)
class KnownSecret:
    """A secret of a client; `expires_at` in seconds since 1970, None: never."""

    id: int
    handle: str
    text_hash: bytes = field(repr=False)
    expires_at: float | None

    @property
    def expired(self) -> bool:
        """Whether it has expired by now."""
        return self.expires_at is not None and self.expires_at <= clock.seconds()


@dataclass(frozen=True, slots=True)
class KnownClient:
    """A client that was not removed. It may be disabled: whoever authenticates it looks."""

    id: UUID
    text_id: str
    """The `client_id` of the protocol."""
    tenant_id: UUID
    type: ClientType
    name: str
    enabled: bool
    access_token_lifetime: int
    """Seconds."""
    device_code_lifetime: int
    """Seconds."""
    redirect_uris: tuple[str, ...]
    post_logout_redirect_uris: tuple[str, ...]
    allowed_cors_origins: tuple[str, ...]
    allow_offline_access: bool
    client_uri: str
    generation: int
    role_names: tuple[str, ...]
    audiences: tuple[str, ...]
    """What the tenant lets tokens be asked for with `resource`, besides our own API."""
    secrets: Mapping[str, KnownSecret]
    """By handle."""


class _Memory:
    clients: LRUCache[str, tuple[float, KnownClient]] = LRUCache(MOST)
    """Each with the moment (of `time.monotonic()`) until which it is remembered."""
    loading: dict[str, "asyncio.Task[KnownClient | None]"] = {}
    """Who is being read. Whoever changes meanwhile is taken out, and not remembered."""


_NOBODY: tuple[float, KnownClient | None] = (float("-inf"), None)


def remembered(client_id: str) -> KnownClient | None:
    """The client with this ID, if it is in memory and proven fresh; None: `find` has to look."""
    until, known = (_Memory.clients.get(client_id) if freshness.is_proven() else None) or _NOBODY
    if until < time.monotonic():
        return None
    LOOKUPS.add("clients", "hit")
    return known


async def find(client_id: str) -> KnownClient | None:
    """The client with this ID, as the database holds it now; None where there is none or it was removed."""
    known = remembered(client_id)
    row_id = _parse(client_id) if known is None else None
    if row_id is None:
        return known
    LOOKUPS.add("clients", "miss")
    if db.in_transaction() or not freshness.is_proven():  # whoever else loads may wait for this very transaction
        return await _load(row_id)
    return await _load_once(row_id, client_id)


def hear(change: Change) -> None:
    """Forget whom a change touches: that client, or every client of a tenant whose roles or audiences changed."""
    if change.kind is Kind.CLIENT:
        _Memory.clients.pop(change.id, None)
        _Memory.loading.pop(change.id, None)
    elif change.kind in (Kind.TENANT, Kind.ROLE) and change.tenant_id is not None:
        for client in [each for _, each in _Memory.clients.values() if each.tenant_id == change.tenant_id]:
            _Memory.clients.pop(client.text_id, None)
        _Memory.loading.clear()  # nobody knows yet whose they are
    elif change.kind in (Kind.TENANT, Kind.ROLE, Kind.RELOAD):
        forget()


def forget() -> None:
    """Forget every client: at a start and at an end."""
    _Memory.clients.clear()
    _Memory.loading.clear()


async def _load_once(id: UUID, client_id: str) -> KnownClient | None:
    """However many ask at once, one reads. Whoever asks after a change of the client reads again."""
    task = _Memory.loading.get(client_id)
    if task is None:
        task = asyncio.create_task(_load(id))
        _Memory.loading[client_id] = task
        task.add_done_callback(lambda done: _remember(client_id, done))
    return await asyncio.shield(task)


def _remember(client_id: str, done: "asyncio.Task[KnownClient | None]") -> None:
    if _Memory.loading.get(client_id) is not done:
        return
    del _Memory.loading[client_id]
    found = None if done.cancelled() or done.exception() else done.result()
    if found is not None:
        _Memory.clients[client_id] = time.monotonic() + freshness.KEPT_SECONDS, found


async def _load(id: UUID) -> KnownClient | None:
    client = await Client.filter(id=id, removed=False).select_related("tenant").first()
    if client is None:
        return None
    secrets: list[Secret] = []
    role_names: list[str] = []
    if client.type.has_secrets:
        secrets = await Secret.filter(client_id=id)
    if client.type is ClientType.CLIENT_CREDENTIALS:
        held = await ClientRole.filter(client_id=id).select_related("role").order_by("role__name_key")
        role_names = [row.role.name for row in held]
    return _known(client, client.tenant, secrets, role_names)


def _known(client: Client, tenant: Tenant, secrets: list[Secret], role_names: list[str]) -> KnownClient:
    return KnownClient(
        id=client.id,
        text_id=str(client.id),
        tenant_id=client.tenant_id,
        type=client.type,
        name=client.name,
        enabled=client.enabled,
        access_token_lifetime=client.access_token_lifetime,
        device_code_lifetime=client.device_code_lifetime,
        redirect_uris=tuple(client.redirect_uris),
        post_logout_redirect_uris=tuple(client.post_logout_redirect_uris),
        allowed_cors_origins=tuple(client.allowed_cors_origins),
        allow_offline_access=client.allow_offline_access,
        client_uri=client.client_uri,
        generation=client.generation,
        role_names=tuple(role_names),
        audiences=tuple(tenant.audiences),
        secrets=MappingProxyType({secret.handle: _secret(secret) for secret in secrets}),
    )


def _secret(secret: Secret) -> KnownSecret:
    expires = secret.expires_at.timestamp() if secret.expires_at else None
    return KnownSecret(secret.id, secret.handle, secret.text_hash.encode(), expires)


def _parse(client_id: str) -> UUID | None:
    try:
        row_id = UUID(client_id)
    except ValueError:
        return None
    return row_id if str(row_id) == client_id else None
