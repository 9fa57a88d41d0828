"""Tenants and their secret policy."""

from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model


class Tenant(Model):
    """An organisation. Everything else belongs to exactly one."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    name = fields.CharField(max_length=200)
    secret_longest_days = fields.IntField(default=730, db_default=730)
    secret_never_allowed = fields.BooleanField(default=True, db_default=True)
    secret_default_days = fields.IntField(default=365, db_default=365)
    audiences: list[str] = fields.JSONField(default=list, db_default="[]")
    created_at = fields.DatetimeField(auto_now_add=True)
    version = fields.IntField(default=1, db_default=1)

    class Meta:
        table = "tenant"

    @classmethod
    async def lock(cls, tenant_id: UUID) -> "Tenant":
        """The row, locked until the transaction ends, so that two changes of its administrators take turns."""
        return await cls.filter(id=tenant_id).select_for_update().get()
