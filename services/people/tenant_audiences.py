"""The audiences that a tenant lists: for whom its clients may ask tokens, by RFC 8707's `resource`.

Each belongs to one tenant of the installation, for an API that checks issuer, audience and signature alone takes every
token for its audience.
"""

import re
from collections.abc import Collection, Sequence
from uuid import UUID

import db
from errors import Taken
from models import Tenant
from models.actions import Action, Attempt, TargetKind
from services.access import access, audit
from services.access.access import Person
from services.access.actors import Actor, operator
from services.access.authors import merge_authored
from services.access.merging import Items
from services.live import feed
from services.live.changes import Change, Kind
from services.values.violations import collecting

MOST = 50
LONGEST = 500
FIELD = "audiences"
TAKEN = (
    "{} is another tenant's audience. Use an address of your own; where this one is yours, whoever runs Keylodge can "
    "move it here."
)
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")


async def set_audiences(actor: Actor, wanted: Sequence[str], *, base: Sequence[str]) -> Tenant:
    """Replace the list; `base` is the one that was read. It counts at the next token.

    What somebody else added or removed meanwhile holds too.

    Raises RuleViolation at `audiences.2` and the like (Taken where it is another tenant's), Conflict, Forbidden.
    """
    person = await access.require_administrator(actor, Attempt.TENANT_SET_AUDIENCES)
    clean = check_audiences(wanted)

    async def work() -> Tenant:
        tenants = await _lock_all()
        tenant = tenants[person.tenant_id]
        current = tuple(tenant.audiences)
        changes = await merge_authored(
            (tenant.id, TargetKind.TENANT, tenant.id),
            base={FIELD: tuple(base)},
            wanted={FIELD: clean},
            current={FIELD: current},
            version=tenant.version,
            settle=_settle,
        )
        if changes:
            added = set(changes[FIELD]) - set(current)
            _refuse_those_of_others(clean, added, [each for each in tenants.values() if each.id != tenant.id])
            await _save(person, tenant, changes[FIELD])
        return tenant

    return await db.tx(work)


async def move(audience: str, tenant: Tenant) -> None:
    """For the operator: give an audience to this tenant, whoever lists it now. Counts at the next token.

    Raises RuleViolation at `audiences`.
    """
    (clean,) = check_audiences([audience])

    async def work() -> None:
        for each in (await _lock_all()).values():
            listed = [text for text in each.audiences if text != clean]
            if each.id == tenant.id:
                listed = list(check_audiences([*listed, clean]))
            if set(listed) != set(each.audiences):
                await _save(await access.identify(operator(each.id)), each, listed)

    await db.tx(work)


def refuse_audience(text: str) -> str | None:
    """Why `text` can't be an audience (RFC 8707 section 2: an absolute URI without a fragment); None when it can."""
    if len(text) > LONGEST:
        return f"{text[:60]}… has {len(text)} characters. {LONGEST} at most."
    if "#" in text:
        return f"{text} has a fragment (#…). Leave it out."
    if not _ABSOLUTE.fullmatch(text):
        return f"{text or 'An empty text'} is not an absolute URI, such as https://meters.example.com."
    return None


def check_audiences(wanted: Sequence[str]) -> tuple[str, ...]:
    """The list as it is kept: trimmed, each once. Raises RuleViolation at `audiences`, `audiences.2` and the like."""
    clean = tuple(dict.fromkeys(text.strip() for text in wanted))
    with collecting() as wrong:
        for index, text in enumerate(clean):
            if reason := refuse_audience(text):
                wrong.add(f"{FIELD}.{index}", reason)
        if len(clean) > MOST:
            wrong.add(FIELD, f"{len(clean)} audiences. {MOST} at most.")
    return clean


async def _lock_all() -> dict[UUID, Tenant]:
    """Every tenant, locked until the transaction ends: two that claim the same audience take turns."""
    return {tenant.id: tenant for tenant in await Tenant.all().order_by("id").select_for_update()}


def _refuse_those_of_others(wanted: Sequence[str], added: Collection[str], others: Sequence[Tenant]) -> None:
    taken = {text for other in others for text in other.audiences}.intersection(added)
    wrong = {f"{FIELD}.{index}": TAKEN.format(text) for index, text in enumerate(wanted) if text in taken}
    if wrong:
        raise Taken(wrong)


async def _save(person: Person, tenant: Tenant, audiences: Sequence[str]) -> None:
    before = ", ".join(tenant.audiences)
    tenant.audiences = list(audiences)
    tenant.version += 1
    await tenant.save(update_fields=[FIELD, "version"])
    await _record(person, tenant, before)


def _settle(_name: str, joined: Items) -> Items | None:
    return joined if len(joined) <= MOST else None


async def _record(person: Person, tenant: Tenant, before: str) -> None:
    target = audit.Target(TargetKind.TENANT, str(tenant.id), tenant.name)
    after = ", ".join(tenant.audiences)
    await audit.record(
        person, Action.TENANT_AUDIENCES_CHANGED, target, before={"Audiences": before}, after={"Audiences": after}
    )
    await feed.announce(Change(tenant.id, Kind.TENANT, str(tenant.id), tenant.version, person.id))
