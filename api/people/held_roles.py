"""The roles that a client or a person holds: a list that is replaced whole, so that it has one ETag."""

from collections.abc import Sequence

from starlette.responses import Response

from api import answers
from api.parameters import Page
from api.people.role_shapes import RoleShape, show
from api.routing import ETAG, TOTAL
from api.shapes import Shape
from models import Role

HEADERS = {**TOTAL, **ETAG}
"""Of the list, and of the answer that it was replaced. The ETag is of all the roles, whichever page is asked for."""
ALL = Page(0, 1000, "")


class HeldRoles(Shape):
    """All of them, for the ETag."""

    roles: list[RoleShape]


def held(roles: Sequence[Role]) -> HeldRoles:
    """The roles as GET answers them."""
    return HeldRoles(roles=[show(role, role.tenant_id) for role in roles])


def answer(all: HeldRoles, page: Page = ALL) -> Response:
    """A page of them."""
    made = answers.many(*page.part(all.roles, lambda role: role.name))
    made.headers["ETag"] = answers.etag_of(all)
    return made
