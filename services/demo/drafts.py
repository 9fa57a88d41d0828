"""Demo clients with their secrets, made up from a number: the same number always gives the same client."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any, TypeVar
from uuid import UUID

from tortoise.models import Model

from models import BuiltInRole, Client, ClientType, Secret
from models.client_states import Standing
from services.access.access import Person
from services.demo.catalogue import DOMAIN, KNOWN, Known
from services.demo.templates import FIRST_NUMBER, REMOVED, SECRET_DESCRIPTIONS, TEMPLATES

_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
M = TypeVar("M", bound=Model)
_DAY = timedelta(days=1)
_OLDEST = 700
"""Days since the first client was added."""
_TOLD_DAYS = 430
"""Days since the first of those was added whose whole past is told."""
MEMBER = BuiltInRole.TENANT_MEMBER.label
TOLD = 500
"""So many clients get their whole past; of the others, however many, only the first event is told."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What every draft needs to know of the tenant it is made for."""

    tenant_id: UUID
    now: datetime
    administrators: tuple[Person, ...]
    roles: Mapping[str, UUID]
    text_hash: str
    """The hash of a text that nobody knows, shared by all demo secrets."""


@dataclass(slots=True)
class Draft:
    """A client to be written; `by` added it, `told`: its whole past is made up too."""

    client: Client
    by: Person
    rng: Random
    told: bool = True
    secrets: list[Secret] = field(default_factory=list)
    role_ids: list[UUID] = field(default_factory=list)


def draft_all(plan: Plan, total: int, there: Container[UUID] = ()) -> Iterator[Draft]:
    """The first `total` clients, and some removed ones, but none whose ID is in `there`. Lazily, in steps of 0.1 ms."""
    ordinals: Counter[ClientType] = Counter()
    for index in range(total):
        kind = _kind(index)
        ordinal = ordinals[kind]
        ordinals[kind] += 1
        rng = Random(f"northfield {index}")  # noqa: S311 - made up, and the same each time
        known = KNOWN[kind][ordinal] if ordinal < len(KNOWN.get(kind, ())) else None
        client_id = UUID(known.id) if known else _random_id(rng)
        if client_id not in there:
            yield _draft(plan, rng, _Seat(client_id, kind, ordinal, known, _age(index, total)))
    for name, kind, days in REMOVED:
        rng = Random(f"northfield removed {name}")  # noqa: S311 - made up, and the same each time
        client_id = _random_id(rng)
        if client_id not in there:
            yield _draft_removed(plan, rng, client_id, name, kind, days)


@dataclass(frozen=True, slots=True)
class _Seat:
    id: UUID
    kind: ClientType
    ordinal: int
    """Its number among the clients of its type."""
    known: Known | None
    age: float
    """Days."""


def _age(index: int, total: int) -> float:
    """Days since the client was added: the untold ones first, each later than the one before."""
    if index < TOLD:
        return _TOLD_DAYS - 400 * index / TOLD
    return _OLDEST - (_OLDEST - _TOLD_DAYS) * (index - TOLD) / (total - TOLD)


def _kind(index: int) -> ClientType:
    """Of 240: 214 Client-Credentials, 14 Authorization Code, 7 Hybrid and 5 Device Code."""
    if index % 17 == 16:
        return ClientType.AUTHORIZATION_CODE
    if index % 34 == 8:
        return ClientType.HYBRID
    return ClientType.DEVICE_CODE if index % 48 == 24 else ClientType.CLIENT_CREDENTIALS


