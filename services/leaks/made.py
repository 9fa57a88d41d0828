"""What a secret's tokens made (secrets, clients, people, roles, links for passwords), and what those made in turn.

Whoever removes a secret because it leaked wants to know of all of these.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from tortoise.expressions import Q
from tortoise.models import Model

from models import Client, Link, MadeKind, Making, Role, Secret, User
from models.actions import Attempt
from services.access import access
from services.access.access import Person
from services.access.actors import Actor
from services.live import clock
from services.secrets import secrets

KEEP: Final = timedelta(days=90)
"""How long what is gone again is still remembered, so that it leads to what it made in turn."""
_MODELS: Final[Mapping[MadeKind, type[Model]]] = {
    MadeKind.SECRET: Secret,
    MadeKind.CLIENT: Client,
    MadeKind.USER: User,
    MadeKind.ROLE: Role,
    MadeKind.LINK: User,
}
_AT_ONCE: Final = 1000


@dataclass(frozen=True, slots=True)
class Made:
    """What is still there of it, each kind by age. Never who asks, nor a secret of a client that is among them."""

    secrets: tuple[Secret, ...] = ()
    clients: tuple[Client, ...] = ()
    people: tuple[User, ...] = ()
    """Added by it; a link to choose a password goes with its person."""
    roles: tuple[Role, ...] = ()
    links: tuple[User, ...] = ()
    """People who were there before, for whom it made a link that nobody has used yet."""
    entered: tuple[User, ...] = ()
    """People who were there before, whose password was chosen with a link that it made."""

    def __bool__(self) -> bool:
        return any((self.secrets, self.clients, self.people, self.roles, self.links, self.entered))


@dataclass(frozen=True, slots=True)
class _Traced:
    """IDs by kind, as they stand in `Making`."""

    secrets: frozenset[int] = frozenset()
    clients: frozenset[UUID] = frozenset()
    people: frozenset[UUID] = frozenset()
    roles: frozenset[UUID] = frozenset()
    links: frozenset[UUID] = frozenset()
    entered: frozenset[UUID] = frozenset()


async def made_by(actor: Actor, client_id: UUID, secret_id: int) -> Made:
    """What rests on this secret, across the tenant, as far as the actor may see it.

    Administrators see all of it, a client that asks about its own secret the secrets of its own alone. A few queries a
    generation, however many things. Raises NotFound, Forbidden.
    """
    person = await access.require_self_or_administrator(actor, client_id, Attempt.SECRET_LIST)
    await secrets.get(actor, client_id, secret_id)
    if person.is_administrator:
        return await read_made(person, secret_id)
    own = Secret.filter(id__in=(await _trace(person, secret_id)).secrets, client_id=client_id)
    return Made(secrets=tuple(await own.order_by("id")))


async def read_made(person: Person, secret_id: int) -> Made:
    """What rests on this secret, also where it is removed already. For administrators: authorise first."""
    traced = await _trace(person, secret_id)
    clients = await Client.of(person.tenant_id).filter(id__in=traced.clients - {person.id}).order_by("created_at", "id")
    asking = person.actor.bearer.secret_id if person.actor.bearer else None
    held = Secret.filter(id__in=traced.secrets - {asking}, client__tenant_id=person.tenant_id, client__removed=False)
    people = User.of(person.tenant_id).order_by("created_at", "id")
    waiting = [link.user_id for link in await Link.filter(user_id__in=traced.links)]
    return Made(
        secrets=tuple(await held.exclude(client_id__in=[client.id for client in clients]).order_by("id")),
        clients=tuple(clients),
        people=tuple(await people.filter(id__in=traced.people - {person.id})),
        roles=tuple(await Role.of(person.tenant_id).filter(id__in=traced.roles).order_by("created_at", "id")),
        links=tuple(await people.filter(id__in=waiting)),
        entered=tuple(await people.filter(id__in=traced.entered - {person.id}, enabled=True)),
    )


async def drop_old() -> None:
    """Forget what was made more than KEEP ago and isn't there any more."""
    before = await clock.now() - KEEP
    for kind, model in _MODELS.items():
        old = await Making.filter(kind=kind, at__lt=before).values_list("made_id", flat=True)
        for start in range(0, len(old), _AT_ONCE):
            ids = list(old)[start : start + _AT_ONCE]
            there = set(map(str, await model.filter(id__in=ids).values_list("id", flat=True)))
            gone = [made_id for made_id in ids if str(made_id) not in there]
            await Making.filter(kind=kind, at__lt=before, made_id__in=gone).delete()


async def _trace(person: Person, secret_id: int) -> _Traced:
    """Generation by generation, until nothing new is found: a circle ends where it began."""
    found: dict[int, Making] = {}
    by_secrets: Collection[int] = [secret_id]
    by_makers: Collection[UUID] = []
    while by_secrets or by_makers:
        rows = await Making.filter(tenant_id=person.tenant_id).filter(
            Q(by_secret_id__in=list(by_secrets)) | Q(by_id__in=list(by_makers))
        )
        new = [row for row in rows if row.id not in found]
        found |= {row.id: row for row in new}
        by_secrets = [int(row.made_id) for row in new if row.kind is MadeKind.SECRET]
        by_makers = [UUID(row.made_id) for row in new if _acts(row)]
    return _sorted(found.values())


def _acts(row: Making) -> bool:
    """Whether what was made makes things itself: clients, people, and who came in by a link."""
    return row.kind in (MadeKind.CLIENT, MadeKind.USER) or (row.kind is MadeKind.LINK and row.used)


def _sorted(rows: Collection[Making]) -> _Traced:
    ids = {kind: {row.made_id for row in rows if row.kind is kind} for kind in MadeKind}
    entered = {row.made_id for row in rows if row.kind is MadeKind.LINK and row.used}
    people = ids[MadeKind.USER]
    return _Traced(
        secrets=frozenset(map(int, ids[MadeKind.SECRET])),
        clients=frozenset(map(UUID, ids[MadeKind.CLIENT])),
        people=frozenset(map(UUID, people)),
        roles=frozenset(map(UUID, ids[MadeKind.ROLE])),
        links=frozenset(map(UUID, ids[MadeKind.LINK] - entered - people)),
        entered=frozenset(map(UUID, entered - people)),
    )
