"""When and from where secrets were used: written in batches, never in a token request."""

from datetime import date

from tortoise import fields
from tortoise.models import Model

from models.secrets import Secret


class SecretUse(Model):
    """How often a secret was used on one day (UTC)."""

    id = fields.BigIntField(primary_key=True)
    secret: fields.ForeignKeyRelation[Secret] = fields.ForeignKeyField(
        "models.Secret", related_name="uses", on_delete=fields.CASCADE
    )
    day: date = fields.DateField()
    count = fields.IntField(default=0, db_default=0)
    last_at = fields.DatetimeField()
    secret_id: int

    class Meta:
        table = "secret_use"
        unique_together = (("secret", "day"),)


class SecretAddress(Model):
    """An address that a secret was used from, and when last."""

    id = fields.BigIntField(primary_key=True)
    secret: fields.ForeignKeyRelation[Secret] = fields.ForeignKeyField(
        "models.Secret", related_name="addresses", on_delete=fields.CASCADE
    )
    address = fields.CharField(max_length=64)
    last_at = fields.DatetimeField()
    secret_id: int

    class Meta:
        table = "secret_address"
        unique_together = (("secret", "address"),)
