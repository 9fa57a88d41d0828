"""People, their sessions, the links that let them in, and what failed at the door."""

from enum import StrEnum
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.roles import Role
from models.tenants import Tenant

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet


class User(Model):
    """A person. An email is unique in the installation and belongs to one tenant."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    tenant: fields.ForeignKeyRelation[Tenant] = fields.ForeignKeyField(
        "models.Tenant", related_name="users", on_delete=fields.CASCADE
    )
    email = fields.CharField(max_length=254)
    email_key = fields.CharField(max_length=508, unique=True)
    name = fields.CharField(max_length=200)
    name_key = fields.CharField(max_length=400)
    password_hash = fields.CharField(max_length=60, null=True)
    enabled = fields.BooleanField(default=True, db_default=True)
    created_at = fields.DatetimeField(auto_now_add=True)
    signed_in_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1, db_default=1)
    tenant_id: UUID
    roles_held: fields.ReverseRelation["UserRole"]

    class Meta:
        table = "user"
        indexes = (("tenant_id", "name_key"), ("tenant_id", "email_key"))

    @classmethod
    def of(cls, tenant_id: UUID) -> "QuerySet[Any]":
        """The people of one tenant."""
        return cls.filter(tenant_id=tenant_id)


class UserRole(Model):
    """That a person has a role."""

    id = fields.IntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="roles_held", on_delete=fields.CASCADE
    )
    role: fields.ForeignKeyRelation[Role] = fields.ForeignKeyField(
        "models.Role", related_name="held_by_users", on_delete=fields.CASCADE
    )
    user_id: UUID
    role_id: UUID

    class Meta:
        table = "user_role"
        unique_together = (("user", "role"),)


class Session(Model):
    """A signed-in browser, keyed by the SHA-256 of its cookie's token, so that a copy of the table signs nobody in."""

    token_hash = fields.CharField(max_length=64, primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="sessions", on_delete=fields.CASCADE
    )
    created_at = fields.DatetimeField()
    seen_at = fields.DatetimeField()
    address = fields.CharField(max_length=64, default="", db_default="")
    agent = fields.CharField(max_length=300, default="", db_default="")
    user_id: UUID

    class Meta:
        table = "session"


class LinkKind(StrEnum):
    """What a one-time link is for."""

    FIRST_RUN = "first-run"
    INVITATION = "invitation"
    NEW_PASSWORD = "new-password"  # noqa: S105 - a kind of link


class Link(Model):
    """A link that is good once, keyed by the SHA-256 of its token."""

    token_hash = fields.CharField(max_length=64, primary_key=True)
    kind = fields.CharEnumField(LinkKind, max_length=20)
    user: fields.ForeignKeyNullableRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="links", on_delete=fields.CASCADE, null=True
    )
    created_at = fields.DatetimeField(auto_now_add=True)
    expires_at = fields.DatetimeField()
    user_id: UUID | None

    class Meta:
        table = "link"


class SignInFailure(Model):
    """Failures at the door, per account and per address, kept until they are a day old."""

    key = fields.CharField(max_length=80, primary_key=True)
    failures = fields.IntField(default=0, db_default=0)
    last_at = fields.DatetimeField()

    class Meta:
        table = "sign_in_failure"
