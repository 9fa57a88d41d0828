"""Roles: five built-in ones in every tenant, beside custom ones."""

from enum import Enum
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.tenants import Tenant

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet


class BuiltInRole(Enum):
    """The built-in roles with the RoleTypeId that the public management API gives them."""

    TENANT_ADMINISTRATOR = UUID("2dc742ab-39ea-4fc0-a39e-2bcb71c26a5f")
    TENANT_CONTRIBUTOR = UUID("f1439595-e5a2-487f-8a4f-0627fefe75df")
    TENANT_DATA_STEWARD = UUID("45b66433-5f57-420b-bbdf-8bbd60c1cd9d")
    TENANT_MEMBER = UUID("7ad2b9ef-5386-4ead-ac9f-ad99c5c5b977")
    TENANT_VIEWER = UUID("e6cbf91e-0be8-4858-92b5-f88ecafd5574")

    @property
    def label(self) -> str:
        """The role's name, as people read it."""
        return self.name.replace("_", " ").title()


class Role(Model):
    """A role of one tenant. `role_type_id` is set for the built-in ones only."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    tenant: fields.ForeignKeyRelation[Tenant] = fields.ForeignKeyField(
        "models.Tenant", related_name="roles", on_delete=fields.CASCADE
    )
    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400)
    description = fields.CharField(max_length=500, default="", db_default="")
    role_type_id = fields.UUIDField(null=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    version = fields.IntField(default=1, db_default=1)
    tenant_id: UUID

    class Meta:
        table = "role"
        unique_together = (("tenant", "name_key"),)

    @classmethod
    def of(cls, tenant_id: UUID) -> "QuerySet[Any]":
        """The roles of one tenant."""
        return cls.filter(tenant_id=tenant_id)
