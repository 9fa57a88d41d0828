"""Between what services take and what forms hold: texts, flags, and tuples of texts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from components.clients.client_form import RoleChoice
from components.forms.expiration_field import NEVER, ExpirationRules
from components.forms.form_entries import Value
from errors import RuleViolation
from models import BuiltInRole
from services.clients.client_fields import ClientFields
from services.people.roles import RoleView
from services.secrets import expirations
from services.secrets.expirations import SecretPolicy, lifetime
from services.secrets.secrets import SecretFields

LIFETIMES = {30: "30 days", 60: "60 days", 90: "90 days", 180: "180 days", 365: "1 year"}
"""The presets of an expiration date, in days."""
NUMBERS = ("access_token_lifetime", "device_code_lifetime")


def form_value(value: Any) -> Value:
    """A stored value as a form holds it."""
    if isinstance(value, bool):
        return value
    if isinstance(value, list | tuple):
        return tuple(str(item) for item in value)
    return str(value)


def client_fields(values: Mapping[str, Value]) -> ClientFields:
    """What a client form holds, for `clients.add`; a number that isn't one stays text, for the rules to refuse."""
    given: dict[str, Any] = {name: value for name, value in values.items() if name in ClientFields.__slots__}
    for name in NUMBERS:
        text = str(given.get(name, "")).strip()
        if text.isascii() and text.isdecimal() and len(text) < 10:
            given[name] = int(text)
    if "role_ids" in given:
        given["role_ids"] = tuple(UUID(key) for key in given["role_ids"])
    return ClientFields(**given)


def role_choices(roles: list[RoleView]) -> list[RoleChoice]:
    """The tenant's roles to choose from: every client is a Tenant Member, an administrator is worth a warning."""
    return [
        RoleChoice(
            id=str(role.id),
            name=role.name,
            note=role.description,
            locked=role.role_type_id == BuiltInRole.TENANT_MEMBER.value,
            powerful=role.role_type_id == BuiltInRole.TENANT_ADMINISTRATOR.value,
        )
        for role in roles
    ]


class Moments:
    """Expiration dates as text in a person's zone, and back. A text that was made from a moment means exactly that."""

    def __init__(self, policy: SecretPolicy, now: datetime, zone: ZoneInfo) -> None:
        self.policy, self.now, self.zone = policy, now, zone
        self._known: dict[str, datetime] = {}

    @property
    def default(self) -> str:
        """The text that a new secret's date is filled with."""
        return self.text(self.policy.default(self.now))

    @property
    def rules(self) -> ExpirationRules:
        """What the tenant offers; presets beyond its longest lifetime are left out."""
        presets = {
            words: expirations.write(self.now + timedelta(days=days), self.zone)
            for days, words in LIFETIMES.items()
            if days <= self.policy.longest_days
        }
        return ExpirationRules(presets, self.describe, self.policy.never_allowed)

    def text(self, moment: datetime | None) -> str:
        """A moment as the field shows it; NEVER for none."""
        if moment is None:
            return NEVER
        text = expirations.write(moment, self.zone)
        self._known[text] = moment.astimezone(UTC)
        return text

    def fields(self, values: Mapping[str, Value], prefix: str = "") -> SecretFields:
        """What a secret form holds, the date in the person's zone. Raises RuleViolation for a date that isn't one."""
        text = str(values[f"{prefix}expires_at"]).strip()
        moment = None if text == NEVER else self._known.get(text) or expirations.read(text, self.zone)
        return SecretFields(str(values[f"{prefix}description"]), moment and moment.astimezone(self.zone))

    def describe(self, text: str) -> str:
        """What stands below a date: the zone with its offset then, and the longest lifetime."""
        try:
            moment = expirations.read(text, self.zone)
        except RuleViolation:
            moment = self.now
        offset = moment.astimezone(self.zone).strftime("%z")
        most = lifetime(self.policy.longest_days)
        return f"{self.zone.key} (UTC{offset[:3]}:{offset[3:5]}). This tenant allows {most} at most."
