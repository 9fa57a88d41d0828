"""People: listing, adding, editing, disabling, removing, and letting them choose a password."""

from collections.abc import Sequence
from dataclasses import asdict
from functools import partial
from uuid import UUID

import db
from errors import NotFound, RuleViolation
from models import BuiltInRole, FormerId, IdKind, Link, LinkKind, Role, Tenant, User, UserRole
from models.actions import Action, Attempt, TargetKind
from models.folding import fold
from services.access import access, audit, grant_revocation
from services.access.access import Person
from services.access.actors import Actor, operator
from services.access.announcing import announce_user
from services.access.authors import merge_authored
from services.people import client_roles, links, people, user_groups
from services.people.user_groups import UserGroup
from services.people.user_views import UserFields, UserView, names_of, roles_of, view, view_all
from services.sign_in import passwords, sessions
from services.values import names
from services.values.violations import collecting

NO_USER = "There is no such user, or they were removed."


async def list_users(
    actor: Actor, *, search: str = "", group: UserGroup | None = None, offset: int = 0, limit: int = 50
) -> tuple[list[UserView], int]:
    """A page of the tenant's people by email, and how many match; `search` looks into email and name.

    `limit` is at most 200. For Tenant Administrators. Four queries, however many rows.
    """
    person = await access.require_administrator(actor, Attempt.USER_LIST)
    rows = user_groups.matching(person.tenant_id, search, group)
    page = await rows.order_by("email_key").offset(min(max(0, offset), 10**9)).limit(min(max(1, limit), 200))
    return await view_all(page), await rows.count()


async def get(actor: Actor, user_id: UUID) -> UserView:
    """One person of the tenant, for Tenant Administrators. Raises NotFound."""
    person = await access.require_administrator(actor, Attempt.USER_READ, str(user_id))
    return await view(await _find(person, user_id))


async def add(actor: Actor, *, email: str, name: str, role_ids: Sequence[UUID] = ()) -> tuple[UserView, str]:
    """Add a person without a password: they, and the token of their invitation (24 hours), which is told once.

    Tenant Member is always among the roles. Raises RuleViolation at `email`, `name`, `role_ids`; Forbidden.
    """
    person = await access.require_administrator(actor, Attempt.USER_ADD)
    with collecting() as wrong:
        clean_email = wrong.take(lambda: names.check_email(email))
        clean_name = wrong.take(lambda: names.check_name(name))
        roles = await wrong.wait(client_roles.resolve(person.tenant_id, role_ids))

    async def work() -> tuple[User, str]:
        user = await _insert(person, clean_email, clean_name, roles, None)
        return user, await links.make(LinkKind.INVITATION, user.id)

    user, token = await db.tx(work)
    return await view(user), token


async def edit(actor: Actor, user_id: UUID, *, base: UserFields, wanted: UserFields) -> UserView:
    """Change what differs between `base` (as read) and `wanted`; what others changed meanwhile stays.

    Raises Conflict where it is the same field, RuleViolation at `name` or `role_ids` (the last administrator stays).
    """
    person = await access.require_administrator(actor, Attempt.USER_EDIT, str(user_id))
    await _find(person, user_id)
    with collecting() as wrong:
        name = wrong.take(lambda: names.check_name(wanted.name))
        roles = await wrong.wait(client_roles.resolve(person.tenant_id, wanted.role_ids))
    clean = UserFields(name, tuple(role.id for role in roles))
    return await view(await db.tx(partial(_update, person, user_id, base, clean)))


async def set_enabled(actor: Actor, user_id: UUID, enabled: bool) -> UserView:
    """Enable a person, or disable them: their sessions and grants end at once and for good, their links are void.

    One may disable oneself. Raises RuleViolation for the last administrator.
    """
    attempt = Attempt.USER_ENABLE if enabled else Attempt.USER_DISABLE
    person = await access.require_administrator(actor, attempt, str(user_id))

    async def work() -> User:
        user = await _lock(person, user_id)
        if user.enabled == enabled:
            return user
        if not enabled:
            await people.keep_administrator(user)
            await Link.filter(user_id=user.id).delete()
            await sessions.revoke_all(user.id)
            await grant_revocation.revoke_all(user.tenant_id, user.id)
        user.enabled = enabled
        before, after = ("Disabled", "Enabled") if enabled else ("Enabled", "Disabled")
        action = Action.USER_ENABLED if enabled else Action.USER_DISABLED
        await _save(person, user, action, before={"State": before}, after={"State": after})
        return user

    return await view(await db.tx(work))


async def remove(actor: Actor, user_id: UUID) -> None:
    """Remove a person for good, ending their sessions. One may remove oneself. Refused for the last administrator."""
    person = await access.require_administrator(actor, Attempt.USER_REMOVE, str(user_id))

    async def work() -> None:
        user = await _lock(person, user_id)
        await people.keep_administrator(user)
        roles = await roles_of(user.id)
        await sessions.revoke_all(user.id)
        await user.delete()
        await FormerId.keep(IdKind.USER, user.id)
        lost = {"Email": user.email, "Roles": names_of(roles)}
        await audit.record(person, Action.USER_REMOVED, _target(user), before=lost)
        await announce_user(user, person.id)

    await db.tx(work)


