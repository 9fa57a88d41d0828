"""People and tenants for tests of services: rows with a known password, and sessions without waiting for bcrypt."""

import secrets
from dataclasses import dataclass
from uuid import UUID

import bcrypt

import db
from models import BuiltInRole, Role, Session, Tenant, User
from services.access.access import Person
from services.access.actors import Actor, Surface
from services.live import clock
from services.people import people, tenants, users
from services.people.user_views import UserFields
from services.sign_in import sessions

PASSWORD = "monkey-lamp-42-river"
QUICK_HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
ADMINISTRATOR = BuiltInRole.TENANT_ADMINISTRATOR
MEMBER = BuiltInRole.TENANT_MEMBER


@dataclass(frozen=True)
class Somebody:
    """A person of a test, signed in."""

    user: User
    actor: Actor

    @property
    def id(self) -> UUID:
        return self.user.id


async def make_tenant(name: str = "Northfield Water") -> Tenant:
    return await db.tx(lambda: tenants.insert(name))


async def make_person(
    tenant: Tenant, name: str = "Elin Berg", *kinds: BuiltInRole, password_hash: str | None = QUICK_HASH
) -> Somebody:
    """A person with these built-in roles (by default Tenant Administrator) beside Tenant Member, signed in."""
    roles = await people.built_in(tenant.id, *(kinds or (ADMINISTRATOR,)), MEMBER)
    email = f"{name.lower().replace(' ', '.')}@{str(tenant.id)[:8]}.example"
    user = await db.tx(
        lambda: people.insert(
            tenant.id, email=email, name=name, role_ids=[role.id for role in roles], password_hash=password_hash
        )
    )
    return Somebody(user, await make_session(user))


async def make_session(user: User) -> Actor:
    """A session of a browser of its own."""
    token_hash = sessions.hash_token(secrets.token_urlsafe(32))
    now = await clock.now()
    await Session.create(token_hash=token_hash, user_id=user.id, created_at=now, seen_at=now)
    return Actor(Surface.CONSOLE, "198.51.100.7", token_hash)


async def sign_in(
    email: str, password: str = PASSWORD, *, address: str = "198.51.100.7", known_device: bool = False
) -> tuple[str, Person]:
    return await sessions.sign_in(email, password, address=address, agent="Firefox", known_device=known_device)


async def role_id(tenant: Tenant, kind: BuiltInRole) -> UUID:
    return (await Role.get(tenant_id=tenant.id, role_type_id=kind.value)).id


async def fields_of(by: Somebody, who: Somebody) -> UserFields:
    """What `by` reads of `who` before editing."""
    return (await users.get(by.actor, who.id)).fields


async def roles_named(by: Somebody, who: Somebody) -> list[str]:
    return [role.name for role in (await users.get(by.actor, who.id)).roles]
