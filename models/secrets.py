"""Client secrets: what is kept of them once their text was shown."""

from datetime import datetime
from uuid import UUID

from tortoise import fields
from tortoise.models import Model

from models.clients import Client


class Secret(Model):
    """A client secret: its public handle and the hash of its text, never the text.

    `id` is the management API's integer, `expires_at` null: never. `created_by_secret_id`: the secret that a client
    proved itself with when it added this one by itself.
    """

    id = fields.IntField(primary_key=True)
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "models.Client", related_name="secrets", on_delete=fields.CASCADE
    )
    handle = fields.CharField(max_length=16, unique=True)
    text_hash = fields.CharField(max_length=60)
    description = fields.CharField(max_length=200, default="", db_default="")
    expires_at = fields.DatetimeField(null=True, db_index=True)
    created_at = fields.DatetimeField()
    created_by_id = fields.UUIDField(null=True)
    created_by_name = fields.CharField(max_length=200, default="", db_default="")
    created_by_secret_id = fields.IntField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=1, db_default=1)
    client_id: UUID

    class Meta:
        table = "secret"
        indexes = (("client_id", "expires_at"),)

    @property
    def hint(self) -> str:
        """What may be shown to tell secrets apart: prefix and handle, none of the secret bits."""
        return f"kl_{self.handle}"

    @property
    def label(self) -> str:
        """The description, or the hint where there is none."""
        return self.description or self.hint

    def expired(self, now: datetime) -> bool:
        """Whether it has expired at `now` (the database's clock)."""
        return self.expires_at is not None and self.expires_at <= now
