"""Revoking in a restored database what no restore brings back. Call these inside `db.tx`."""

from datetime import datetime
from typing import Any

from models import (
    AuthorizationCode,
    Client,
    ClientRole,
    Consent,
    DeviceCode,
    Grant,
    Link,
    Role,
    Secret,
    Session,
    User,
    UserRole,
)
from services.live import clock
from services.secrets import secrets

BY = "Command line"


async def end_all() -> None:
    """End all sessions, links and grants, and forget what people agreed to: nobody knows which of them had ended."""
    await Session.all().delete()
    await Link.all().delete()
    await AuthorizationCode.all().delete()
    await DeviceCode.all().delete()
    await Consent.all().delete()
    await Grant.filter(revoked_at__isnull=True).update(revoked_at=await clock.now())


async def remove_client(id: str) -> None:
    """As removed from now on: it can be restored for 30 days."""
    now = await clock.now()
    await change_client(id, removed=True, removed_at=now, removed_by_id=None, removed_by_name=BY)


async def change_client(id: str, **values: Any) -> None:
    """Set these fields of a client."""
    client = await Client.get(id=id)
    client.update_from_dict(values)
    await _save(client)


async def take_address(id: str, field: str, address: str) -> None:
    """Take one address out of a client's list of them."""
    client = await Client.get(id=id)
    setattr(client, field, [each for each in getattr(client, field) if each != address])
    await _save(client)


async def remove_secret(handle: str) -> None:
    """Remove a secret, for good."""
    secret = await Secret.get(handle=handle)
    await secret.delete()
    await secrets.set_first_expiry(await Client.get(id=secret.client_id))


async def shorten_secret(handle: str, expires_at: datetime) -> None:
    """Let a secret expire earlier."""
    secret = await Secret.get(handle=handle)
    secret.expires_at = expires_at
    secret.version += 1
    await secret.save()
    await secrets.set_first_expiry(await Client.get(id=secret.client_id))


async def disable_user(id: str) -> None:
    """Disable a person; a restore has ended their sessions, links and grants anyway."""
    await _change_user(id, enabled=False)


async def set_password_hash(id: str, password_hash: str | None) -> None:
    """Let the password count that was chosen last."""
    await _change_user(id, password_hash=password_hash)


async def remove_role(id: str) -> None:
    """Remove a role; whoever had it loses it."""
    await Role.filter(id=id).delete()


async def take_role(kind: str, holder: str, role: str) -> None:
    """Take a role from a person or a client."""
    if kind == "user":
        await UserRole.filter(user_id=holder, role_id=role).delete()
        await _change_user(holder)
    else:
        await ClientRole.filter(client_id=holder, role_id=role).delete()
        await change_client(holder)


async def _change_user(id: str, **values: Any) -> None:
    user = await User.get(id=id)
    user.update_from_dict(values)
    user.version += 1
    await user.save()


async def _save(client: Client) -> None:
    client.changed_at, client.changed_by_id, client.changed_by_name = await clock.now(), None, BY
    client.version += 1
    client.derive()
    await client.save()
