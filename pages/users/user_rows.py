"""People in words: what the table of users and its Details say of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Final
from uuid import UUID

from components.chips import Chip
from components.notes import Hue
from components.people.signs import hue
from components.people.user_form import RoleChoice
from components.tables.plain_table import Cell, Column, Row, person_cell, status_cell, tags_cell, words_cell
from components.time_words import ago, exact
from models import BuiltInRole, Role
from pages.console.listing import ALL
from services.people.roles import RoleView
from services.people.user_groups import UserGroup
from services.people.user_views import UserState, UserView
from web.initials import initials

COLUMNS: Final = (
    Column("name", "Name", "c-name"),
    Column("email", "Email", "c-id", "214px", sorted=True),
    Column("roles", "Roles", "c-tags", "182px"),
    Column("signed_in", "Last sign-in", "c-sec", "102px"),
    Column("state", "State", "c-en", "116px"),
)


def row(user: UserView, now: datetime, zone: tzinfo, me: UUID | None, live: Hue = "") -> Row:
    """A person as a row of the table."""
    note = "you" if user.id == me else ""
    when, tip = last_sign_in(user, now, zone)
    cells = (
        person_cell(user.name, initials(user.name), shown_hue(user, me), note),
        words_cell(user.email),
        tags_cell([role.name for role in most_telling_first(user.roles)]),
        words_cell(when, tip=tip, before="Last sign-in", number=True),
        state_cell(user.state),
    )
    return Row(str(user.id), user.name, cells, off=not user.enabled, live=live)


def chips(counts: Mapping[UserGroup | None, int]) -> list[Chip]:
    """The filters, with how many people each leaves."""
    return [
        (group or ALL, group.value.capitalize() if group else "All", counts[group])
        for group in (None, *UserGroup)
        if group in counts
    ]


def last_sign_in(user: UserView, now: datetime, zone: tzinfo) -> tuple[str, str]:
    """When somebody signed in last, in words and exactly."""
    moment = user.signed_in_at
    return (ago(moment, now, zone), exact(moment, zone)) if moment else ("never", "")


def most_telling_first(roles: Sequence[Role]) -> list[Role]:
    """Tenant Administrator first, Tenant Member, which everybody has, last."""

    def weight(role: Role) -> int:
        if role.role_type_id == BuiltInRole.TENANT_ADMINISTRATOR.value:
            return 0
        return 2 if role.role_type_id == BuiltInRole.TENANT_MEMBER.value else 1

    return sorted(roles, key=weight)


def shown_hue(user: UserView, me: UUID | None) -> Hue:
    """A hue for oneself and for those who may change things; the others stay grey."""
    administers = any(role.role_type_id == BuiltInRole.TENANT_ADMINISTRATOR.value for role in user.roles)
    return hue(user.id, me) if administers or user.id == me else ""


def state_cell(state: UserState) -> Cell:
    """Whether somebody can sign in."""
    match state:
        case UserState.ENABLED:
            return status_cell(state.value, led="on")
        case UserState.DISABLED:
            return status_cell(state.value, "quiet", led="off")
        case UserState.INVITED:
            return status_cell(state.value, "quiet", icon="mail")
    return status_cell(state.value, "soon", icon="clock-alert")


def role_words(role: Role) -> str:
    """What a role means, in a few words."""
    return role.description.split(". ")[0] or ("" if role.role_type_id else "Custom role")


def choices(roles: Sequence[RoleView]) -> list[RoleChoice]:
    """The roles that can be given to a person."""
    return [
        RoleChoice(
            str(role.id),
            role.name,
            role.description,
            always=role.role_type_id == BuiltInRole.TENANT_MEMBER.value,
            administers=role.role_type_id == BuiltInRole.TENANT_ADMINISTRATOR.value,
        )
        for role in roles
    ]