async def new_password_link(actor: Actor, user_id: UUID) -> tuple[UserView, str]:
    """A link's token (24 hours, told once) with which this person chooses a password; earlier links are void.

    For somebody who never signed in it is an invitation. Raises RuleViolation for a disabled person.
    """
    person = await access.require_administrator(actor, Attempt.USER_MAKE_LINK, str(user_id))
    user, token = await db.tx(partial(_make_link, person, user_id))
    return await view(user), token


async def create_by_operator(tenant_id: UUID, *, email: str, name: str = "", role: str, password: str) -> User:
    """Add a person who can sign in at once; `role` is a role's name or a built-in's slug (`tenant-administrator`).

    Without a name it is the email's part before the @. Raises RuleViolation at `email`, `name`, `role`, `password`.
    """
    person = await access.identify(operator(tenant_id))
    with collecting() as wrong:
        clean_email = wrong.take(lambda: names.check_email(email))
        clean_name = wrong.take(lambda: names.check_name(name or email.split("@", maxsplit=1)[0]))
        roles = await wrong.wait(client_roles.resolve_named(tenant_id, role))
        await wrong.wait(passwords.check(password, about=(email, name)))
    password_hash = await passwords.hash_password(password)
    return await db.tx(partial(_insert, person, clean_email, clean_name, roles, password_hash))


async def new_password_link_by_operator(email: str) -> tuple[User, str]:
    """A link's token, made by the operator, for whoever has this email in any tenant. Raises NotFound."""
    user = await people.find_by_email(email)
    return await db.tx(partial(_make_link, await access.identify(operator(user.tenant_id)), user.id))


async def _insert(person: Person, email: str, name: str, roles: Sequence[Role], password_hash: str | None) -> User:
    role_ids = [role.id for role in roles]
    user = await people.insert(person.tenant_id, email=email, name=name, role_ids=role_ids, password_hash=password_hash)
    after = {"Email": email, "Name": name, "Roles": names_of(roles)}
    await audit.record(person, Action.USER_ADDED, _target(user), after=after)
    await announce_user(user, person.id)
    return user


async def _update(person: Person, user_id: UUID, base: UserFields, wanted: UserFields) -> User:
    user = await _lock(person, user_id)
    roles = await roles_of(user.id)
    current = UserFields.of(user, roles)
    changes = await merge_authored(
        (person.tenant_id, TargetKind.USER, user.id),
        base=asdict(base.ordered()),
        wanted=asdict(wanted.ordered()),
        current=asdict(current.ordered()),
        version=user.version,
    )
    before, after = {"Name": user.name, "Roles": names_of(roles)}, {}
    if "name" in changes:
        user.name, user.name_key = changes["name"], fold(changes["name"])
        after["Name"] = user.name
    if "role_ids" in changes:
        after["Roles"] = names_of(await _replace_roles(user, changes["role_ids"]))
    if after:
        await _save(person, user, Action.USER_EDITED, before={name: before[name] for name in after}, after=after)
    return user


async def _replace_roles(user: User, role_ids: Sequence[UUID]) -> Sequence[Role]:
    roles = await client_roles.resolve(user.tenant_id, role_ids)
    if all(role.role_type_id != BuiltInRole.TENANT_ADMINISTRATOR.value for role in roles):
        await people.keep_administrator(user)
    await UserRole.filter(user_id=user.id).delete()
    await UserRole.bulk_create([UserRole(user_id=user.id, role_id=role.id) for role in roles])
    return roles


async def _make_link(person: Person, user_id: UUID) -> tuple[User, str]:
    user = await _lock(person, user_id)
    if not user.enabled:
        raise RuleViolation({"user": f"{user.name} is disabled. Enable them first."})
    kind = LinkKind.NEW_PASSWORD if user.password_hash else LinkKind.INVITATION
    token = await links.make(kind, user.id)
    await audit.record(person, Action.USER_LINK_MADE, _target(user), after={"For": kind.value.replace("-", " ")})
    await announce_user(user, person.id)
    return user, token


async def _save(person: Person, user: User, action: Action, *, before: dict[str, str], after: dict[str, str]) -> None:
    user.version += 1
    await user.save(update_fields=["name", "name_key", "enabled", "version"])
    await audit.record(person, action, _target(user), before=before, after=after)
    await announce_user(user, person.id)


async def _find(person: Person, user_id: UUID, *, lock: bool = False) -> User:
    rows = User.of(person.tenant_id).filter(id=user_id)
    user: User | None = await (rows.select_for_update() if lock else rows).first()
    if user is None:
        raise NotFound(NO_USER)
    return user


async def _lock(person: Person, user_id: UUID) -> User:
    """The tenant's row first, then the person's: everybody who changes people takes these locks in this order."""
    await Tenant.lock(person.tenant_id)
    return await _find(person, user_id, lock=True)


def _target(user: User) -> audit.Target:
    return audit.Target(TargetKind.USER, str(user.id), user.name)
