"""Roles as the API takes and gives them."""

from typing import Any, Literal
from uuid import UUID

from pydantic import ConfigDict, StrictInt, StrictStr, model_validator

from api.shapes import EXAMPLE_CLIENT, EXAMPLE_ROLE, Guid, Input, Shape, example
from models import Role
from services.people.roles import RoleView

TENANT_SCOPE: Literal[1] = 1
"""The contract's number for a role that belongs to a tenant."""


class RoleShape(Shape):
    """A role. `RoleTypeId` is there for the built-in ones, `CommunityId` never."""

    model_config = ConfigDict(
        title="Role",
        **example(
            Id=EXAMPLE_ROLE,
            Name="Network operations",
            Description="Keeps pumps running",
            RoleScope=TENANT_SCOPE,
            TenantId=EXAMPLE_CLIENT,
            CommunityId=None,
            RoleTypeId=None,
        ),
    )
    id: Guid
    name: str
    description: str
    role_scope: Literal[1] = TENANT_SCOPE
    tenant_id: Guid
    community_id: Guid | None = None
    role_type_id: Guid | None = None


class RoleInput(Input):
    """A new custom role, or changes of one. Its other properties can't be chosen."""

    model_config = example(Name="Network operations", Description="Keeps pumps running")
    id: StrictStr | None = None
    name: StrictStr | None = None
    description: StrictStr | None = None


class RoleReference(Shape):
    """A role by its Id, alone or as GET answers it."""

    model_config = example(Id=EXAMPLE_ROLE)
    id: Guid
    role_scope: StrictInt | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"Id": value} if isinstance(value, str) else value


def show(role: RoleView | Role, tenant_id: UUID) -> RoleShape:
    """A role as GET answers it."""
    return RoleShape(
        id=role.id,
        name=role.name,
        description=role.description,
        tenant_id=tenant_id,
        role_type_id=role.role_type_id,
    )
