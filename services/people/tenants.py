"""Tenants: made with their five built-in roles, renamed, given a secret policy."""

from collections.abc import Mapping
from dataclasses import asdict
from functools import partial
from typing import Any

import db
from errors import RuleViolation
from models import BuiltInRole, Role, Tenant
from models.actions import Action, Attempt, TargetKind
from models.folding import fold
from services.access import access, audit
from services.access.access import Person
from services.access.actors import Actor, operator
from services.access.authors import merge_authored
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.secrets.expirations import SecretPolicy
from services.values import names
from services.values.violations import collecting

DEFAULT_NAME = "Default"
LONGEST_DAYS = 3650
"""Ten years: the longest lifetime that a policy can allow."""
_DESCRIPTIONS = {
    BuiltInRole.TENANT_ADMINISTRATOR: "Changes clients, secrets, users and roles",
    BuiltInRole.TENANT_CONTRIBUTOR: "Reads here; writes data through the API",
    BuiltInRole.TENANT_DATA_STEWARD: "Reads here; curates data through the API",
    BuiltInRole.TENANT_MEMBER: "Reads, without secrets. Every client has it",
    BuiltInRole.TENANT_VIEWER: "Reads, without secrets",
}
_LABELS = {
    "name": "Name",
    "longest_days": "Longest lifetime (days)",
    "never_allowed": "Never Expires allowed",
    "default_days": "Default lifetime (days)",
}
_COLUMNS = {name: f"secret_{name}" for name in _LABELS if name != "name"}


async def create(name: str) -> Tenant:
    """Add a tenant with its built-in roles, as the operator. Raises RuleViolation for a name that is taken."""
    name = names.check_name(name, what="A tenant's name")

    async def work() -> Tenant:
        if any(fold(tenant.name) == fold(name) for tenant in await Tenant.all()):
            raise RuleViolation({"name": f"There is a tenant {name} already. Choose another name."})
        tenant = await insert(name)
        await _record(await access.identify(operator(tenant.id)), tenant, Action.TENANT_ADDED, {}, {"Name": name})
        return tenant

    return await db.tx(work)


async def insert(name: str) -> Tenant:
    """Write a tenant and its built-in roles. Call it inside `db.tx`, with a checked name; records nothing."""
    now = await clock.now()
    tenant = await Tenant.create(name=name, created_at=now)
    await Role.bulk_create(
        [
            Role(
                tenant_id=tenant.id,
                name=kind.label,
                name_key=fold(kind.label),
                description=_DESCRIPTIONS[kind],
                role_type_id=kind.value,
                created_at=now,
            )
            for kind in BuiltInRole
        ]
    )
    return tenant


async def resolve(name_or_id: str | None) -> Tenant:
    """The tenant that a command means: by name or ID, or the only one, made as "Default" where there is none.

    Raises RuleViolation at `tenant`, listing the tenants, where that leaves it open.
    """
    tenants = await Tenant.all().order_by("name")
    if not name_or_id:
        if not tenants:
            return await create(DEFAULT_NAME)
        if len(tenants) == 1:
            return tenants[0]
        raise RuleViolation({"tenant": f"There are several tenants. Name one with --tenant: {_listed(tenants)}."})
    wanted = fold(name_or_id.strip())
    found = [tenant for tenant in tenants if wanted in (fold(tenant.name), str(tenant.id))]
    if len(found) == 1:
        return found[0]
    if found:
        raise RuleViolation({"tenant": f"{name_or_id} is the name of several tenants. Use the ID: {_listed(found)}."})
    there_are = f"There are: {_listed(tenants)}." if tenants else "There is none yet: make it with create-tenant."
    raise RuleViolation({"tenant": f"There is no tenant {name_or_id}. {there_are}"})


async def get(actor: Actor) -> Tenant:
    """The actor's tenant. Everybody signed in may read it."""
    person = await access.identify(actor)
    return await Tenant.get(id=person.tenant_id)


async def rename(actor: Actor, name: str, *, base: str) -> Tenant:
    """Give the tenant another name; `base` is the one that was read. Raises Conflict, RuleViolation, Forbidden."""
    person = await access.require_administrator(actor, Attempt.TENANT_EDIT)
    clean = names.check_name(name, what="A tenant's name")
    return await db.tx(partial(_update, person, Action.TENANT_EDITED, {"name": base}, {"name": clean}))


async def set_policy(actor: Actor, wanted: SecretPolicy, *, base: SecretPolicy) -> Tenant:
    """Change what differs between `base` (as read) and `wanted`. Secrets that exist keep their dates.

    Raises RuleViolation at `longest_days` or `default_days`, Conflict, Forbidden.
    """
    person = await access.require_administrator(actor, Attempt.TENANT_SET_POLICY)
    _check_policy(wanted)
    return await db.tx(partial(_update, person, Action.TENANT_POLICY_CHANGED, asdict(base), asdict(wanted)))


async def _update(person: Person, action: Action, base: Mapping[str, Any], wanted: Mapping[str, Any]) -> Tenant:
    tenant = await Tenant.lock(person.tenant_id)
    current = {"name": tenant.name, **asdict(SecretPolicy.of(tenant))}
    changes = await merge_authored(
        (tenant.id, TargetKind.TENANT, tenant.id), base=base, wanted=wanted, current=current, version=tenant.version
    )
    if not changes:
        return tenant
    after = {**current, **changes}
    _check_policy(SecretPolicy(after["longest_days"], after["default_days"], after["never_allowed"]))
    tenant.name = after["name"]
    tenant.secret_longest_days = after["longest_days"]
    tenant.secret_never_allowed = after["never_allowed"]
    tenant.secret_default_days = after["default_days"]
    tenant.version += 1
    await tenant.save(update_fields=[*(_COLUMNS.get(name, name) for name in changes), "version"])
    await _record(person, tenant, action, _labelled({key: current[key] for key in changes}), _labelled(changes))
    return tenant


async def _record(
    person: Person, tenant: Tenant, action: Action, before: Mapping[str, Any], after: Mapping[str, Any]
) -> None:
    target = audit.Target(TargetKind.TENANT, str(tenant.id), tenant.name)
    await audit.record(person, action, target, before=before, after=after)
    await feed.announce(Change(tenant.id, Kind.TENANT, str(tenant.id), tenant.version, person.id))


def _check_policy(policy: SecretPolicy) -> None:
    with collecting() as wrong:
        for field in ("longest_days", "default_days"):
            days = getattr(policy, field)
            if not 1 <= days <= LONGEST_DAYS:
                wrong.add(field, f"{days} is out of range: write 1 to {LONGEST_DAYS:,} days.")
        if not wrong.fields and policy.default_days > policy.longest_days:
            more = f"{policy.default_days:,} days is more than the longest lifetime, {policy.longest_days:,} days"
            wrong.add("default_days", f"{more}: shorten it, or allow longer ones.")


def _labelled(values: Mapping[str, Any]) -> dict[str, Any]:
    plain = {True: "Yes", False: "No"}
    return {_LABELS[name]: plain[value] if isinstance(value, bool) else value for name, value in values.items()}


def _listed(tenants: list[Tenant]) -> str:
    return ", ".join(f"{tenant.name} ({tenant.id})" for tenant in tenants)
