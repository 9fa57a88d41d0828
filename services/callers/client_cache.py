"""Clients as the token endpoints need them, remembered while `services.live.freshness` proves that nothing changed."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from uuid import UUID

from cachetools import LRUCache

import db
from models import Client, ClientRole, ClientType, Secret, Tenant
from services.live import clock, freshness
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
    clients: LRUCache[str, tuple[int, KnownClient | None]] = LRUCache(MOST)
    loading: dict[tuple[str, int], "asyncio.Task[KnownClient | None]"] = {}


async def find(client_id: str) -> KnownClient | None:
    """The client with this ID, as the database holds it now; None where there is none or it was removed."""
    stamp = freshness.stamp()
    known = _Memory.clients.get(client_id)
    if known is not None and known[0] == stamp:
        LOOKUPS.add("clients", "hit")
        return known[1]
    LOOKUPS.add("clients", "miss")
    row_id = _parse(client_id)
    if row_id is None:
        return None
    if stamp is None or db.in_transaction():  # whoever else loads may wait for this very transaction
        return await _load(row_id)
    return await _load_once(row_id, client_id, stamp)


def forget() -> None:
    """Forget every client: at a start and at an end."""
    _Memory.clients.clear()
    _Memory.loading.clear()


async def _load_once(id: UUID, client_id: str, stamp: int) -> KnownClient | None:
    """However many ask at once, one reads. Whoever has a newer stamp reads again."""
    key = (client_id, stamp)
    task = _Memory.loading.get(key)
    if task is None:
        task = asyncio.create_task(_load(id))
        _Memory.loading[key] = task
        task.add_done_callback(lambda done: _remember(key, done))
    return await asyncio.shield(task)


def _remember(key: tuple[str, int], done: "asyncio.Task[KnownClient | None]") -> None:
    _Memory.loading.pop(key, None)
    if done.cancelled() or done.exception() or done.result() is None:
        _Memory.clients.pop(key[0], None)
        return
    _Memory.clients[key[0]] = (key[1], done.result())


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
