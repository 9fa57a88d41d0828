"""What a secret's tokens made (secrets, clients, people, roles, links for passwords), and what those made in turn.

Whoever removes a secret because it leaked wants to know of all of these.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from tortoise.expressions import Subquery
from tortoise.models import Model

from models import Client, Link, MadeKind, Making, Role, Secret, User
from models.actions import Attempt
from services.access import access
from services.access.access import Person
from services.access.actors import Actor
from services.live import clock
from services.secrets import secrets

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

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
    """Added by it; their invitations go with them."""
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
    traced = await _trace(person, secret_id)
    return Made(secrets=await _read(Secret.filter(client_id=client_id), traced.secrets))


async def read_made(person: Person, secret_id: int) -> Made:
    """What rests on this secret, also where it is removed already. For administrators: authorise first."""
    traced = await _trace(person, secret_id)
    asking = person.actor.bearer.secret_id if person.actor.bearer else None
    clients = await _read(Client.of(person.tenant_id), traced.clients - {person.id})
    held = await _read(
        Secret.filter(client__tenant_id=person.tenant_id, client__removed=False), traced.secrets - {asking}
    )
    people = User.of(person.tenant_id)
    return Made(
        secrets=tuple(secret for secret in held if secret.client_id not in {client.id for client in clients}),
        clients=clients,
        people=await _read(people, traced.people - {person.id}),
        roles=await _read(Role.of(person.tenant_id), traced.roles),
        links=await _read(people.filter(id__in=Subquery(Link.all().values("user_id"))), traced.links),
        entered=await _read(people.filter(enabled=True), traced.entered - {person.id}),
    )


async def drop_old() -> None:
    """Forget what was made more than KEEP ago and isn't there any more."""
    before = await clock.now() - KEEP
    for kind, model in _MODELS.items():
        old = await Making.filter(kind=kind, at__lt=before).values_list("made_id", flat=True)
        for ids in _slices(old):
            there = set(map(str, await model.filter(id__in=ids).values_list("id", flat=True)))
            gone = [made_id for made_id in ids if str(made_id) not in there]
            await Making.filter(kind=kind, at__lt=before, made_id__in=gone).delete()


async def _trace(person: Person, secret_id: int) -> _Traced:
    """Generation by generation, until nothing new is found: a circle ends where it began."""
    found: dict[int, Making] = {}
    makings = Making.filter(tenant_id=person.tenant_id)
    makers: list[dict[str, Collection[object]]] = [{"by_secret_id__in": [secret_id]}]
    while makers:
        rows = [row for by in makers for row in await makings.filter(**by)]
        new = {row.id: row for row in rows if row.id not in found}
        found |= new
        secret_ids = [int(row.made_id) for row in new.values() if row.kind is MadeKind.SECRET]
        actor_ids = [UUID(row.made_id) for row in new.values() if _acts(row)]
        makers = [{"by_secret_id__in": ids} for ids in _slices(secret_ids)]
        makers += [{"by_id__in": ids} for ids in _slices(actor_ids)]
    return _sorted(found.values())


async def _read(rows: "QuerySet[Any]", ids: Collection[object]) -> tuple[Any, ...]:
    """Those with these IDs, by age: a program may have made thousands, and a statement takes so many values only."""
    found = [row for some in _slices(list(ids)) for row in await rows.filter(id__in=some)]
    return tuple(sorted(found, key=lambda row: (row.created_at, str(row.id))))


def _slices(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))


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
