"""What an audit event says, in a plain sentence: "Elin Berg added the secret Historian node B of Historian replay"."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any, Final

from components.time_words import full_date
from models import AuditEvent
from models.actions import Action, Attempt

ABSENT: Final = "–"
_ADMINISTRATOR: Final = "Tenant Administrator"
"""The built-in role's name, as events list roles."""
SURFACES: Final = {"console": "Console", "api": "API", "command line": "Command line"}
DONE: Final[Mapping[str, str]] = {
    Action.CLIENT_ADDED: "added the client {}",
    Action.CLIENT_EDITED: "changed the client {}",
    Action.CLIENT_REMOVED: "removed the client {}",
    Action.CLIENT_RESTORED: "restored the client {}",
    Action.CLIENT_PURGED: "deleted the removed client {} for good",
    Action.CLIENT_ALLOWED: "allowed the client {} to act for them",
    Action.CLIENT_DENIED: "refused to let the client {} act for them",
    Action.CLIENT_DISALLOWED: "withdrew what the client {} was allowed",
    Action.SECRET_ADDED: "added the secret {}",
    Action.SECRET_EDITED: "changed the secret {}",
    Action.SECRET_REMOVED: "removed the secret {}",
    Action.USER_ADDED: "added the user {}",
    Action.USER_EDITED: "changed the user {}",
    Action.USER_ENABLED: "enabled the user {}",
    Action.USER_DISABLED: "disabled the user {}",
    Action.USER_REMOVED: "removed the user {}",
    Action.USER_MOVED_IN: "moved the user {} here from another tenant",
    Action.USER_MOVED_OUT: "moved the user {} to another tenant",
    Action.USER_PASSWORD_CHANGED: "set a new password for {}",
    Action.USER_LINK_MADE: "made a link for {} to choose a password",
    Action.ROLE_ADDED: "added the role {}",
    Action.ROLE_EDITED: "changed the role {}",
    Action.ROLE_REMOVED: "removed the role {}",
    Action.TENANT_ADDED: "added the tenant {}",
    Action.TENANT_EDITED: "renamed the tenant to {}",
    Action.TENANT_POLICY_CHANGED: "changed the secret policy of {}",
    Action.TENANT_AUDIENCES_CHANGED: "changed the audiences of {}",
    Action.KEYS_ROTATED: "made new signing keys, which are those of the tenant {} too",
    Action.KEYS_WITHDRAWN: "withdrew all signing keys, which were those of the tenant {} too",
    Action.BACKUP_MADE: "made a backup with the tenant {}",
    Action.BACKUP_RESTORED: "restored the tenant {} from a backup",
    Action.SESSION_SIGNED_IN: "signed in",
    Action.SESSION_SIGNED_OUT: "signed out",
    Action.SESSION_REFUSED: "was refused at sign-in as {}",
}
_ONESELF: Final[Mapping[str, str]] = {
    Action.USER_ADDED: "joined as the first Tenant Administrator",
    Action.USER_EDITED: "changed their own account",
    Action.USER_DISABLED: "disabled their own account",
    Action.USER_REMOVED: "removed their own account",
    Action.USER_PASSWORD_CHANGED: "chose a new password",
    Action.USER_LINK_MADE: "made a link to choose a new password themselves",
}
TRIED: Final[Mapping[str, str]] = {
    Attempt.PAGE_OPEN: "open a page",
    Attempt.PAGE_ACT: "act on somebody else's page",
    Attempt.PAGE_FORGE: "send a request that no page of Keylodge made",
    Attempt.ACTIVITY_READ: "read the activity",
    Attempt.CLIENT_ADD: "add a client",
    Attempt.CLIENT_EDIT: "edit a client",
    Attempt.CLIENT_REMOVE: "remove a client",
    Attempt.CLIENT_RESTORE: "restore a client",
    Attempt.CLIENT_LIST_REMOVED: "see removed clients",
    Attempt.CLIENT_LIST_BY_SECRETS: "list clients by their secrets",
    Attempt.CLIENT_BULK_ENABLE: "enable several clients",
    Attempt.CLIENT_BULK_DISABLE: "disable several clients",
    Attempt.CLIENT_BULK_TAG: "tag several clients",
    Attempt.CLIENT_BULK_REMOVE: "remove several clients",
    Attempt.SECRET_LIST: "see the secrets of a client",
    Attempt.SECRET_ADD: "add a secret",
    Attempt.SECRET_EDIT: "edit a secret",
    Attempt.SECRET_REMOVE: "remove a secret",
    Attempt.TENANT_EDIT: "rename the tenant",
    Attempt.TENANT_SET_POLICY: "change the secret policy",
    Attempt.TENANT_SET_AUDIENCES: "change the audiences",
    Attempt.USER_LIST: "see the users",
    Attempt.USER_READ: "see a user",
    Attempt.USER_ADD: "add a user",
    Attempt.USER_EDIT: "edit a user",
    Attempt.USER_ENABLE: "enable a user",
    Attempt.USER_DISABLE: "disable a user",
    Attempt.USER_REMOVE: "remove a user",
    Attempt.USER_MAKE_LINK: "make a link for a user",
    Attempt.ALLOWANCE_LIST: "see which applications a user allowed",
    Attempt.ALLOWANCE_WITHDRAW: "withdraw what a user allowed",
    Attempt.ROLE_READ_HOLDERS: "see who has a role",
    Attempt.ROLE_ADD: "add a role",
    Attempt.ROLE_EDIT: "edit a role",
    Attempt.ROLE_REMOVE: "remove a role",
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
    if event.action == Action.ACCESS_REFUSED:
        return Sentence(event.actor_name, f"tried to {_tried(event)}, which was refused")
    oneself = event.actor_id is not None and str(event.actor_id) == event.target_id
    template = (oneself and _ONESELF.get(event.action)) or DONE.get(event.action) or _guessed(event.action)
    template = _narrowed(event, template)
    target = event.target_name.removesuffix(f" of {about}") if about else event.target_name
    if about and target == about and "the client {}" in template:
        template, target = template.replace(" {}", ""), ""
    verb, braces, end = template.partition("{}")
    return Sentence(event.actor_name, verb.strip(), target if braces else "", end.strip())


def deltas(event: AuditEvent, zone: tzinfo) -> list[Delta]:
    """The values that the event tells, before and after; times in `zone`. Values that are empty on both sides go."""
    before, after = event.before or {}, event.after or {}
    if event.action in (Action.ACCESS_REFUSED, Action.USER_LINK_MADE):
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
    if event.action == Action.USER_LINK_MADE and event.after.get("For") == "invitation":
        return "made an invitation link for {}"
    if _made_administrator(event):
        return (
            template.replace("{}", "{} as a Tenant Administrator")
            if "added" in template
            else "made {} a Tenant Administrator"
        )
    if event.action != Action.CLIENT_EDITED:
        return template
    changed = set(event.after or {})
    if changed == {"Enabled"}:
        return "enabled the client {}" if event.after["Enabled"] == "Yes" else "disabled the client {}"
    if changed in ({"Roles"}, {"Tags"}):
        return f"changed the {changed.pop().lower()} of the client {{}}"
    return template


def _made_administrator(event: AuditEvent) -> bool:
    """Whether a person or client holds that role by this event, and did not before."""
    before, after = (str((side or {}).get("Roles", "")).split(", ") for side in (event.before, event.after))
    return _ADMINISTRATOR in after and _ADMINISTRATOR not in before


def _tried(event: AuditEvent) -> str:
    action = str((event.after or {}).get("Action") or event.target_name)
    known = TRIED.get(action)
    if known is None:
        noun, _, verb = action.partition(".")
        known = f"{verb.replace('_', ' ')} a {noun}" if verb else action
    return f"{known} ({event.target_id})" if action == Attempt.PAGE_OPEN and event.target_id else known


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
