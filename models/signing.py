"""Keys that sign tokens: published before they sign, kept until the last token they signed has expired."""

from typing import Any

from tortoise import fields
from tortoise.models import Model


class SigningKey(Model):
    """A key pair. `private_key` is encrypted with the master key, `public_key` the JWK that is published."""

    id = fields.CharField(max_length=64, primary_key=True)
    algorithm = fields.CharField(max_length=10)
    private_key = fields.TextField()
    public_key: dict[str, Any] = fields.JSONField()
    created_at = fields.DatetimeField()
    signs_from = fields.DatetimeField()
    signs_until = fields.DatetimeField(null=True)
    published_until = fields.DatetimeField(null=True)

    class Meta:
        table = "signing_key"
