"""Device codes (RFC 8628): a device shows a short code, a person types it elsewhere and decides, the device polls.

The device's own code is kept as SHA-256. The short one has 20^8 values, lives minutes, and is guessed under a throttle.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tortoise.exceptions import IntegrityError

import db
from models import DeviceCode, DeviceState, Grant
from models.actions import Action
from services.access import grant_revocation
from services.access.access import Person
from services.callers import client_cache
from services.callers.client_cache import KnownClient
from services.callers.oauth_errors import OAuthError, invalid_grant
from services.live import clock
from services.oauth import consents
from services.sign_in import throttle
from services.sign_in.signed_in import SignedIn
from services.tokens import grants
from services.tokens.token_revocation import hash_text

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so that no words come about (RFC 8628 section 6.1)."""
LENGTH = 8
INTERVAL = 5
"""Seconds between two polls, at first and added for each that comes too early."""
KEEP = timedelta(days=1)
"""How long a code is kept after it expired."""
_REFUSAL = "The device code is unknown, expired, or was used before."


@dataclass(frozen=True, slots=True)
class NewDeviceCode:
    """What a device gets: a code for itself, one for a person, and how long they are good, in seconds."""

    device_code: str = field(repr=False)
    user_code: str
    expires_in: int
    interval: int


@dataclass(frozen=True, slots=True)
class WaitingDevice:
    """A device that waits for a person's decision."""

    client: KnownClient
    user_code: str
    scopes: tuple[str, ...]
    audience: str


async def begin(client: KnownClient, *, scope: str, audience: str) -> NewDeviceCode:
    """Let a device wait for somebody."""
    text = secrets.token_urlsafe(32)
    while True:
        user_code = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
        try:
            await _write(client, text, user_code, scope, audience)
        except IntegrityError:  # another device waits with the same letters
            continue
        return NewDeviceCode(text, shown(user_code), client.device_code_lifetime, INTERVAL)


async def find_waiting(person: Person, typed: str, address: str) -> WaitingDevice | None:
    """The device that shows the code `typed`, if it is one of the person's tenant.

    Wrong codes are failures of that person and of the address. Raises TooManyAttempts with the seconds to wait.
    """
    attempt = await throttle.begin(f"device code {person.id}", address)
    device = await _find(person, typed)
    if device is not None:
        await db.tx(lambda: throttle.succeed(attempt))
    return device


async def decide(signed_in: SignedIn, user_code: str, *, allow: bool) -> bool:
    """Write down what the person decided; False where the device waits no more."""
    device = await _find(signed_in.person, user_code)
    if device is None:
        return False

    async def work() -> bool:
        state = DeviceState.ALLOWED if allow else DeviceState.DENIED
        if not await _waiting(device.user_code, await clock.now()).update(state=state):
            return False  # somebody else decided first
        if allow:
            grant = await _grant(device, signed_in)
            await DeviceCode.filter(user_code=device.user_code).update(grant_id=grant.id)
        await consents.record(signed_in.person, device.client, _ACTIONS[state], " ".join(device.scopes))
        return True

    return await db.tx(work)


async def redeem(client: KnownClient, text: str) -> tuple[Grant, Person]:
    """What the person allowed, and who it was, once. Raises OAuthError as RFC 8628 section 3.5 has them.

    A replay revokes the grant.
    """
    row = await DeviceCode.filter(code_hash=hash_text(text), client_id=client.id).select_related("grant").first()
    if row is None:
        raise invalid_grant(_REFUSAL)
    if row.state is DeviceState.REDEEMED and row.grant_id:
        await grant_revocation.revoke(client.tenant_id, row.grant_id)
        raise invalid_grant(_REFUSAL)
    person = await grants.holder(client, row.grant) if row.grant else None
    answer = await db.tx(lambda: _redeem(client, row.code_hash))
    if isinstance(answer, OAuthError):
        raise answer
    return answer, person or await grants.holder(client, answer)


def shown(user_code: str) -> str:
    """The code as a device shows it."""
    return f"{user_code[:4]}-{user_code[4:]}"


_ACTIONS = {DeviceState.ALLOWED: Action.CLIENT_ALLOWED, DeviceState.DENIED: Action.CLIENT_DENIED}


async def _write(client: KnownClient, text: str, user_code: str, scope: str, audience: str) -> None:
    async def work() -> None:
        now = await clock.now()
        await DeviceCode.create(
            code_hash=hash_text(text),
            user_code=user_code,
            client_id=client.id,
            scope=scope,
            resource=audience,
            interval=INTERVAL,
            expires_at=now + timedelta(seconds=client.device_code_lifetime),
        )

    await db.tx(work)


async def _find(person: Person, typed: str) -> WaitingDevice | None:
    user_code = "".join(letter for letter in typed[:40].upper() if letter.isalnum())
    row = await _waiting(user_code, await clock.now()).first()
    client = await client_cache.find(str(row.client_id)) if row else None
    if row is None or client is None or not client.enabled or client.tenant_id != person.tenant_id:
        return None
    return WaitingDevice(client, user_code, tuple(row.scope.split()), row.resource)


def _waiting(user_code: str, now: datetime) -> "QuerySet[DeviceCode]":
    return DeviceCode.filter(user_code=user_code, state=DeviceState.PENDING, expires_at__gt=now)


async def _grant(device: WaitingDevice, signed_in: SignedIn) -> Grant:
    return await grants.create(
        signed_in.person,
        device.client,
        scope=" ".join(device.scopes),
        resource=device.audience,
        authenticated_at=signed_in.at,
    )


async def _redeem(client: KnownClient, code_hash: str) -> Grant | OAuthError:
    """Answers an error instead of raising it, so that what it wrote stays."""
    now = await clock.now()
    allowed = DeviceCode.filter(code_hash=code_hash, state=DeviceState.ALLOWED, expires_at__gt=now)
    redeemed = await allowed.update(state=DeviceState.REDEEMED)
    row = await DeviceCode.filter(code_hash=code_hash).select_for_update().get()
    if redeemed and row.grant_id:
        return await Grant.get(id=row.grant_id)
    if row.state is DeviceState.REDEEMED and row.grant_id:
        await grant_revocation.revoke(client.tenant_id, row.grant_id)
        return invalid_grant(_REFUSAL)
    if row.expires_at <= now:
        return OAuthError("expired_token", "The device code has expired. Begin again.")
    if row.state is DeviceState.DENIED:
        return OAuthError("access_denied", "The person refused.")
    return await _poll(row, now)


async def _poll(row: DeviceCode, now: datetime) -> OAuthError:
    """A second of grace: clocks and networks are not exact."""
    early = row.polled_at is not None and now - row.polled_at < timedelta(seconds=row.interval - 1)
    interval = row.interval + INTERVAL if early else row.interval
    await DeviceCode.filter(code_hash=row.code_hash).update(polled_at=now, interval=interval)
    if early:
        return OAuthError("slow_down", f"Wait {interval} seconds between two requests.")
    return OAuthError("authorization_pending", "Nobody has decided yet.")
