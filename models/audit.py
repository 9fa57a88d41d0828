"""Audit events: who did what, when, from where, by which surface, before and after; and what came of tokens."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.tenants import Tenant


class AuditEvent(Model):
    """One change, refusal or sign-in. Names are copies, so that an event outlives its people. Never holds a secret.

    `request_id` names the request in the log; null at the command line, and for what happened before there were any.
    """

    id = fields.BigIntField(primary_key=True)
    tenant_id = fields.UUIDField(null=True)
    at = fields.DatetimeField()
    actor_kind = fields.CharField(max_length=20)
    actor_id = fields.UUIDField(null=True)
    actor_name = fields.CharField(max_length=200)
    surface = fields.CharField(max_length=20)
    address = fields.CharField(max_length=64, default="", db_default="")
    action = fields.CharField(max_length=60)
    target_kind = fields.CharField(max_length=20)
    target_id = fields.CharField(max_length=64)
    target_name = fields.CharField(max_length=300, default="", db_default="")
    client_id = fields.UUIDField(null=True)
    before: dict[str, Any] = fields.JSONField(default=dict)
    after: dict[str, Any] = fields.JSONField(default=dict)
    search_text = fields.TextField()
    request_id = fields.CharField(max_length=64, null=True)

    class Meta:
        table = "audit_event"
        indexes = (
            ("tenant_id", "id"),
            ("tenant_id", "client_id", "id"),
            ("tenant_id", "target_kind", "target_id", "id"),
        )


class MadeKind(StrEnum):
    """What was made."""

    SECRET = "secret"  # noqa: S105 - a word
    CLIENT = "client"
    USER = "user"
    ROLE = "role"
    LINK = "link"  # one with which a person chooses a password, by that person's ID


class Making(Model):
    """That something was made with a secret's token, or by a person or client that was made so in turn.

    Outlives what it tells of: a removed secret still leads to what it made. `used`: a link, and a password was chosen
    with it.
    """

    id = fields.BigIntField(primary_key=True)
    tenant: fields.ForeignKeyRelation[Tenant] = fields.ForeignKeyField(
        "models.Tenant", related_name="makings", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(MadeKind, max_length=10)
    made_id = fields.CharField(max_length=64)
    by_id = fields.UUIDField(null=True)
    by_secret_id = fields.IntField(null=True)
    at = fields.DatetimeField()
    used = fields.BooleanField(default=False, db_default=False)
    tenant_id: UUID

    class Meta:
        table = "making"
        indexes = (("by_secret_id",), ("by_id",), ("made_id",), ("at",))
