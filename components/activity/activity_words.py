"""What an audit event says, in a plain sentence: "Elin Berg added the secret Historian node B of Historian replay"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from components.time_words import full_date
from models import AuditEvent

ABSENT: Final = "–"
SURFACES: Final = {"console": "Console", "api": "API", "command line": "Command line"}
_DONE: Final[Mapping[str, str]] = {
    "client.added": "added the client {}",
    "client.edited": "changed the client {}",
    "client.removed": "removed the client {}",
    "client.restored": "restored the client {}",
    "client.purged": "deleted the removed client {} for good",
    "client.allowed": "allowed the client {} to act for them",
    "client.denied": "refused to let the client {} act for them",
    "client.disallowed": "withdrew what the client {} was allowed",
    "secret.added": "added the secret {}",
    "secret.edited": "changed the secret {}",
    "secret.removed": "removed the secret {}",
    "user.added": "added the user {}",
    "user.edited": "changed the user {}",
    "user.enabled": "enabled the user {}",
    "user.disabled": "disabled the user {}",
    "user.removed": "removed the user {}",
    "user.password_changed": "set a new password for {}",
    "user.link_made": "made a link for {} to choose a password",
    "role.added": "added the role {}",
    "role.edited": "changed the role {}",
    "role.removed": "removed the role {}",
    "tenant.added": "added the tenant {}",
    "tenant.edited": "renamed the tenant to {}",
    "tenant.policy_changed": "changed the secret policy of {}",
    "tenant.audiences_changed": "changed the audiences of {}",
    "session.signed_in": "signed in",
    "session.signed_out": "signed out",
    "session.refused": "was refused at sign-in as {}",
}
_ONESELF: Final[Mapping[str, str]] = {
    "user.added": "joined as the first Tenant Administrator",
    "user.edited": "changed their own account",
    "user.disabled": "disabled their own account",
    "user.removed": "removed their own account",
    "user.password_changed": "chose a new password",
    "user.link_made": "made a link to choose a new password themselves",
}
_TRIED: Final[Mapping[str, str]] = {
    "page.open": "open a page",
    "page.act": "act on somebody else's page",
    "page.forge": "send a request that no page of Keylodge made",
    "activity.read": "read the activity",
    "client.list_removed": "see removed clients",
    "client.list_by_secrets": "list clients by their secrets",
    "secret.list": "see the secrets of a client",
    "tenant.edit": "rename the tenant",
    "tenant.set_policy": "change the secret policy",
    "tenant.set_audiences": "change the audiences",
    "user.list": "see the users",
    "user.read": "see a user",
    "user.make_link": "make a link for a user",
    "allowance.list": "see which applications a user allowed",
    "allowance.withdraw": "withdraw what a user allowed",
    "role.read_holders": "see who has a role",
}
UTC_TIME: Final = "%Y-%m-%d %H:%M UTC"
"""How the audit trail writes a time (`services.secrets.expirations.spoken`)."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence about an event: who (to stand out), what was done, to what, and how it ends."""

    who: str
    verb: str
    target: str = ""
    end: str = ""

    def __str__(self) -> str:
        return " ".join(part for part in (self.who, self.verb, self.target, self.end) if part)


@dataclass(frozen=True, slots=True)
class Delta:
    """A value before and after."""

    label: str
    before: str
    after: str


def sentence(event: AuditEvent, about: str = "") -> Sentence:
    """What `event` says. `about` is the client whose events these are, so that its name need not be repeated.

    An action that isn't known makes a readable sentence all the same.
    """
    if event.action == "access.refused":
        return Sentence(event.actor_name, f"tried to {_tried(event)}, which was refused")
    oneself = event.actor_id is not None and str(event.actor_id) == event.target_id
    template = (oneself and _ONESELF.get(event.action)) or _DONE.get(event.action) or _guessed(event.action)
    template = _narrowed(event, template)
    target = event.target_name.removesuffix(f" of {about}") if about else event.target_name
    if about and target == about and "the client {}" in template:
        template, target = template.replace(" {}", ""), ""
    verb, braces, end = template.partition("{}")
    return Sentence(event.actor_name, verb.strip(), target if braces else "", end.strip())


def deltas(event: AuditEvent, zone: tzinfo) -> list[Delta]:
    """The values that the event tells, before and after; times in `zone`. Values that are empty on both sides go."""
    before, after = event.before or {}, event.after or {}
    if event.action in ("access.refused", "user.link_made"):
        return []
    rows = [
        Delta(label, _shown(before.get(label), zone), _shown(after.get(label), zone))
        for label in dict.fromkeys([*before, *after])
    ]
    return [row for row in rows if (row.before, row.after) != (ABSENT, ABSENT)]


def whence(event: AuditEvent) -> str:
    """By which surface and from which address: "Console, from 10.20.1.8"."""
    surface = SURFACES.get(event.surface, event.surface.capitalize())
    return f"{surface}, from {event.address}" if event.address else surface


def _narrowed(event: AuditEvent, template: str) -> str:
    """A change of one thing is called by what it is."""
    if event.action == "user.link_made" and event.after.get("For") == "invitation":
        return "made an invitation link for {}"
    if event.action != "client.edited":
        return template
    changed = set(event.after or {})
    if changed == {"Enabled"}:
        return "enabled the client {}" if event.after["Enabled"] == "Yes" else "disabled the client {}"
    if changed in ({"Roles"}, {"Tags"}):
        return f"changed the {changed.pop().lower()} of the client {{}}"
    return template


def _tried(event: AuditEvent) -> str:
    action = str((event.after or {}).get("Action") or event.target_name)
    known = _TRIED.get(action)
    if known is None:
        noun, _, verb = action.partition(".")
        known = f"{verb.replace('_', ' ')} a {noun}" if verb else action
    return f"{known} ({event.target_id})" if action == "page.open" and event.target_id else known


def _guessed(action: str) -> str:
    noun, _, verb = action.replace("_", " ").partition(".")
    return f"{verb} the {noun} {{}}" if verb else f"did “{noun}” to {{}}"


def _shown(value: Any, zone: tzinfo) -> str:
    if value is None or value in ("", [], {}):
        return ABSENT
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple):
        return ", ".join(str(each) for each in value)
    if isinstance(value, int):
        return f"{value:,}"
    return _local(str(value), zone)


def _local(words: str, zone: tzinfo) -> str:
    try:
        return full_date(datetime.strptime(words, UTC_TIME).replace(tzinfo=UTC), zone)
    except ValueError:
        return words
