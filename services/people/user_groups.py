"""Finding people: by what is searched, and by group (enabled, invited, …) with how many each has."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID

from tortoise.expressions import Q, Subquery

from models import BuiltInRole, User, UserRole
from models.actions import Attempt
from models.folding import fold_search
from services.access import access
from services.access.actors import Actor

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet


class UserGroup(StrEnum):
    """The groups that a list of people can be narrowed to; the value is what stands in URLs."""

    ENABLED = "enabled"
    """Who can sign in."""
    INVITED = "invited"
    """Who has no password yet, whether their link is still good or not."""
    DISABLED = "disabled"
    ADMINISTRATORS = "administrators"


def matching(tenant_id: UUID, search: str = "", group: UserGroup | None = None) -> "QuerySet[Any]":
    """The tenant's people whose email or name contains `search`, whatever its case; of one group where it is given."""
    text = fold_search(search)
    rows = User.of(tenant_id).filter(Q(email_key__contains=text) | Q(name_key__contains=text))
    match group:
        case UserGroup.ENABLED:
            return rows.filter(enabled=True, password_hash__isnull=False)
        case UserGroup.INVITED:
            return rows.filter(enabled=True, password_hash__isnull=True)
        case UserGroup.DISABLED:
            return rows.filter(enabled=False)
        case UserGroup.ADMINISTRATORS:
            administrators = UserRole.filter(role__role_type_id=BuiltInRole.TENANT_ADMINISTRATOR.value)
            return rows.filter(id__in=Subquery(administrators.values("user_id")))
    return rows


async def count_by_group(actor: Actor, search: str = "") -> dict[UserGroup | None, int]:
    """How many people match `search`: in all (None), and of each group. For Tenant Administrators."""
    person = await access.require_administrator(actor, Attempt.USER_LIST)
    groups: list[UserGroup | None] = [None, *UserGroup]
    return {group: await matching(person.tenant_id, search, group).count() for group in groups}
