"""What tokens rest on: grants of people, codes, refresh tokens, device codes, consents, and what was revoked.

Codes and tokens are kept as SHA-256 of their text: they hold 256 random bits, so a slow hash would add nothing.
"""

from enum import StrEnum
from uuid import UUID, uuid4

from tortoise import fields
from tortoise.models import Model

from models.clients import Client
from models.people import User
from models.tenants import Tenant


class Grant(Model):
    """That a person let a client act for them. Its ID stands in every token it gave, so that all end with it."""

    id = fields.UUIDField(primary_key=True, default=uuid4)
    tenant: fields.ForeignKeyRelation[Tenant] = fields.ForeignKeyField(
        "models.Tenant", related_name="grants", on_delete=fields.CASCADE
    )
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "models.Client", related_name="grants", on_delete=fields.CASCADE
    )
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="grants", on_delete=fields.CASCADE
    )
    scope = fields.CharField(max_length=500)
    resource = fields.CharField(max_length=2000, default="", db_default="")
    nonce = fields.CharField(max_length=500, default="", db_default="")
    authenticated_at = fields.DatetimeField()
    created_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)
    tenant_id: UUID
    client_id: UUID
    user_id: UUID

    class Meta:
        table = "grant"
        indexes = (("client_id", "user_id"), ("created_at",))


class AuthorizationCode(Model):
    """A code, good for 60 seconds and once (RFC 6749 section 4.1.2), bound to redirect URI and challenge."""

    code_hash = fields.CharField(max_length=64, primary_key=True)
    grant: fields.ForeignKeyRelation[Grant] = fields.ForeignKeyField(
        "models.Grant", related_name="codes", on_delete=fields.CASCADE
    )
    redirect_uri = fields.CharField(max_length=2000)
    code_challenge = fields.CharField(max_length=43)
    expires_at = fields.DatetimeField()
    redeemed_at = fields.DatetimeField(null=True)
    grant_id: UUID

    class Meta:
        table = "authorization_code"


class RefreshToken(Model):
    """One of a family: the grant. Each use makes the next one and marks this as rotated (RFC 9700 section 4.14)."""

    token_hash = fields.CharField(max_length=64, primary_key=True)
    grant: fields.ForeignKeyRelation[Grant] = fields.ForeignKeyField(
        "models.Grant", related_name="refresh_tokens", on_delete=fields.CASCADE
    )
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    rotated_at = fields.DatetimeField(null=True)
    grant_id: UUID

    class Meta:
        table = "refresh_token"
        indexes = (("expires_at",),)


class DeviceState(StrEnum):
    """Where a device's request stands."""

    PENDING = "pending"
    ALLOWED = "allowed"
    DENIED = "denied"
    REDEEMED = "redeemed"


class DeviceCode(Model):
    """A device that waits for a person to type its user code (RFC 8628)."""

    code_hash = fields.CharField(max_length=64, primary_key=True)
    user_code = fields.CharField(max_length=16, unique=True)
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "models.Client", related_name="device_codes", on_delete=fields.CASCADE
    )
    grant: fields.ForeignKeyNullableRelation[Grant] = fields.ForeignKeyField(
        "models.Grant", related_name="device_codes", on_delete=fields.CASCADE, null=True
    )
    scope = fields.CharField(max_length=500)
    resource = fields.CharField(max_length=2000, default="", db_default="")
    state = fields.CharEnumField(DeviceState, max_length=10, default=DeviceState.PENDING)
    interval = fields.IntField(default=5, db_default=5)
    polled_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField()
    client_id: UUID
    grant_id: UUID | None

    class Meta:
        table = "device_code"


class Consent(Model):
    """That a person agreed once to what a client asked, so that it isn't asked again.

    `resource`: for whom its tokens are (the audience).
    """

    id = fields.IntField(primary_key=True)
    user: fields.ForeignKeyRelation[User] = fields.ForeignKeyField(
        "models.User", related_name="consents", on_delete=fields.CASCADE
    )
    client: fields.ForeignKeyRelation[Client] = fields.ForeignKeyField(
        "models.Client", related_name="consents", on_delete=fields.CASCADE
    )
    scope = fields.CharField(max_length=500)
    resource = fields.CharField(max_length=2000, default="", db_default="")
    created_at = fields.DatetimeField()
    user_id: UUID
    client_id: UUID

    class Meta:
        table = "consent"
        unique_together = (("user", "client", "scope", "resource"),)


class RevokedToken(Model):
    """An access token that its client revoked (RFC 7009), by `jti`, until it would have expired."""

    token_id = fields.CharField(max_length=64, primary_key=True)
    expires_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "revoked_token"
