"""Issuing, editing and removing client secrets."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from typing import cast
from uuid import UUID

import bcrypt

import db
import settings
from errors import NotFound, RuleViolation
from models import Client, Secret, Tenant
from models.actions import Action, Attempt, TargetKind
from models.client_states import Standing
from services.access import access, audit, client_lookup
from services.access.access import Person
from services.access.actors import Actor
from services.access.announcing import announce_client
from services.access.authors import merge_authored
from services.live import clock
from services.secrets import secret_texts
from services.secrets.expirations import SecretPolicy, spoken
from services.values.characters import has_unshown

MOST = 10
"""Secrets a client can have."""
LONGEST_DESCRIPTION = 200
_IDS = range(1, 2**31)
"""What the column holds; PostgreSQL refuses to look for anything else."""
NO_SECRET = "There is no such secret, or it was removed."  # noqa: S105 - a sentence


@dataclass(frozen=True, slots=True)
class SecretFields:
    """A secret's editable fields; `expires_at` None: never."""

    description: str = ""
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """A secret that is ready to be written: checked and hashed, outside of any transaction."""

    fields: SecretFields
    handle: str
    text_hash: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class NewSecret:
    """A stored secret with its text, which exists once and is never kept."""

    secret: Secret
    text: str = field(repr=False)


async def policy(actor: Actor) -> tuple[SecretPolicy, datetime]:
    """The tenant's policy, and the database's clock that it is counted from."""
    person = await access.identify(actor)
    return SecretPolicy.of(await Tenant.get(id=person.tenant_id)), await clock.now()


async def list_secrets(actor: Actor, client_id: UUID) -> list[Secret]:
    """A client's secrets, oldest first. For Tenant Administrators and the client itself. Raises NotFound."""
    person = await access.require_self_or_administrator(actor, client_id, Attempt.SECRET_LIST)
    client = await client_lookup.find(person, client_id)
    return await Secret.filter(client_id=client.id).order_by("id")


async def get(actor: Actor, client_id: UUID, secret_id: int) -> Secret:
    """One secret of a client. For Tenant Administrators and the client itself. Raises NotFound."""
    found = [secret for secret in await list_secrets(actor, client_id) if secret.id == secret_id]
    if not found:
        raise NotFound(NO_SECRET)
    return found[0]


async def add(actor: Actor, client_id: UUID, fields: SecretFields) -> NewSecret:
    """Issue a secret. Raises RuleViolation (also when the client has MOST already), NotFound, Forbidden."""
    person = await access.require_self_or_administrator(actor, client_id, Attempt.SECRET_ADD)
    client = await client_lookup.find(person, client_id)
    if not client.type.has_secrets:
        raise RuleViolation({"client": f"{client.type.label} clients have no secret."})
    prepared = await prepare(person, fields)

    async def work() -> NewSecret:
        locked = await client_lookup.find(person, client_id, lock=True)
        if await Secret.filter(client_id=client_id).count() >= MOST:
            raise RuleViolation({"client": f"This client has {MOST} secrets, the most it can have. Remove one first."})
        new = await insert(person, locked, prepared)
        await _touch(person, locked)
        return new

    return await db.tx(work)


async def prepare(person: Person, fields: SecretFields | None) -> Prepared:
    """Check the fields against the tenant's policy and hash a new text. Raises RuleViolation.

    `fields` None: no description, and the policy's default lifetime.
    """
    rules, now = SecretPolicy.of(await Tenant.get(id=person.tenant_id)), await clock.now()
    given = fields or SecretFields(expires_at=rules.default(now))
    clean = _check(given)
    rules.check(given.expires_at, now)
    made = secret_texts.generate()
    return Prepared(clean, made.handle, await asyncio.to_thread(_hash, made.text), made.text)


async def insert(person: Person, client: Client, prepared: Prepared) -> NewSecret:
    """Write a prepared secret. Call it inside `db.tx`, with the client's row locked or new."""
    secret = await Secret.create(
        client_id=client.id,
        handle=prepared.handle,
        text_hash=prepared.text_hash,
        description=prepared.fields.description,
        expires_at=prepared.fields.expires_at,
        created_at=await clock.now(),
        created_by_id=person.id,
        created_by_name=person.name,
        created_by_secret_id=person.actor.bearer.secret_id if person.actor.bearer else None,
    )
    await audit.record(person, Action.SECRET_ADDED, target_of(client, secret), after=labelled(asdict(prepared.fields)))
    await set_first_expiry(client)
    return NewSecret(secret, prepared.text)


