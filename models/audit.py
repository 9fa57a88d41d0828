"""Audit events: who did what, when, from where, by which surface, before and after."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


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
