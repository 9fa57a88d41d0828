"""Adding, editing and removing OAuth clients."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from tortoise.exceptions import IntegrityError

import db
from errors import RuleViolation, Taken
from models import Client, ClientType, FormerId, IdKind, Role, User
from models.actions import Action, Attempt, TargetKind
from services.access import access, audit
from services.access.access import Person
from services.access.actors import Actor
from services.access.announcing import announce_client
from services.access.authors import merge_authored
from services.access.client_lookup import find, target_of
from services.clients.client_fields import LABELS, ClientFields, check_fields, read_fields
from services.live import clock
from services.people import client_roles
from services.secrets import secrets
from services.values.violations import collecting

_GUID = re.compile(r"\{?[0-9A-Fa-f]{8}(-?)(?:[0-9A-Fa-f]{4}\1){3}[0-9A-Fa-f]{12}\}?")
_TAKEN = "{} is taken. Use another ID, or leave it empty for a new one."


@dataclass(frozen=True, slots=True)
class ClientView:
    """A client with its roles, as Details and the forms show it."""

    client: Client
    roles: tuple[Role, ...]

    @property
    def fields(self) -> ClientFields:
        """The editable fields: what a form starts from, and the base of a later `edit`."""
        return read_fields(self.client, [role.id for role in self.roles])


@dataclass(frozen=True, slots=True)
class NewClient:
    """An added client, with its first secret where its type has secrets (the text is shown once)."""

    client: Client
    secret: secrets.NewSecret | None


async def get(actor: Actor, client_id: UUID) -> ClientView:
    """One client of the actor's tenant. Raises NotFound; a removed one counts as not there."""
    person = await access.identify(actor)
    client = await find(person, client_id)
    return ClientView(client, tuple(await client_roles.held_by(client.id)))


async def add(
    actor: Actor,
    kind: ClientType,
    fields: ClientFields,
    *,
    client_id: str = "",
    secret: secrets.SecretFields | None = None,
) -> NewClient:
    """Add a client; one whose type has secrets gets its first (`secret`, by default one with the policy's lifetime).

    `client_id` may be a GUID, for moving a client here. Raises RuleViolation, Forbidden.
    """
    person = await access.require_administrator(actor, Attempt.CLIENT_ADD)
    with collecting() as wrong:
        clean = wrong.take(lambda: check_fields(kind, fields.of_type(kind)))
        given = wrong.take(lambda: _read_id(client_id))
        prepared = await wrong.wait(secrets.prepare(person, secret), "secret.") if kind.has_secrets else None
    return await db.tx(partial(_insert, person, kind, clean, given, prepared))


async def edit(actor: Actor, client_id: UUID, *, base: ClientFields, wanted: ClientFields) -> ClientView:
    """Change what differs between `base` (as it was read) and `wanted`.

    What others changed meanwhile stays, and lists keep what either side added or removed. Raises Conflict where it is
    another field that both changed, or where the joined list breaks a rule; RuleViolation, NotFound.
    """
    person = await access.require_administrator(actor, Attempt.CLIENT_EDIT, str(client_id))
    client = await find(person, client_id)
    before, after = base.of_type(client.type), wanted.of_type(client.type)
    clean = check_fields(client.type, after)
    if clean.get("role_ids") is not None:
        roles = await client_roles.resolve(person.tenant_id, clean["role_ids"])
        clean["role_ids"] = [role.id for role in roles]
    return await db.tx(partial(_update, person, client_id, before, clean))


async def remove(actor: Actor, client_id: UUID) -> None:
    """Remove a client at once; it can be restored for 30 days (`services.clients.removed_clients`)."""
    person = await access.require_administrator(actor, Attempt.CLIENT_REMOVE, str(client_id))

    async def work() -> None:
        client = await find(person, client_id, lock=True)
        client.removed, client.removed_at = True, await clock.now()
        client.removed_by_id, client.removed_by_name = person.id, person.name
        await save(person, client, Action.CLIENT_REMOVED, before={"State": "Active"}, after={"State": "Removed"})

    await db.tx(work)