def _draft(plan: Plan, rng: Random, seat: _Seat) -> Draft:
    known, kind, ordinal = seat.known, seat.kind, seat.ordinal
    if known:
        name, tags, text, enabled = known.name, known.tags, "", known.enabled
    else:
        templates = TEMPLATES[kind]
        pattern, tags, text = templates[ordinal % len(templates)]
        name, enabled = pattern.format(n=FIRST_NUMBER + ordinal // len(templates)), ordinal % 18 != 13
    values: dict[str, Any] = {"id": seat.id, "tags": list(tags), "description": text, "enabled": enabled}
    draft = _begin(plan, rng, kind, plan.now - _DAY * seat.age, name=name, **values)
    draft.told = seat.age <= _TOLD_DAYS
    if kind.has_secrets:
        _give_secrets(plan, draft, known, ordinal)
    if known:
        _edit(draft, plan.now - known.changed)
    elif draft.told and rng.random() < 0.5:
        _edit(draft, draft.client.changed_at + (plan.now - draft.client.changed_at) * rng.random())
    if kind is ClientType.CLIENT_CREDENTIALS:
        draft.role_ids = _roles(plan, rng, ordinal)
    return draft


def _edit(draft: Draft, at: datetime) -> None:
    draft.client.changed_at, draft.client.version = at, 2


def _draft_removed(plan: Plan, rng: Random, client_id: UUID, name: str, kind: ClientType, days: int) -> Draft:
    removed = plan.now - _DAY * (days + 0.9 * rng.random())
    draft = _begin(plan, rng, kind, plan.now - _DAY * 400, id=client_id, name=name, tags=["old"])
    if kind.has_secrets:
        _add_secret(plan, draft, "Pilot", _DAY * 400, _DAY * 330)
    if kind is ClientType.CLIENT_CREDENTIALS:
        draft.role_ids = [plan.roles[MEMBER]]
    client, by = draft.client, rng.choice(plan.administrators)
    client.removed, client.removed_at, client.changed_at = True, removed, removed
    client.removed_by_id, client.removed_by_name, client.version = by.id, by.name, 2
    client.changed_by_id, client.changed_by_name = by.id, by.name
    return draft


def _begin(plan: Plan, rng: Random, kind: ClientType, created: datetime, **values: Any) -> Draft:
    client = alike(Client, tenant_id=plan.tenant_id, type=kind, created_at=created, changed_at=created, **values)
    client.access_token_lifetime = rng.choice((3600, 3600, 1800, 900, 600))
    if kind in (ClientType.AUTHORIZATION_CODE, ClientType.HYBRID):
        home = f"https://{'-'.join(client.name.lower().replace('(', '').replace(')', '').split())}.{DOMAIN}"
        client.redirect_uris, client.post_logout_redirect_uris = [f"{home}/signed-in"], [f"{home}/"]
        client.client_uri, client.allow_offline_access = home, rng.random() < 0.3
        if kind is ClientType.AUTHORIZATION_CODE:
            client.allowed_cors_origins = [home]
            client.redirect_uris += ["http://127.0.0.1/callback"] if rng.random() < 0.3 else []
    by = rng.choice(plan.administrators)
    client.changed_by_id, client.changed_by_name = by.id, by.name
    client.derive()
    return Draft(client, by, rng)


def _give_secrets(plan: Plan, draft: Draft, known: Known | None, ordinal: int) -> None:
    """By number: one in 50 has none, one in 50 has one that expires soon, one in 400 an expired one."""
    rng = draft.rng
    if known:
        for description, age, left in known.secrets:
            _add_secret(plan, draft, description, age, left)
        return
    if ordinal % 50 == 40:
        return
    for _ in range(rng.choices((1, 2, 3), (62, 30, 8))[0]):
        description = rng.choice(SECRET_DESCRIPTIONS)
        if rng.random() < 0.06:
            _add_secret(plan, draft, description, _DAY * rng.uniform(10, 600), None)
        else:
            _add_secret(plan, draft, description, *_year(rng.uniform(40, 364)))
    if ordinal % 50 == 30:
        _add_secret(plan, draft, "Last year's", *_year(rng.uniform(1, 29)))
    if ordinal % 400 == 399:
        _add_secret(plan, draft, "Before the move", _DAY * 400, _DAY * -35)


def _add_secret(plan: Plan, draft: Draft, description: str, age: timedelta, left: timedelta | None) -> None:
    rng, client = draft.rng, draft.client
    by = rng.choice(plan.administrators)
    secret = alike(
        Secret,
        client_id=client.id,
        handle="".join(rng.choices(_DIGITS, k=10)),
        text_hash=plan.text_hash,
        description=description,
        expires_at=None if left is None else (plan.now + left).replace(second=0, microsecond=0),
        created_at=max(client.created_at, plan.now - age),
        created_by_id=by.id,
        created_by_name=by.name,
    )
    draft.secrets.append(secret)
    if secret.created_at >= client.changed_at:
        client.changed_at = secret.created_at
        client.changed_by_id, client.changed_by_name = by.id, by.name
    standing = Standing.of([each.expires_at for each in draft.secrets], plan.now)
    client.first_expiry, client.stands_until = standing.first_expiry, standing.stands_until
    client.expired, client.expiring = standing.expired, standing.expiring


def alike(model: type[M], **values: Any) -> M:
    """A new row with these values, which are taken as they are. `model(…)` takes three times as long."""
    row = object.__new__(model)
    row.__dict__.update(_blank(model).__dict__, **values)
    return row


@cache
def _blank(model: type[M]) -> M:
    return model()


def _year(left: float) -> tuple[timedelta, timedelta]:
    """Age and time left of a secret that was given a year, `left` days before its end."""
    return _DAY * (365 - left), _DAY * left


def _roles(plan: Plan, rng: Random, ordinal: int) -> list[UUID]:
    """Tenant Member always; of 214, two administrators, some forty contributors and a few of each other kind."""
    names = {MEMBER}
    if ordinal % 107 == 50:
        names.add(BuiltInRole.TENANT_ADMINISTRATOR.label)
    for name, chance in (("Tenant Contributor", 0.19), ("Tenant Data Steward", 0.08)):
        if rng.random() < chance:
            names.add(name)
    if ordinal % 33 == 4:
        names.add("Network operations")
    if ordinal % 50 == 6:
        names.add("Lab")
    return sorted(plan.roles[name] for name in names if name in plan.roles)


def _random_id(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)
