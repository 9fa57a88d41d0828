"""People as lists and forms show them: with their roles and their state, without a query per row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from models import Link, Role, User, UserRole
from services.live import clock


class UserState(StrEnum):
    """Whether a person can sign in; the value is what people read."""

    ENABLED = "Enabled"
    DISABLED = "Disabled"
    INVITED = "Invited"
    """No password yet, and a link that is still good."""
    LINK_EXPIRED = "Link expired"
    """No password yet, and no link that is good."""


@dataclass(frozen=True, slots=True)
class UserFields:
    """What can be edited of a person: what a form starts from, and the base of a later `users.edit`."""

    name: str = ""
    role_ids: tuple[UUID, ...] = ()

    @classmethod
    def of(cls, user: User, roles: Sequence[Role]) -> "UserFields":
        """The fields as they are now."""
        return cls(user.name, tuple(role.id for role in roles))

    def ordered(self) -> "UserFields":
        """These fields with the roles sorted, for comparing: their order means nothing."""
        return UserFields(self.name, tuple(sorted(self.role_ids)))


@dataclass(frozen=True, slots=True)
class UserView:
    """A person with their roles (by name) and state."""

    id: UUID
    email: str
    name: str
    roles: tuple[Role, ...]
    enabled: bool
    state: UserState
    created_at: datetime
    signed_in_at: datetime | None
    version: int

    @property
    def fields(self) -> UserFields:
        """The editable fields, as read now."""
        return UserFields(self.name, tuple(role.id for role in self.roles))


async def view_all(users: Sequence[User]) -> list[UserView]:
    """These people, in this order. Two queries and the clock's, however many they are."""
    ids = [user.id for user in users]
    roles: dict[UUID, list[Role]] = {user_id: [] for user_id in ids}
    for held in await UserRole.filter(user_id__in=ids).select_related("role").order_by("role__name_key"):
        roles[held.user_id].append(held.role)
    waiting = [user.id for user in users if user.password_hash is None]
    links = await Link.filter(user_id__in=waiting, expires_at__gt=await clock.now()) if waiting else []
    invited = {link.user_id for link in links}
    return [_view(user, roles[user.id], _state(user, user.id in invited)) for user in users]


async def view(user: User) -> UserView:
    """One person."""
    return (await view_all([user]))[0]


async def roles_of(user_id: UUID) -> list[Role]:
    """A person's roles, by name."""
    rows = await UserRole.filter(user_id=user_id).select_related("role").order_by("role__name_key")
    return [row.role for row in rows]


def names_of(roles: Sequence[Role]) -> str:
    """Roles as events and lists write them."""
    return ", ".join(role.name for role in roles)


def _view(user: User, roles: Sequence[Role], state: UserState) -> UserView:
    return UserView(
        id=user.id,
        email=user.email,
        name=user.name,
        roles=tuple(roles),
        enabled=user.enabled,
        state=state,
        created_at=user.created_at,
        signed_in_at=user.signed_in_at,
        version=user.version,
    )


def _state(user: User, invited: bool) -> UserState:
    if not user.enabled:
        return UserState.DISABLED
    if user.password_hash is not None:
        return UserState.ENABLED
    return UserState.INVITED if invited else UserState.LINK_EXPIRED