async def save(
    person: Person, client: Client, action: Action, *, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Write a changed client with its audit event and announcement. Call it inside `db.tx`, on a locked row."""
    client.changed_at = await clock.now()
    client.changed_by_id, client.changed_by_name = person.id, person.name
    client.version += 1
    client.derive()
    await client.save()
    await audit.record(person, action, target_of(client), before=before, after=after, at=client.changed_at)
    await announce_client(person, client)


async def _insert(
    person: Person, kind: ClientType, clean: dict[str, Any], given: UUID | None, prepared: secrets.Prepared | None
) -> NewClient:
    roles = await client_roles.resolve(person.tenant_id, clean.pop("role_ids", ()))
    await _check_free(person, given)
    client = _build(person, kind, clean, given or uuid4(), await clock.now())
    try:
        await client.save(force_create=True)
    except IntegrityError:  # somebody took the ID a moment ago
        raise Taken({"client_id": _TAKEN.format(client.id)}) from None
    if kind is ClientType.CLIENT_CREDENTIALS:
        await client_roles.replace(client.id, roles)
    shown = {**clean, "role_ids": roles} if kind is ClientType.CLIENT_CREDENTIALS else clean
    await audit.record(person, Action.CLIENT_ADDED, target_of(client), after=labelled(shown), at=client.created_at)
    new_secret = await secrets.insert(person, client, prepared) if prepared else None
    await announce_client(person, client)
    return NewClient(client, new_secret)


async def _update(person: Person, client_id: UUID, base: dict[str, Any], wanted: dict[str, Any]) -> ClientView:
    client = await find(person, client_id, lock=True)
    roles = await client_roles.held_by(client.id)
    current = read_fields(client, [role.id for role in roles]).of_type(client.type)
    changes = await merge_authored(
        (person.tenant_id, TargetKind.CLIENT, client.id),
        base=_comparable(base),
        wanted=_comparable(wanted),
        current=_comparable(current),
        version=client.version,
        settle=partial(settle, client.type),
    )
    if not changes:
        return ClientView(client, tuple(roles))
    before = {name: current[name] for name in changes}
    after = {name: list(value) if isinstance(value, tuple) else value for name, value in changes.items()}
    for name, value in after.items():
        if name != "role_ids":
            setattr(client, name, value)
    if "role_ids" in after:
        before["role_ids"], roles = roles, await client_roles.resolve(person.tenant_id, after["role_ids"])
        after["role_ids"] = roles
        await client_roles.replace(client.id, roles)
    await save(person, client, Action.CLIENT_EDITED, before=labelled(before), after=labelled(after))
    return ClientView(client, tuple(roles))


def settle(kind: ClientType, name: str, items: tuple[Any, ...]) -> tuple[Any, ...] | None:
    """A list that was joined of two edits, in its stored form; None where it breaks a rule, such as a limit."""
    try:
        return tuple(check_fields(kind, {name: items})[name])
    except RuleViolation:
        return None


def labelled(values: dict[str, Any]) -> dict[str, Any]:
    """Fields as the audit trail keeps them: by label, in plain words."""
    return {LABELS[name]: _plain(value) for name, value in values.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return ", ".join(item.name if isinstance(item, Role) else str(item) for item in value)
    return value


def _comparable(values: dict[str, Any]) -> dict[str, Any]:
    lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list | tuple)}
    if "role_ids" in lists:
        lists["role_ids"] = tuple(sorted(lists["role_ids"]))
    return {**values, **lists}


def _build(person: Person, kind: ClientType, clean: dict[str, Any], client_id: UUID, now: datetime) -> Client:
    client = Client(id=client_id, tenant_id=person.tenant_id, type=kind, created_at=now, changed_at=now, **clean)
    client.changed_by_id, client.changed_by_name = person.id, person.name
    client.derive()
    return client


async def _check_free(person: Person, given: UUID | None) -> None:
    if given is None:
        return
    taken = await Client.filter(id=given).first()
    if taken and taken.removed and taken.tenant_id == person.tenant_id:
        raise Taken(
            {"client_id": f"{given} belongs to the removed client {taken.name}. Restore that one, or use another ID."}
        )
    if taken or await User.filter(id=given).exists() or await FormerId.is_of(IdKind.USER, given):
        raise Taken({"client_id": _TAKEN.format(given)})


def _read_id(text: str) -> UUID | None:
    text = text.strip()
    if not text:
        return None
    if not _GUID.fullmatch(text):
        raise RuleViolation(
            {"client_id": f"{text[:60]} is not a GUID. Write 32 hexadecimal digits, or leave it empty for a new one."}
        )
    return UUID(text)
