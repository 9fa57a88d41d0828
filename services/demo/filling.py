"""Filling the demo tenant, in steps that can be broken off and done again."""

import asyncio
import secrets as random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

import bcrypt

import db
from errors import RuleViolation
from models import AuditEvent, Client, ClientRole, Role, Secret, Tenant, User
from models.actions import Action, TargetKind
from models.folding import fold
from services.access import access, audit
from services.access.access import Person
from services.access.actors import Actor, Surface, operator
from services.clients import client_tallies
from services.demo import MOST, history
from services.demo.catalogue import PEOPLE, ROLES, TENANT, DemoPerson
from services.demo.drafts import Draft, Plan, alike, draft_all
from services.live import clock, feed
from services.live.changes import Change, Kind
from services.people import tenants, users

_BATCH = 2500
"""Clients in one transaction: about a second, so that a running server never waits for long. Each touches pages all
over the indexes, so half as many would write nearly twice as much."""
_CACHE = db.Statement(sqlite="PRAGMA cache_size = -131072", postgres="")
"""128 MiB of SQLite's pages, so that none of a transaction's has to be written twice."""
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class DemoUser:
    """Somebody who can sign in; `password` None: they were there already."""

    name: str
    email: str
    role: str
    password: str | None


@dataclass(frozen=True, slots=True)
class DemoResult:
    """What a run came to: clients `added`, removed ones included, and those that were there already."""

    tenant: Tenant
    users: tuple[DemoUser, ...]
    added: int
    present: int


async def fill(count: int, progress: Progress) -> DemoResult:
    """Make the demo tenant with `count` clients. What is there stays as it is; what is missing is added.

    `progress` is told how many clients of how many are written. Raises RuleViolation at `clients`, or at `email` where
    one of the demo's people belongs to another tenant.
    """
    if not 1 <= count <= MOST:
        raise RuleViolation({"clients": f"{count} is not a number of clients from 1 to {MOST:,}."})
    started = await clock.now()
    tenant = await _tenant()
    people = [await _user(tenant, person) for person in PEOPLE]
    await _add_roles(tenant)
    plan = await _plan(tenant)
    await _CACHE.run()
    ids: list[Any] = await Client.filter(tenant_id=tenant.id).values_list("id", flat=True)
    there: set[UUID] = set(ids)
    added = await _write_all(plan, count, draft_all(plan, count, there), started, progress)
    await client_tallies.fold()
    await db.tx(partial(feed.announce, Change(tenant.id, Kind.RELOAD, "")))
    return DemoResult(tenant, tuple(people), added, len(there))


async def _tenant() -> Tenant:
    tenant = await Tenant.filter(name=TENANT).order_by("created_at").first()
    return tenant or await tenants.create(TENANT)


async def _user(tenant: Tenant, person: DemoPerson) -> DemoUser:
    found = await User.filter(email_key=fold(person.email)).first()
    if found and found.tenant_id != tenant.id:
        raise RuleViolation({"email": f"{person.email} belongs to another tenant, so the demo can't use it."})
    password = None
    if not found:
        password = "-".join("".join(random.choice(_LETTERS) for _ in range(5)) for _ in range(4))
        await users.create_by_operator(
            tenant.id, email=person.email, name=person.name, role=person.role.label, password=password
        )
    return DemoUser(person.name, person.email, person.role.label, password)


async def _add_roles(tenant: Tenant) -> None:
    person = await access.identify(operator(tenant.id))

    async def work() -> None:
        for name, description in ROLES.items():
            if not await Role.of(tenant.id).filter(name_key=fold(name)).exists():
                role = await Role.create(
                    tenant_id=tenant.id,
                    name=name,
                    name_key=fold(name),
                    description=description,
                    created_at=await clock.now(),
                )
                after = {"Name": name, "Description": description}
                await audit.record(
                    person, Action.ROLE_ADDED, audit.Target(TargetKind.ROLE, str(role.id), name), after=after
                )

    await db.tx(work)


async def _plan(tenant: Tenant) -> Plan:
    by_email = {user.email_key: user for user in await User.of(tenant.id)}
    administrators = [
        Person(Actor(Surface.CONSOLE, person.address), by_email[fold(person.email)].id, tenant.id, person.name)
        for person in PEOPLE
        if person.role.label == "Tenant Administrator"
    ]
    roles = {role.name: role.id for role in await Role.of(tenant.id)}
    nobody_knows = random.token_bytes(32)
    text_hash = await asyncio.to_thread(bcrypt.hashpw, nobody_knows.hex().encode(), bcrypt.gensalt(4))
    return Plan(tenant.id, await clock.now(), tuple(administrators), roles, text_hash.decode())


async def _write_all(plan: Plan, count: int, drafts: Iterable[Draft], started: datetime, progress: Progress) -> int:
    """The untold many in batches; then the told few in one transaction, with their past behind all other events."""
    told: list[Draft] = []
    batch: list[Draft] = []
    written = 0
    for draft in drafts:
        (told if draft.told else batch).append(draft)
        if len(batch) == _BATCH:
            written += await _write_batch(batch)
            progress(written, count)
    written += await _write_batch(batch)
    if told:
        await db.tx(partial(_write_told, plan, told, started))
    progress(count, count)
    return written + len(told)


async def _write_batch(batch: list[Draft]) -> int:
    drafts = batch.copy()
    batch.clear()

    async def work() -> None:
        await _write(drafts)
        await AuditEvent.bulk_create([history.added(draft) for draft in drafts])

    if drafts:
        await db.tx(work)
    return len(drafts)


async def _write_told(plan: Plan, drafts: list[Draft], started: datetime) -> None:
    await _write(drafts)
    ids = dict(await Secret.filter(client__tenant_id=plan.tenant_id).values_list("handle", "id"))
    events: list[AuditEvent] = []
    for draft in drafts:
        for secret in draft.secrets:
            secret.id = ids[secret.handle]
        events += history.events_of(plan, draft)
    events += await _taken_back(plan, started)
    await AuditEvent.bulk_create(sorted(events, key=lambda event: event.at))


async def _taken_back(plan: Plan, started: datetime) -> list[AuditEvent]:
    """This run's own events, to be written again behind the made-up past: the trail is read by number."""
    own = AuditEvent.filter(tenant_id=plan.tenant_id, at__gte=started, surface=Surface.COMMAND_LINE.value)
    events = await own.order_by("id")
    await own.delete()
    for event in events:
        event.pk = None
    return events


async def _write(drafts: list[Draft]) -> None:
    await Client.bulk_create([draft.client for draft in drafts])
    await Secret.bulk_create([secret for draft in drafts for secret in draft.secrets])
    await ClientRole.bulk_create(
        [
            alike(ClientRole, client_id=draft.client.id, role_id=role_id)
            for draft in drafts
            for role_id in draft.role_ids
        ]
    )
