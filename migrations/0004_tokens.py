from tortoise import migrations
from tortoise.migrations import operations as ops
from models.grants import DeviceState
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    dependencies = [("models", "0003_an_index_for_each_sort")]

    initial = False

    operations = [
        ops.CreateModel(
            name="Consent",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="consents",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="consents",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("scope", fields.CharField(max_length=500)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "consent",
                "app": "models",
                "unique_together": (("user", "client", "scope"),),
                "pk_attr": "id",
                "table_description": "That a person agreed once to what a client asked, so that it isn't asked again.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Grant",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "tenant",
                    fields.ForeignKeyField(
                        "models.Tenant",
                        source_field="tenant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="grants",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("scope", fields.CharField(max_length=500)),
                ("resource", fields.CharField(default="", db_default="", max_length=2000)),
                ("nonce", fields.CharField(default="", db_default="", max_length=500)),
                ("authenticated_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("revoked_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "grant",
                "app": "models",
                "indexes": [Index(fields=["client_id", "user_id"]), Index(fields=["created_at"])],
                "pk_attr": "id",
                "table_description": "That a person let a client act for them. Its ID stands in every token it gave, so that all end with it.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AuthorizationCode",
            fields=[
                ("code_hash", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "grant",
                    fields.ForeignKeyField(
                        "models.Grant",
                        source_field="grant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="codes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("redirect_uri", fields.CharField(max_length=2000)),
                ("code_challenge", fields.CharField(max_length=43)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("redeemed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "authorization_code",
                "app": "models",
                "pk_attr": "code_hash",
                "table_description": "A code, good for 60 seconds and once (RFC 6749 section 4.1.2), bound to redirect URI and challenge.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="DeviceCode",
            fields=[
                ("code_hash", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("user_code", fields.CharField(unique=True, max_length=16)),
                (
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="device_codes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "grant",
                    fields.ForeignKeyField(
                        "models.Grant",
                        source_field="grant_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="device_codes",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("scope", fields.CharField(max_length=500)),
                ("resource", fields.CharField(default="", db_default="", max_length=2000)),
                (
                    "state",
                    fields.CharEnumField(
                        default=DeviceState.PENDING,
                        description="PENDING: pending\nALLOWED: allowed\nDENIED: denied\nREDEEMED: redeemed",
                        enum_type=DeviceState,
                        max_length=10,
                    ),
                ),
                ("interval", fields.IntField(default=5, db_default=5)),
                ("polled_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "device_code",
                "app": "models",
                "pk_attr": "code_hash",
                "table_description": "A device that waits for a person to type its user code (RFC 8628).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RefreshToken",
            fields=[
                ("token_hash", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "grant",
                    fields.ForeignKeyField(
                        "models.Grant",
                        source_field="grant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="refresh_tokens",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("rotated_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "refresh_token",
                "app": "models",
                "indexes": [Index(fields=["expires_at"])],
                "pk_attr": "token_hash",
                "table_description": "One of a family: the grant. Each use makes the next one and marks this as rotated (RFC 9700 section 4.14).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="RevokedToken",
            fields=[
                ("token_id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("expires_at", fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "revoked_token",
                "app": "models",
                "pk_attr": "token_id",
                "table_description": "An access token that its client revoked (RFC 7009), by `jti`, until it would have expired.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SecretAddress",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "secret",
                    fields.ForeignKeyField(
                        "models.Secret",
                        source_field="secret_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="addresses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("address", fields.CharField(max_length=64)),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "secret_address",
                "app": "models",
                "unique_together": (("secret", "address"),),
                "pk_attr": "id",
                "table_description": "An address that a secret was used from, and when last.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SecretUse",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "secret",
                    fields.ForeignKeyField(
                        "models.Secret",
                        source_field="secret_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="uses",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("day", fields.DateField()),
                ("count", fields.IntField(default=0, db_default=0)),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "secret_use",
                "app": "models",
                "unique_together": (("secret", "day"),),
                "pk_attr": "id",
                "table_description": "How often a secret was used on one day (UTC).",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SigningKey",
            fields=[
                ("id", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ("algorithm", fields.CharField(max_length=10)),
                ("private_key", fields.TextField(unique=False)),
                ("public_key", fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("signs_from", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("signs_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("published_until", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "signing_key",
                "app": "models",
                "pk_attr": "id",
                "table_description": "A key pair. `private_key` is encrypted with the master key, `public_key` the JWK that is published.",
            },
            bases=["Model"],
        ),
        ops.AddField(
            model_name="Client",
            name="tokens_from",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Secret",
            name="created_by_secret_id",
            field=fields.IntField(null=True),
        ),
        ops.AddField(
            model_name="Secret",
            name="last_used_at",
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name="Tenant",
            name="audiences",
            field=fields.JSONField(default=list, db_default="[]", encoder=JSON_DUMPS, decoder=loads),
        ),
    ]
