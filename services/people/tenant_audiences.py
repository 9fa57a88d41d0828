"""The audiences that a tenant lists: for whom its clients may ask tokens, by RFC 8707's `resource`."""

import re
from collections.abc import Sequence

import db
from models import Tenant
from models.actions import Action, Attempt, TargetKind
from services.access import access, audit
from services.access.access import Person
from services.access.actors import Actor
from services.access.authors import merge_authored
from services.access.merging import Items
from services.live import feed
from services.live.changes import Change, Kind
from services.values.violations import collecting

MOST = 50
LONGEST = 500
FIELD = "audiences"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[A-Za-z0-9\-._~:/?\[\]@!$&'()*+,;=%]+")


async def set_audiences(actor: Actor, wanted: Sequence[str], *, base: Sequence[str]) -> Tenant:
    """Replace the list; `base` is the one that was read. It counts at the next token.

    What somebody else added or removed meanwhile holds too.

    Raises RuleViolation at `audiences.2` and the like, Conflict, Forbidden.
    """
    person = await access.require_administrator(actor, Attempt.TENANT_SET_AUDIENCES)
    clean = check_audiences(wanted)

    async def work() -> Tenant:
        tenant = await Tenant.lock(person.tenant_id)
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
            tenant.audiences = list(changes[FIELD])
            tenant.version += 1
            await tenant.save(update_fields=[FIELD, "version"])
            await _record(person, tenant, ", ".join(current))
        return tenant

    return await db.tx(work)


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


def _settle(_name: str, joined: Items) -> Items | None:
    return joined if len(joined) <= MOST else None


async def _record(person: Person, tenant: Tenant, before: str) -> None:
    target = audit.Target(TargetKind.TENANT, str(tenant.id), tenant.name)
    after = ", ".join(tenant.audiences)
    await audit.record(
        person, Action.TENANT_AUDIENCES_CHANGED, target, before={"Audiences": before}, after={"Audiences": after}
    )
    await feed.announce(Change(tenant.id, Kind.TENANT, str(tenant.id), tenant.version, person.id))
