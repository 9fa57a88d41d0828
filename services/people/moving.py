"""People across tenants, for the operator: an email is unique in the installation, and may be in the wrong tenant."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import db
from errors import NotFound, RuleViolation
from models import Consent, Link, Role, Tenant, User, UserRole
from models.actions import Action, TargetKind
from services.access import access, audit, grant_revocation
from services.access.actors import operator
from services.access.announcing import announce_user
from services.people import client_roles, people, user_groups, users
from services.people.user_views import UserView, names_of, roles_of, view_all
from services.sign_in import sessions


@dataclass(frozen=True, slots=True)
class TenantUser:
    """A person and the name of their tenant."""

    user: UserView
    tenant: str


async def list_everybody(tenant: Tenant | None = None, *, search: str = "") -> list[TenantUser]:
    """People of one tenant or all, by tenant and email, whose email or name contains `search`."""
    tenants = [tenant] if tenant else await Tenant.all().order_by("name", "id")
    found: list[TenantUser] = []
    for each in tenants:
        rows: Sequence[User] = await user_groups.matching(each.id, search).order_by("email_key")
        found += [TenantUser(view, each.name) for view in await view_all(rows)]
    return found


async def remove(email: str) -> User:
    """Remove whoever has this email, as `users.remove` does.

    Raises NotFound; RuleViolation for the last administrator of a tenant.
    """
    user = await people.find_by_email(email)
    await users.remove(operator(user.tenant_id), user.id)
    return user


async def move(email: str, tenant: Tenant, role: str) -> User:
    """Bring a person to another tenant, where they have `role` (a name or a slug); they keep ID and password.

    All that they had in theirs ends: sessions, links, roles, what they allowed. Raises NotFound; RuleViolation at
    `role`, for the tenant that they are in, and for the last administrator of theirs.
    """
    user = await people.find_by_email(email)
    if user.tenant_id == tenant.id:
        raise RuleViolation({"tenant": f"{user.email} is in the tenant {tenant.name} already."})
    roles = await client_roles.resolve_named(tenant.id, role)
    return await db.tx(partial(_move, user, tenant, roles))


async def _move(found: User, tenant: Tenant, roles: Sequence[Role]) -> User:
    for tenant_id in sorted((found.tenant_id, tenant.id)):  # always in this order: two moves never wait for each other
        await Tenant.lock(tenant_id)
    user = await User.filter(id=found.id, tenant_id=found.tenant_id).select_for_update().first()
    if user is None:
        raise NotFound(users.NO_USER)
    await people.keep_administrator(user)
    await _end_all(user)
    await _record(user, before={"Email": user.email, "Roles": names_of(await roles_of(user.id))})
    await UserRole.filter(user_id=user.id).delete()
    user.tenant_id = tenant.id
    user.version += 1
    await user.save()
    await UserRole.bulk_create([UserRole(user_id=user.id, role_id=role.id) for role in roles])
    await _record(user, after={"Email": user.email, "Name": user.name, "Roles": names_of(roles)})
    return user


async def _end_all(user: User) -> None:
    await sessions.revoke_all(user.id)
    await grant_revocation.revoke_all(user.tenant_id, user.id)
    await Consent.filter(user_id=user.id).delete()
    await Link.filter(user_id=user.id).delete()


async def _record(user: User, *, before: dict[str, str] | None = None, after: dict[str, str] | None = None) -> None:
    """In each tenant what concerns it; neither learns of the other."""
    person = await access.identify(operator(user.tenant_id))
    action = Action.USER_MOVED_IN if after else Action.USER_MOVED_OUT
    await audit.record(
        person, action, audit.Target(TargetKind.USER, str(user.id), user.name), before=before, after=after
    )
    await announce_user(user, None)
