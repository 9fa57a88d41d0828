"""People as the management API lists them: by IDs, a role or a search."""

from collections.abc import Collection
from uuid import UUID

from tortoise.expressions import Subquery

from models import UserRole
from models.actions import Attempt
from services.access import access
from services.access.actors import Actor
from services.people import user_groups
from services.people.user_views import UserView, view_all

MOST = 1000
"""People a page."""
FARTHEST = 10**9


async def list_views(
    actor: Actor,
    *,
    ids: Collection[UUID] | None = None,
    search: str = "",
    role_id: UUID | None = None,
    offset: int = 0,
    limit: int = 100,
) -> tuple[list[UserView], int]:
    """A page of the tenant's people by email, and how many match; `ids`: only these (None: all).

    For Tenant Administrators.
    """
    person = await access.require_administrator(actor, Attempt.USER_LIST)
    rows = user_groups.matching(person.tenant_id, search)
    if ids is not None:
        rows = rows.filter(id__in=list(ids)[:MOST])
    if role_id is not None:
        rows = rows.filter(id__in=Subquery(UserRole.filter(role_id=role_id).values("user_id")))
    page = await rows.order_by("email_key").offset(min(max(0, offset), FARTHEST)).limit(min(max(1, limit), MOST))
    return await view_all(page), await rows.count()
