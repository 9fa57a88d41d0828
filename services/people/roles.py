"""Roles: five built-in ones that stay as they are, and custom ones."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from tortoise.exceptions import IntegrityError
from tortoise.functions import Count

import db
from errors import NotFound, RuleViolation, Taken
from models import ClientRole, Role, UserRole
from models.actions import Action, Attempt, TargetKind
from models.folding import fold
from services.access import access, audit
from services.access.access import Person
from services.access.actors import Actor
from services.access.authors import LastChange, last_changes, merge_authored
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.values import names
from services.values.violations import collecting

LONGEST_NAME = 100
NO_ROLE = "There is no such role, or it was removed."
_LABELS = {"name": "Name", "description": "Description"}


@dataclass(frozen=True, slots=True)
class RoleFields:
    """What can be edited of a custom role: what a form starts from, and the base of a later `edit`."""

    name: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class RoleView:
    """A role, and how many have it; removed clients don't count."""

    id: UUID
    name: str
    description: str
    is_built_in: bool
    role_type_id: UUID | None
    users: int
    clients: int
    created_at: datetime
    version: int
    changed: LastChange | None = None
    """Who added or edited it last; None for a built-in one."""

    @property
    def fields(self) -> RoleFields:
        """The editable fields, as read now."""
        return RoleFields(self.name, self.description)


@dataclass(frozen=True, slots=True)
class Holders:
    """Who has a role, by name: the first of each kind, and how many there are in all."""

    users: list[tuple[UUID, str]]
    user_total: int
    clients: list[tuple[UUID, str]]
    client_total: int


async def list_roles(actor: Actor) -> list[RoleView]:
    """The tenant's roles by name, built-in ones included, with how many have each. Everybody signed in may."""
    person = await access.identify(actor)
    return await _views(await Role.of(person.tenant_id).order_by("name_key"))


async def get(actor: Actor, role_id: UUID) -> RoleView:
    """One role of the tenant. Raises NotFound."""
    person = await access.identify(actor)
    return await _view(await _find(person, role_id))


async def holders(actor: Actor, role_id: UUID, *, limit: int = 100) -> Holders:
    """Who has the role, at most `limit` of each kind. For Tenant Administrators. Raises NotFound."""
    person = await access.require_administrator(actor, Attempt.ROLE_READ_HOLDERS, str(role_id))
    role = await _find(person, role_id)
    users = UserRole.filter(role_id=role.id)
    clients = ClientRole.filter(role_id=role.id, client__removed=False)
    by_user = await users.select_related("user").order_by("user__name_key").limit(limit)
    by_client = await clients.select_related("client").order_by("client__name_key").limit(limit)
    return Holders(
        users=[(row.user.id, row.user.name) for row in by_user],
        user_total=await users.count(),
        clients=[(row.client.id, row.client.name) for row in by_client],
        client_total=await clients.count(),
    )


async def add(actor: Actor, fields: RoleFields) -> RoleView:
    """Add a custom role. Raises RuleViolation at `name` or `description`, Forbidden."""
    person = await access.require_administrator(actor, Attempt.ROLE_ADD)
    clean = _check(fields)

    async def work() -> Role:
        role = Role(
            tenant_id=person.tenant_id, **asdict(clean), name_key=fold(clean.name), created_at=await clock.now()
        )
        await _save(person, role)
        after = _labelled({name: value for name, value in asdict(clean).items() if value})
        await _record(person, role, Action.ROLE_ADDED, {}, after)
        return role

    return await _view(await db.tx(work))


async def edit(actor: Actor, role_id: UUID, *, base: RoleFields, wanted: RoleFields) -> RoleView:
    """Change what differs between `base` (as read) and `wanted` of a custom role.

    Raises Conflict where somebody changed the same field, RuleViolation (a built-in role: at `role`), NotFound.
    """
    person = await access.require_administrator(actor, Attempt.ROLE_EDIT, str(role_id))
    _refuse_built_in(await _find(person, role_id), "changed")
    return await _view(await db.tx(partial(_update, person, role_id, base, _check(wanted))))


