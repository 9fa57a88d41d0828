"""What was revoked since a backup was made, found by comparing it with what it replaces, and revoked again."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from services.backups import revoking
from services.backups.branches import Touched
from services.backups.standings import Standing, shared_tenants
from services.secrets.expirations import spoken

_SWITCHES = {
    "allow_offline_access": "refresh tokens were switched off",
    "allow_access_tokens_via_browser": "access tokens via the browser were switched off",
}
_ADDRESSES = {
    "redirect_uris": "the redirect URI {} was taken away",
    "post_logout_redirect_uris": "the post-logout redirect URI {} was taken away",
    "allowed_cors_origins": "the CORS origin {} was taken away",
}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Revoked:
    """One thing that was revoked since: a sentence's worth of words, never a secret's text; `again` revokes it."""

    tenant_id: str
    words: str
    again: Callable[[], Awaitable[object]] = field(repr=False, compare=False)


def since(backup: Standing, replaced: Standing, newer: Touched) -> list[Revoked]:
    """What `replaced` no longer lets in and `backup` would, in tenants that both know. `newer`: only the backup's."""
    shared = shared_tenants(backup, replaced)
    found = (
        *_clients(backup, replaced, newer),
        *_secrets(backup, replaced, newer),
        *_users(backup, replaced, newer),
        *_roles(backup, replaced, newer),
        *_roles_held("user", backup, replaced, newer),
        *_roles_held("client", backup, replaced, newer),
    )
    return [each for each in found if each.tenant_id in shared]


def _clients(backup: Standing, replaced: Standing, newer: Touched) -> Iterator[Revoked]:
    for key, row in backup.clients.items():
        if row["removed"] or ("client", key) in newer:
            continue
        now = replaced.clients.get(key)
        about = f"Client {row['name']} ({key})"
        if now is None or now["removed"]:
            yield Revoked(row["tenant_id"], f"{about}: removed", partial(revoking.remove_client, key))
            continue
        if row["enabled"] and not now["enabled"]:
            yield Revoked(row["tenant_id"], f"{about}: disabled", partial(revoking.change_client, key, enabled=False))
        for name, words in _SWITCHES.items():
            if row[name] and not now[name]:
                yield Revoked(
                    row["tenant_id"], f"{about}: {words}", partial(revoking.change_client, key, **{name: False})
                )
        yield from _addresses(about, row, now)


def _addresses(about: str, row: Row, now: Row) -> Iterator[Revoked]:
    for name, words in _ADDRESSES.items():
        for address in row[name]:
            if address not in now[name]:
                again = partial(revoking.take_address, row["id"], name, address)
                yield Revoked(row["tenant_id"], f"{about}: {words.format(address)}", again)


def _secrets(backup: Standing, replaced: Standing, newer: Touched) -> Iterator[Revoked]:
    for handle, row in backup.secrets.items():
        if ("secret", str(row["id"])) in newer:
            continue
        now = replaced.secrets.get(handle)
        named = f"{row['description']} (kl_{handle})" if row["description"] else f"kl_{handle}"
        about = f"Secret {named} of {row['client_name']} ({row['client_id']})"
        if now is None:
            yield Revoked(row["tenant_id"], f"{about}: removed", partial(revoking.remove_secret, handle))
        elif _earlier(now["expires_at"], row["expires_at"]):
            words = f"expires {spoken(now['expires_at'])}, not {_until(row['expires_at'])}"
            again = partial(revoking.shorten_secret, handle, now["expires_at"])
            yield Revoked(row["tenant_id"], f"{about}: {words}", again)


def _users(backup: Standing, replaced: Standing, newer: Touched) -> Iterator[Revoked]:
    for key, row in backup.users.items():
        if ("user", key) in newer:
            continue
        now = replaced.users.get(key)
        about = f"User {row['name']} ({key})"
        words = _out(row, now)
        if words:
            yield Revoked(row["tenant_id"], f"{about}: {words}", partial(revoking.disable_user, key))
        if now is not None and row["password_hash"] and now["password_hash"] != row["password_hash"]:
            again = partial(revoking.set_password_hash, key, now["password_hash"])
            yield Revoked(row["tenant_id"], f"{about}: the password was changed", again)


def _out(row: Row, now: Row | None) -> str:
    if not row["enabled"]:
        return ""
    if now is None:
        return "removed, and now disabled"
    if now["tenant_id"] != row["tenant_id"]:
        return "moved to another tenant, and now disabled in this one"
    return "" if now["enabled"] else "disabled"


def _roles(backup: Standing, replaced: Standing, newer: Touched) -> Iterator[Revoked]:
    for key, row in backup.roles.items():
        if key not in replaced.roles and ("role", key) not in newer:
            yield Revoked(row["tenant_id"], f"Role {row['name']} ({key}): removed", partial(revoking.remove_role, key))


def _roles_held(kind: str, backup: Standing, replaced: Standing, newer: Touched) -> Iterator[Revoked]:
    then, now, held, holding = (
        (backup.users, replaced.users, backup.users_roles, replaced.users_roles)
        if kind == "user"
        else (backup.clients, replaced.clients, backup.clients_roles, replaced.clients_roles)
    )
    for holder, role in sorted(held - holding):
        row = then[holder]
        stays = holder in now and now[holder]["tenant_id"] == row["tenant_id"]  # who left has lost all anyway
        if stays and role in replaced.roles and (kind, holder) not in newer:
            words = f"{kind.title()} {row['name']} ({holder}): lost the role {backup.roles[role]['name']}"
            yield Revoked(row["tenant_id"], words, partial(revoking.take_role, kind, holder, role))


def _earlier(now: datetime | None, then: datetime | None) -> bool:
    return now is not None and (then is None or now < then)


def _until(moment: datetime | None) -> str:
    return spoken(moment) if moment else "never"
