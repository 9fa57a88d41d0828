"""Clients in words: from what the services answer to what the grid and Details show."""

import re
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from components.clients.client_details import DetailsData, Fact, RoleWords
from components.clients.client_grid import GridRow
from components.clients.client_words import seconds_words, secrets_words
from components.notes import Hue
from components.people.signs import hue
from components.secrets.secret_list import SecretItem, UseWords
from components.shell.shell import Person as ShownPerson
from components.time_words import ago, count, exact, full_date, short_date, until
from models import BuiltInRole, Client, ClientType, Role, Secret
from models.clients import SOON
from services.access.access import Person
from services.clients.client_fields import LABELS
from services.clients.client_list import ClientRow
from services.clients.clients import ClientView
from services.live.presence import Present
from services.secrets import secret_usage
from services.secrets.secret_usage import SecretUsage
from web.initials import initials

NO_SECRETS = {
    ClientType.AUTHORIZATION_CODE: "Authorization Code clients have no secret: they prove themselves with PKCE.",
    ClientType.DEVICE_CODE: "Device Code clients have no secret: a person confirms each device with a code.",
}
_LISTS = ("redirect_uris", "post_logout_redirect_uris", "allowed_cors_origins")
ROLE_WORDS = {
    BuiltInRole.TENANT_ADMINISTRATOR.value: "May change everything in this tenant",
    BuiltInRole.TENANT_MEMBER.value: "Every client has it",
}


def shown_person(person_id: UUID | None, name: str, me: Person) -> ShownPerson:
    """Somebody as avatars show them: in the accent's colour if it is the reader."""
    return ShownPerson(name, initials(name), hue=hue(person_id, me.id))


def say_once(
    said: dict[object, GridRow],
    now: datetime,
    zone: ZoneInfo,
    me: UUID | None,
    row: ClientRow,
    *,
    live: bool,
    compact: bool,
) -> GridRow:
    """`grid_row`, unless it was `said` of the same reading already, perhaps to somebody else."""
    by = hue(row.client.changed_by_id, me)
    key = row.client.id, now, zone, by, live, compact
    words = said.get(key)
    if words is None:
        words = said[key] = grid_row(row, now, zone, by, live=live, compact=compact)
    return words


def grid_row(row: ClientRow, now: datetime, zone: ZoneInfo, by: Hue, *, live: bool, compact: bool) -> GridRow:
    """A client as a row of the grid, changed by a person of that hue.

    `live` highlights it in that hue, `compact` saves room.
    """
    client = row.client
    changed = ago(client.changed_at, now, zone)
    words = ("", "", "")
    if row.secrets is not None and client.type.has_secrets:
        words = secrets_words(row.secrets, now, SOON)
    return GridRow(
        id=str(client.id),
        name=client.name,
        enabled=client.enabled,
        tags=tuple(client.tags),
        changed=re.sub(" hours?", " h", changed) if compact else changed,
        changed_title=exact(client.changed_at, zone),
        by=client.changed_by_name,
        by_initials=initials(client.changed_by_name),
        by_hue=by,
        secrets_kind=words[0],  # type: ignore[arg-type]
        secrets_rest=words[1],
        secrets_bold=words[2],
        live=by if live else "",
    )


def details(
    view: ClientView, secrets: tuple[SecretItem, ...], now: datetime, zone: ZoneInfo, me: Person, here: list[Present]
) -> DetailsData:
    """A client as Details shows it; `here` are the others who look at it now."""
    client = view.client
    changed = Fact(
        "Last changed",
        f"{ago(client.changed_at, now, zone)} by {client.changed_by_name}",
        person=shown_person(client.changed_by_id, client.changed_by_name, me),
    )
    facts = [*_facts(client), changed]
    facts += [Fact("Open now", each.name, person=shown_person(each.id, each.name, me)) for each in here]
    roles = tuple(_role(role) for role in view.roles) if client.type is ClientType.CLIENT_CREDENTIALS else None
    note = NO_SECRETS.get(client.type, "")
    return DetailsData(
        id=str(client.id),
        name=client.name,
        enabled=client.enabled,
        type_label=client.type.label,
        facts=tuple(facts),
        roles=roles,
        activity=me.is_administrator,
        secrets_note=note,
        secrets=secrets,
    )


def secret_item(secret: Secret, now: datetime, zone: ZoneInfo) -> SecretItem:
    """A secret as a row of Details."""
    expires = secret.expires_at
    kind, state, date, title = "ok", "Active", "", ""
    if expires is None:
        kind, state = "quiet", "Never expires"
    else:
        near = expires - now <= SOON
        date = full_date(expires, zone) if near else short_date(expires, zone, now)
        title = exact(expires, zone)
        if expires <= now:
            kind, state = "bad", "Expired"
        elif near:
            kind, state = "soon", until(expires, now, zone).capitalize()
    added = f"Added {short_date(secret.created_at, zone, now)} by {secret.created_by_name}"
    return SecretItem(secret.id, secret.label, secret.hint, kind, state, date, title, added)  # type: ignore[arg-type]


def use_words(use: SecretUsage, now: datetime, zone: ZoneInfo) -> UseWords:
    """A secret's use: when last; how often in 30 days and from which addresses, the latest first."""
    if use.last_used_at is None:
        return UseWords("never used")
    words = f"{count(use.uses, 'use')} in {secret_usage.DAYS} days"
    addresses = ", ".join(address for address, _ in use.addresses)
    more = f"{words}, from {addresses}" if addresses else words
    return UseWords(_used(use.last_used_at, now, zone), more)


def last_use(uses: Iterable[SecretUsage], now: datetime, zone: ZoneInfo) -> str:
    """When any of a client's secrets was last used; "" for a client that has none."""
    moments = [use.last_used_at for use in uses]
    if not moments:
        return ""
    known = [moment for moment in moments if moment is not None]
    return _used(max(known), now, zone) if known else "never used"


def _used(moment: datetime, now: datetime, zone: ZoneInfo) -> str:
    return f"used {ago(moment, now, zone)}"


def _facts(client: Client) -> list[Fact]:
    facts = []
    if client.description:
        facts.append(Fact("Description", client.description))
    facts.append(
        Fact("Token lifetime", f"{client.access_token_lifetime} seconds", seconds_words(client.access_token_lifetime))
    )
    if client.tags:
        facts.append(Fact("Tags", tags=tuple(client.tags)))
    if client.type is ClientType.DEVICE_CODE:
        facts.append(
            Fact(
                "Device code lifetime",
                f"{client.device_code_lifetime} seconds",
                seconds_words(client.device_code_lifetime),
            )
        )
    lists = {name: tuple(getattr(client, name)) for name in _LISTS}
    facts += [Fact(LABELS[name], lines=lines) for name, lines in lists.items() if lines]
    if client.type in (ClientType.AUTHORIZATION_CODE, ClientType.HYBRID):
        facts.append(Fact("Offline access", "Allowed" if client.allow_offline_access else "Not allowed"))
    links = {"client_uri": client.client_uri, "logo_uri": client.logo_uri}
    facts += [Fact(LABELS[name], lines=(link,)) for name, link in links.items() if link]
    return facts


def _role(role: Role) -> RoleWords:
    words = ROLE_WORDS.get(role.role_type_id, "") if role.role_type_id else "Custom role"
    return RoleWords(role.name, words)
