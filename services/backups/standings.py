"""What of an installation lets anybody in, read from a database of whichever kind and version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.backups.side_databases import Read, Row

_CLIENTS = """
SELECT id, tenant_id, name, enabled, removed, redirect_uris, post_logout_redirect_uris, allowed_cors_origins,
    allow_offline_access, allow_access_tokens_via_browser FROM client"""
_SECRETS = """
SELECT secret.id, secret.handle, secret.description, secret.expires_at, secret.client_id,
    client.name AS client_name, client.tenant_id FROM secret JOIN client ON client.id = secret.client_id"""
_USERS = 'SELECT id, tenant_id, name, enabled, password_hash FROM "user"'
_YES_OR_NO = ("enabled", "removed", "allow_offline_access", "allow_access_tokens_via_browser")
_LISTS = ("redirect_uris", "post_logout_redirect_uris", "allowed_cors_origins")

Found = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Standing:
    """Rows as dicts by ID (secrets by handle), with values of the same types from both databases.

    `users_roles` and `clients_roles` are pairs of the holder's ID and the role's.
    """

    tenants: Found
    clients: Found
    secrets: Found
    users: Found
    roles: Found
    users_roles: frozenset[tuple[str, str]]
    clients_roles: frozenset[tuple[str, str]]


async def read(ask: Read) -> Standing:
    """What stands in the database that `ask` asks. Whatever the database raises comes through."""
    return Standing(
        tenants=await _found(ask, "SELECT id, name FROM tenant"),
        clients=await _found(ask, _CLIENTS),
        secrets=await _found(ask, _SECRETS, "handle"),
        users=await _found(ask, _USERS),
        roles=await _found(ask, "SELECT id, tenant_id, name FROM role"),
        users_roles=await _pairs(ask, "SELECT user_id AS holder, role_id FROM user_role"),
        clients_roles=await _pairs(ask, "SELECT client_id AS holder, role_id FROM client_role"),
    )


async def _found(ask: Read, query: str, key: str = "id") -> Found:
    rows = [_plain(row) for row in await ask(query)]
    return {str(row[key]): row for row in rows}


async def _pairs(ask: Read, query: str) -> frozenset[tuple[str, str]]:
    return frozenset((str(row["holder"]), str(row["role_id"])) for row in await ask(query))


def _plain(row: Row) -> dict[str, Any]:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    """SQLite keeps IDs, times and lists as text, and yes as 1."""
    if isinstance(value, UUID):
        return str(value)
    if name in _YES_OR_NO:
        return bool(value)
    if name in _LISTS:
        return json.loads(value) if isinstance(value, str) else value
    if name == "expires_at" and value is not None:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    return value


def shared_tenants(one: Standing, other: Standing) -> Mapping[str, str]:
    """The names, by ID, of tenants that both have."""
    return {key: row["name"] for key, row in one.tenants.items() if key in other.tenants}
