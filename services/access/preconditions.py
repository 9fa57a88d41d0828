"""A change that holds only while nobody else changes the same thing: for `If-Match` (RFC 9110 section 13.1.1)."""

from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

import db
from models import Client, Role, Tenant, User
from services.access import access
from services.access.access import Person
from services.access.actors import Actor

T = TypeVar("T")


class Thing(StrEnum):
    """What can be held."""

    CLIENT = "client"
    ROLE = "role"
    TENANT = "tenant"
    USER = "user"


async def while_held(actor: Actor, thing: Thing, id: UUID, work: Callable[[], Awaitable[T]]) -> T:
    """Run `work` (which looks, compares and changes) in one transaction in which nobody else changes the thing.

    Who may not change it gets `work` without that: it refuses them, and the refusal is recorded in its own transaction.
    """
    person = await access.identify(actor)
    if not person.is_administrator:
        return await work()

    async def held() -> T:
        await _hold(person, thing, id)
        return await work()

    return await db.tx(held)


async def _hold(person: Person, thing: Thing, id: UUID) -> None:
    """Lock the row, if it is there; for people the tenant's first, as everybody does who changes people."""
    if thing is Thing.USER:
        await Tenant.lock(person.tenant_id)
        await User.of(person.tenant_id).filter(id=id).select_for_update().first()
    elif thing is Thing.TENANT:
        await Tenant.lock(person.tenant_id)
    elif thing is Thing.ROLE:
        await Role.of(person.tenant_id).filter(id=id).select_for_update().first()
    else:
        await Client.of(person.tenant_id).filter(id=id).select_for_update().first()
