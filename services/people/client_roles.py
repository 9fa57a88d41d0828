"""Roles as they are given to clients and people: Tenant Member always, others as named."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from errors import RuleViolation
from models import BuiltInRole, ClientRole, Role
from models.folding import fold


async def held_by(client_id: UUID) -> list[Role]:
    """The client's roles, by name."""
    rows = await ClientRole.filter(client_id=client_id).select_related("role").order_by("role__name_key")
    return [row.role for row in rows]


async def resolve(tenant_id: UUID, role_ids: Iterable[UUID]) -> list[Role]:
    """The tenant's roles with these IDs, Tenant Member added, by name. Raises RuleViolation for an unknown one."""
    wanted = set(role_ids)
    roles = await Role.of(tenant_id).order_by("name_key")
    if unknown := wanted - {role.id for role in roles}:
        raise RuleViolation({"role_ids": f"{min(map(str, unknown))} is not a role of this tenant. Choose again."})
    member = BuiltInRole.TENANT_MEMBER.value
    return [role for role in roles if role.id in wanted or role.role_type_id == member]


async def resolve_named(tenant_id: UUID, name: str) -> list[Role]:
    """The role with this name, or a built-in's slug (`tenant-administrator`), and Tenant Member.

    Raises RuleViolation at `role`, listing the tenant's roles.
    """
    roles = await Role.of(tenant_id).order_by("name_key")
    wanted = fold(name.strip())
    found = [role.id for role in roles if wanted in (role.name_key, role.name_key.replace(" ", "-"))]
    if not found:
        raise RuleViolation({"role": f"There is no role {name}. There are: {', '.join(role.name for role in roles)}."})
    return await resolve(tenant_id, found)


async def replace(client_id: UUID, roles: Sequence[Role]) -> None:
    """Give the client exactly these roles. Call it inside `db.tx`."""
    await ClientRole.filter(client_id=client_id).delete()
    await ClientRole.bulk_create([ClientRole(client_id=client_id, role_id=role.id) for role in roles])
