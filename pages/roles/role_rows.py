"""Roles in words: what the table of roles says of them, and which are shown."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final
from uuid import UUID

from components.chips import Chip
from components.people.signs import hue
from components.tables.plain_table import Cell, Column, Row, author_cell, status_cell, words_cell
from components.time_words import ago, count, exact
from models.folding import fold
from pages.console.listing import ALL
from services.access.authors import LastChange
from services.people.roles import RoleView
from web.initials import initials

BUILT_IN: Final = "built-in"
KINDS: Final[Mapping[str, str]] = MappingProxyType({ALL: "All", BUILT_IN: "Built-in", "custom": "Custom"})
"""The filters by their keys."""
COLUMNS: Final = (
    Column("name", "Name", "c-name", "172px"),
    Column("description", "Description", "c-id"),
    Column("kind", "Kind", "c-en", "96px"),
    Column("clients", "Clients", "c-sec", "72px"),
    Column("users", "Users", "c-tags", "64px"),
    Column("changed", "Last changed", "c-chg", "118px"),
)


def row(role: RoleView, now: datetime, zone: tzinfo, me: UUID | None) -> Row:
    """A role as a row of the table."""
    cells = (
        words_cell(role.name),
        words_cell(role.description or "–"),
        status_cell("Built-in", "quiet", icon="lock") if role.is_built_in else status_cell("Custom", "two"),
        words_cell(f"{role.clients:,}", after="client" if role.clients == 1 else "clients", number=True),
        words_cell(f"{role.users:,}", after="user" if role.users == 1 else "users", number=True),
        _changed(role.changed, now, zone, me),
    )
    return Row(str(role.id), role.name, cells)


def _changed(last: LastChange | None, now: datetime, zone: tzinfo, me: UUID | None) -> Cell:
    if last is None:
        return words_cell("–")
    tip = f"{exact(last.at, zone)} by {last.by_name}"
    return author_cell(ago(last.at, now, zone), last.by_name, initials(last.by_name), hue(last.by_id, me), tip)


def chips(counts: Mapping[str, int]) -> list[Chip]:
    """The filters, with how many roles each leaves."""
    return [(key, label, counts.get(key, 0)) for key, label in KINDS.items()]


def counts(roles: Sequence[RoleView]) -> dict[str, int]:
    """How many roles each filter leaves."""
    return {key: len(of_kind(roles, key)) for key in KINDS}


def found(roles: Sequence[RoleView], text: str) -> list[RoleView]:
    """Those whose name or description contains `text`, whatever its case; built-in ones first."""
    wanted = fold(text)
    hits = [role for role in roles if wanted in fold(role.name) or wanted in fold(role.description)]
    return sorted(hits, key=lambda role: not role.is_built_in)


def of_kind(roles: Sequence[RoleView], kind: str) -> list[RoleView]:
    """Those that a filter leaves."""
    return [role for role in roles if kind == ALL or role.is_built_in == (kind == BUILT_IN)]


def about(role: RoleView) -> list[str]:
    """What stands below a role's name."""
    kind = "Built-in" if role.is_built_in else "Custom"
    return [kind, count(role.clients, "client"), count(role.users, "user")]


def losses(role: RoleView) -> list[str]:
    """What removing a role does, for the question before."""
    held = [count(number, word) for number, word in ((role.users, "user"), (role.clients, "client")) if number]
    if not held:
        return ["Nobody has this role."]
    verb = "loses" if role.users + role.clients == 1 else "lose"
    return [f"{' and '.join(held)} {verb} it at once. Adding it again doesn't give it back to them."]
