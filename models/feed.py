"""Announcements: how processes on one SQLite tell each other what changed."""

from tortoise import fields
from tortoise.models import Model


class Announcement(Model):
    """That an object changed: kind, id and version, never content. On PostgreSQL readiness alone writes any."""

    id = fields.BigIntField(primary_key=True)
    tenant_id = fields.UUIDField(null=True)
    kind = fields.CharField(max_length=20)
    object_id = fields.CharField(max_length=64)
    version = fields.IntField(default=0, db_default=0)
    actor_id = fields.UUIDField(null=True)
    at = fields.DatetimeField(auto_now_add=True)

    class Meta:
        table = "announcement"
