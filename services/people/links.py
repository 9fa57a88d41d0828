"""Links that are good once: for the first administrator, for a new person, for somebody who lost their password.

Only the SHA-256 of a link's token is kept, so that a copy of the table opens nothing.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID

from tortoise.queryset import QuerySet

import db
from errors import NotFound
from models import BuiltInRole, Link, LinkKind, Tenant, User
from models.actions import Action, TargetKind
from services.access import audit, grant_revocation, makings
from services.access.access import Person
from services.access.actors import Actor, Surface
from services.access.announcing import announce_user
from services.live import clock
from services.people import people, tenants
from services.sign_in import passwords, sessions, throttle
from services.values import names
from services.values.violations import collecting

LIFETIMES = {
    LinkKind.FIRST_RUN: timedelta(hours=1),
    LinkKind.INVITATION: timedelta(hours=24),
    LinkKind.NEW_PASSWORD: timedelta(hours=24),
}
USED_UP = "This link was used already, or is too old. Ask a Tenant Administrator for a new one."
FIRST_RUN_USED_UP = (
    "This link was used already, or is too old. Sign in; "
    "while there is no account, starting Keylodge again prints a new one."
)


@dataclass(frozen=True, slots=True)
class LinkInfo:
    """Whom a link is for, to be shown before a password is chosen."""

    kind: LinkKind
    email: str
    name: str
    tenant_name: str
    expires_at: datetime


async def create_first_run() -> str | None:
    """The token of a link, good for an hour, that makes the first administrator; None where there are people."""

    async def work() -> str | None:
        return None if await User.exists() else await make(LinkKind.FIRST_RUN)

    return await db.tx(work)


async def first_run_open(token: str) -> datetime:
    """Until when this first-run link is good. Raises NotFound; uses nothing up."""
    link = await _usable(token).filter(kind=LinkKind.FIRST_RUN, expires_at__gt=await clock.now()).first()
    if link is None or await User.exists():
        raise NotFound(FIRST_RUN_USED_UP)
    return link.expires_at


async def complete_first_run(
    token: str, *, tenant_name: str, name: str, email: str, password: str, address: str = ""
) -> User:
    """Make the tenant and its first Tenant Administrator, once; every first-run link is void afterwards.

    Raises NotFound for a link that is used up, RuleViolation at `tenant_name`, `name`, `email`, `password`.
    """
    await first_run_open(token)
    with collecting() as wrong:
        clean_tenant = wrong.take(lambda: names.check_name(tenant_name, "tenant_name", "The tenant's name"))
        clean_name = wrong.take(lambda: names.check_name(name, what="Your name"))
        clean_email = wrong.take(lambda: names.check_email(email))
        await wrong.wait(passwords.check(password, about=(email, name, tenant_name)))
    password_hash = await passwords.hash_password(password)

    async def work() -> User:
        links = await Link.filter(kind=LinkKind.FIRST_RUN).select_for_update().order_by("token_hash")
        now = await clock.now()
        good = any(link.token_hash == _hash(token) and link.expires_at > now for link in links)
        if not good or await User.exists():
            raise NotFound(FIRST_RUN_USED_UP)
        tenant = await _first_tenant(clean_tenant)
        roles = await people.built_in(tenant.id, BuiltInRole.TENANT_ADMINISTRATOR, BuiltInRole.TENANT_MEMBER)
        user = await people.insert(
            tenant.id,
            email=clean_email,
            name=clean_name,
            role_ids=[role.id for role in roles],
            password_hash=password_hash,
        )
        after = {"Tenant": tenant.name, "Email": user.email, "Roles": ", ".join(role.name for role in roles)}
        await audit.record(_person(user, address), Action.USER_ADDED, _target(user), after=after)
        await announce_user(user, user.id)
        return user

    return await db.tx(work)


async def make(kind: LinkKind, user_id: UUID | None = None) -> str:
    """A new link's token, told once; the person's earlier links are void. Call it inside `db.tx`, authorised."""
    now = await clock.now()
    if user_id:
        await Link.filter(user_id=user_id).delete()
    token = secrets.token_urlsafe(32)
    expires = now + LIFETIMES[kind]
    await Link.create(token_hash=_hash(token), kind=kind, user_id=user_id, created_at=now, expires_at=expires)
    return token


async def open_link(token: str) -> LinkInfo:
    """Whom an invitation or new-password link is for. Raises NotFound; uses nothing up."""
    link = await _usable(token).filter(user__enabled=True, expires_at__gt=await clock.now()).first()
    if link is None or link.user is None:
        raise NotFound(USED_UP)
    tenant = await Tenant.get(id=link.user.tenant_id)
    return LinkInfo(link.kind, link.user.email, link.user.name, tenant.name, link.expires_at)


async def use_link(token: str, password: str, *, address: str = "") -> User:
    """Set the password of the link's person, once. Ends their sessions and grants, and voids their other links.

    Raises NotFound for a link that is used up, RuleViolation at `password`; then the link stays good.
    """
    info = await open_link(token)
    await passwords.check(password, about=(info.email, info.name, info.tenant_name))
    return await db.tx(partial(_use, token, await passwords.hash_password(password), address))


async def _use(token: str, password_hash: str, address: str) -> User:
    link = await _usable(token).filter(user_id__isnull=False, expires_at__gt=await clock.now()).first()
    user = await User.filter(id=link.user_id, enabled=True).select_for_update().first() if link else None
    if link is None or user is None or not await Link.filter(token_hash=link.token_hash).delete():
        raise NotFound(USED_UP)
    user.password_hash = password_hash
    user.version += 1
    await user.save(update_fields=["password_hash", "version"])
    await Link.filter(user_id=user.id).delete()
    await sessions.revoke_all(user.id)
    await grant_revocation.revoke_all(user.tenant_id, user.id)
    await makings.note_use_of_link(user.id)
    await throttle.forget(user.email)
    after = {"By": "An invitation" if link.kind is LinkKind.INVITATION else "A new password link"}
    await audit.record(_person(user, address), Action.USER_PASSWORD_CHANGED, _target(user), after=after)
    await announce_user(user, user.id)
    return user


async def _first_tenant(name: str) -> Tenant:
    """The command line may have made a tenant before anybody could sign in: it becomes theirs, under this name."""
    existing = await Tenant.all().limit(2)
    if len(existing) != 1:
        return await tenants.insert(name)
    existing[0].name = name
    existing[0].version += 1
    await existing[0].save(update_fields=["name", "version"])
    return existing[0]


def _usable(token: str) -> QuerySet[Link]:
    return Link.filter(token_hash=_hash(token)).select_related("user")


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def _person(user: User, address: str) -> Person:
    return Person(Actor(Surface.CONSOLE, address), user.id, user.tenant_id, user.name, user.email)


def _target(user: User) -> audit.Target:
    return audit.Target(TargetKind.USER, str(user.id), user.name)