async def edit(actor: Actor, client_id: UUID, secret_id: int, *, base: SecretFields, wanted: SecretFields) -> Secret:
    """Change description or expiration; merges like `clients.edit`. Raises Conflict, RuleViolation, NotFound."""
    person = await access.require_administrator(actor, Attempt.SECRET_EDIT, str(client_id))
    clean, base = _check(wanted), replace(base, expires_at=_in_utc(base.expires_at))
    if clean.expires_at != base.expires_at:
        SecretPolicy.of(await Tenant.get(id=person.tenant_id)).check(wanted.expires_at, await clock.now())
    return await db.tx(partial(_update, person, client_id, secret_id, base, clean))


async def remove(actor: Actor, client_id: UUID, secret_id: int) -> None:
    """Remove a secret, for good. Raises NotFound, Forbidden."""
    person = await access.require_administrator(actor, Attempt.SECRET_REMOVE, str(client_id))

    async def work() -> None:
        client, secret = await _find(person, client_id, secret_id)
        await secret.delete()
        await audit.record(
            person,
            Action.SECRET_REMOVED,
            target_of(client, secret),
            before={"State": "Active"},
            after={"State": "Removed"},
        )
        await set_first_expiry(client)
        await _touch(person, client)

    await db.tx(work)


async def set_first_expiry(client: Client) -> None:
    """Keep `client.first_expiry`, and what else its row says of its secrets, true to them. Call it inside `db.tx`."""
    expirations = await Secret.filter(client_id=client.id).values_list("expires_at", flat=True)
    standing = asdict(Standing.of(cast("Sequence[datetime | None]", expirations), await clock.now()))
    client.update_from_dict(standing)
    await Client.filter(id=client.id).update(**standing)


async def _update(person: Person, client_id: UUID, secret_id: int, base: SecretFields, wanted: SecretFields) -> Secret:
    client, secret = await _find(person, client_id, secret_id)
    current = {"description": secret.description, "expires_at": secret.expires_at}
    changes = await merge_authored(
        (person.tenant_id, TargetKind.SECRET, secret.id),
        base=asdict(base),
        wanted=asdict(wanted),
        current=current,
        version=secret.version,
    )
    if not changes:
        return secret
    secret.update_from_dict({**changes, "version": secret.version + 1})
    await secret.save(update_fields=[*changes, "version"])  # never `last_used_at`, which is written meanwhile
    before = {name: current[name] for name in changes}
    await audit.record(
        person, Action.SECRET_EDITED, target_of(client, secret), before=labelled(before), after=labelled(changes)
    )
    await set_first_expiry(client)
    await _touch(person, client)
    return secret


async def _find(person: Person, client_id: UUID, secret_id: int) -> tuple[Client, Secret]:
    client = await client_lookup.find(person, client_id, lock=True)
    secret = await Secret.filter(client_id=client.id, id=secret_id).first() if secret_id in _IDS else None
    if secret is None:
        raise NotFound(NO_SECRET)
    return client, secret


async def _touch(person: Person, client: Client) -> None:
    await Client.filter(id=client.id).update(
        changed_at=await clock.now(), changed_by_id=person.id, changed_by_name=person.name
    )
    await announce_client(person, client)


def _check(fields: SecretFields) -> SecretFields:
    description = fields.description.strip()
    if len(description) > LONGEST_DESCRIPTION:
        raise RuleViolation(
            {"description": f"Description has {len(description)} characters. {LONGEST_DESCRIPTION} at most."}
        )
    if has_unshown(description):
        raise RuleViolation({"description": "Description has a character that can't be shown. Type it again."})
    return SecretFields(description, _in_utc(fields.expires_at))


def _in_utc(moment: datetime | None) -> datetime | None:
    """As it is stored; two zones' moments are never equal where a clock goes back."""
    return moment and moment.astimezone(UTC)


def _hash(text: str) -> str:
    return bcrypt.hashpw(text.encode(), bcrypt.gensalt(settings.current().secret_hash_cost)).decode()


def target_of(client: Client, secret: Secret) -> audit.Target:
    """The secret as an audit event's target."""
    return audit.Target(TargetKind.SECRET, str(secret.id), f"{secret.label} of {client.name}", client.id)


def labelled(values: Mapping[str, object]) -> dict[str, object]:
    """Fields as the audit trail keeps them: by label, in plain words."""
    words: dict[str, object] = {}
    for name, value in values.items():
        if name == "expires_at":
            words["Expiration Date"] = spoken(value) if isinstance(value, datetime) else "Never Expires"
        else:
            words["Description"] = value
    return words