async def remove(actor: Actor, role_id: UUID) -> None:
    """Remove a custom role; whoever had it loses it. Raises RuleViolation at `role` for a built-in one, NotFound."""
    person = await access.require_administrator(actor, Attempt.ROLE_REMOVE, str(role_id))
    _refuse_built_in(await _find(person, role_id), "removed")

    async def work() -> None:
        role = await _find(person, role_id, lock=True)
        view = await _view(role)
        held = [row.user_id for row in await UserRole.filter(role_id=role.id)]
        await role.delete()
        before = {**_labelled(asdict(view.fields)), "Users": view.users, "Clients": view.clients}
        await _record(person, role, Action.ROLE_REMOVED, before, {})
        for user_id in held:
            await feed.announce(Change(person.tenant_id, Kind.USER, str(user_id), 0, person.id))

    await db.tx(work)


async def _update(person: Person, role_id: UUID, base: RoleFields, wanted: RoleFields) -> Role:
    role = await _find(person, role_id, lock=True)
    current = {"name": role.name, "description": role.description}
    changes = await merge_authored(
        (person.tenant_id, TargetKind.ROLE, role.id),
        base=asdict(base),
        wanted=asdict(wanted),
        current=current,
        version=role.version,
    )
    if not changes:
        return role
    role.name = changes.get("name", role.name)
    role.name_key = fold(role.name)
    role.description = changes.get("description", role.description)
    role.version += 1
    await _save(person, role)
    before = {name: current[name] for name in changes}
    await _record(person, role, Action.ROLE_EDITED, _labelled(before), _labelled(changes))
    return role


async def _save(person: Person, role: Role) -> None:
    taken = Taken({"name": f"There is a role {role.name} already. Choose another name."})
    if await Role.of(person.tenant_id).filter(name_key=role.name_key).exclude(id=role.id).exists():
        raise taken
    try:
        await role.save()
    except IntegrityError:
        raise taken from None


async def _find(person: Person, role_id: UUID, *, lock: bool = False) -> Role:
    rows = Role.of(person.tenant_id).filter(id=role_id)
    role: Role | None = await (rows.select_for_update() if lock else rows).first()
    if role is None:
        raise NotFound(NO_ROLE)
    return role


async def _view(role: Role) -> RoleView:
    return (await _views([role]))[0]


async def _views(roles: Sequence[Role]) -> list[RoleView]:
    ids = [role.id for role in roles]
    users = await _counts(UserRole.filter(role_id__in=ids))
    clients = await _counts(ClientRole.filter(role_id__in=ids, client__removed=False))
    custom = [role for role in roles if role.role_type_id is None]
    changed = await last_changes(custom[0].tenant_id, TargetKind.ROLE, [role.id for role in custom]) if custom else {}
    return [
        RoleView(
            id=role.id,
            name=role.name,
            description=role.description,
            is_built_in=role.role_type_id is not None,
            role_type_id=role.role_type_id,
            users=users.get(role.id, 0),
            clients=clients.get(role.id, 0),
            created_at=role.created_at,
            version=role.version,
            changed=changed.get(str(role.id)),
        )
        for role in roles
    ]


async def _counts(rows: Any) -> dict[UUID, int]:
    counted = await rows.annotate(held=Count("id")).group_by("role_id").values("role_id", "held")
    return {row["role_id"]: row["held"] for row in counted}


def _refuse_built_in(role: Role, verb: str) -> None:
    if role.role_type_id is not None:
        raise RuleViolation({"role": f"{role.name} is a built-in role, which can't be {verb}."})


def _check(fields: RoleFields) -> RoleFields:
    with collecting() as wrong:
        name = wrong.take(lambda: names.check_name(fields.name, what="A role's name", longest=LONGEST_NAME))
        description = wrong.take(lambda: names.check_description(fields.description))
    return RoleFields(name, description)


async def _record(person: Person, role: Role, action: Action, before: dict[str, Any], after: dict[str, Any]) -> None:
    await audit.record(
        person, action, audit.Target(TargetKind.ROLE, str(role.id), role.name), before=before, after=after
    )
    await feed.announce(Change(person.tenant_id, Kind.ROLE, str(role.id), role.version, person.id))


def _labelled(values: dict[str, Any]) -> dict[str, Any]:
    return {_LABELS[name]: value for name, value in values.items()}
