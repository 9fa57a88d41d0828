from tortoise import migrations
from tortoise.migrations import operations as ops
import datetime
from models.clients import ClientType
from models.people import LinkKind
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index


class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name="Announcement",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField(null=True)),
                ("kind", fields.CharField(max_length=20)),
                ("object_id", fields.CharField(max_length=64)),
                ("version", fields.IntField(default=0, db_default=0)),
                ("actor_id", fields.UUIDField(null=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
            ],
            options={
                "table": "announcement",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That an object changed: kind, id and version, never content. Written on SQLite only, old ones are dropped.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="AuditEvent",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ("tenant_id", fields.UUIDField(null=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("actor_kind", fields.CharField(max_length=20)),
                ("actor_id", fields.UUIDField(null=True)),
                ("actor_name", fields.CharField(max_length=200)),
                ("surface", fields.CharField(max_length=20)),
                ("address", fields.CharField(default="", db_default="", max_length=64)),
                ("action", fields.CharField(max_length=60)),
                ("target_kind", fields.CharField(max_length=20)),
                ("target_id", fields.CharField(max_length=64)),
                ("target_name", fields.CharField(default="", db_default="", max_length=300)),
                ("client_id", fields.UUIDField(null=True)),
                ("before", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("after", fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ("search_text", fields.TextField(unique=False)),
            ],
            options={
                "table": "audit_event",
                "app": "models",
                "indexes": [Index(fields=["tenant_id", "id"]), Index(fields=["tenant_id", "client_id", "id"])],
                "pk_attr": "id",
                "table_description": "One change, refusal or sign-in. Names are copies, so that an event outlives its people. Never holds a secret.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="SignInFailure",
            fields=[
                ("key", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80)),
                ("failures", fields.IntField(default=0, db_default=0)),
                ("last_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "sign_in_failure",
                "app": "models",
                "pk_attr": "key",
                "table_description": "Failures at the door, per account and per address, kept until they are a day old.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Tenant",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ("name", fields.CharField(max_length=200)),
                ("secret_longest_days", fields.IntField(default=730, db_default=730)),
                ("secret_never_allowed", fields.BooleanField(default=True, db_default=True)),
                ("secret_default_days", fields.IntField(default=365, db_default=365)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("version", fields.IntField(default=1, db_default=1)),
            ],
            options={
                "table": "tenant",
                "app": "models",
                "pk_attr": "id",
                "table_description": "An organisation. Everything else belongs to exactly one.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Client",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "tenant",
                    fields.ForeignKeyField(
                        "models.Tenant",
                        source_field="tenant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="clients",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "type",
                    fields.CharEnumField(
                        description="CLIENT_CREDENTIALS: client-credentials\nAUTHORIZATION_CODE: authorization-code\nHYBRID: hybrid\nDEVICE_CODE: device-code",
                        enum_type=ClientType,
                        max_length=20,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("description", fields.CharField(default="", db_default="", max_length=1000)),
                ("enabled", fields.BooleanField(default=True, db_default=True)),
                ("access_token_lifetime", fields.IntField(default=3600, db_default=3600)),
                ("tags", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("redirect_uris", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("post_logout_redirect_uris", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("allowed_cors_origins", fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ("allow_offline_access", fields.BooleanField(default=False, db_default=False)),
                ("allow_access_tokens_via_browser", fields.BooleanField(default=False, db_default=False)),
                ("client_uri", fields.CharField(default="", db_default="", max_length=2000)),
                ("logo_uri", fields.CharField(default="", db_default="", max_length=2000)),
                ("device_code_lifetime", fields.IntField(default=300, db_default=300)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("changed_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("changed_by_id", fields.UUIDField(null=True)),
                ("changed_by_name", fields.CharField(default="", db_default="", max_length=200)),
                ("version", fields.IntField(default=1, db_default=1)),
                ("removed", fields.BooleanField(default=False, db_default=False)),
                ("removed_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("removed_by_id", fields.UUIDField(null=True)),
                ("removed_by_name", fields.CharField(default="", db_default="", max_length=200)),
                ("name_key", fields.CharField(max_length=400)),
                ("tags_key", fields.CharField(default="", db_default="", max_length=2000)),
                ("search_text", fields.TextField(unique=False)),
                (
                    "first_expiry",
                    fields.DatetimeField(
                        default=datetime.datetime.fromisoformat("9999-12-31T00:00:00+00:00"),
                        auto_now=False,
                        auto_now_add=False,
                    ),
                ),
            ],
            options={
                "table": "client",
                "app": "models",
                "indexes": [
                    Index(fields=["tenant_id", "type", "removed", "name_key", "id"]),
                    Index(fields=["tenant_id", "type", "removed", "id"]),
                    Index(fields=["tenant_id", "type", "removed", "enabled", "name_key"]),
                    Index(fields=["tenant_id", "type", "removed", "first_expiry", "name_key"]),
                    Index(fields=["tenant_id", "type", "removed", "tags_key", "name_key"]),
                    Index(fields=["tenant_id", "type", "removed", "changed_at"]),
                    Index(fields=["removed", "removed_at"]),
                ],
                "pk_attr": "id",
                "table_description": "An OAuth client. Columns ending in `_key`, `search_text` and `first_expiry` are derived, for search and sorting.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Role",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "tenant",
                    fields.ForeignKeyField(
                        "models.Tenant",
                        source_field="tenant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="roles",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(max_length=400)),
                ("description", fields.CharField(default="", db_default="", max_length=500)),
                ("role_type_id", fields.UUIDField(null=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("version", fields.IntField(default=1, db_default=1)),
            ],
            options={
                "table": "role",
                "app": "models",
                "unique_together": (("tenant", "name_key"),),
                "pk_attr": "id",
                "table_description": "A role of one tenant. `role_type_id` is set for the built-in ones only.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="ClientRole",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="roles_held",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.ForeignKeyField(
                        "models.Role",
                        source_field="role_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="held_by_clients",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "client_role",
                "app": "models",
                "unique_together": (("client", "role"),),
                "pk_attr": "id",
                "table_description": "That a client-credentials client has a role.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Secret",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "client",
                    fields.ForeignKeyField(
                        "models.Client",
                        source_field="client_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="secrets",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("handle", fields.CharField(unique=True, max_length=16)),
                ("text_hash", fields.CharField(max_length=60)),
                ("description", fields.CharField(default="", db_default="", max_length=200)),
                ("expires_at", fields.DatetimeField(null=True, db_index=True, auto_now=False, auto_now_add=False)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("created_by_id", fields.UUIDField(null=True)),
                ("created_by_name", fields.CharField(default="", db_default="", max_length=200)),
                ("version", fields.IntField(default=1, db_default=1)),
            ],
            options={
                "table": "secret",
                "app": "models",
                "indexes": [Index(fields=["client_id", "expires_at"])],
                "pk_attr": "id",
                "table_description": "A client secret: its public handle and the hash of its text, never the text.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="User",
            fields=[
                ("id", fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                (
                    "tenant",
                    fields.ForeignKeyField(
                        "models.Tenant",
                        source_field="tenant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="users",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("email", fields.CharField(max_length=254)),
                ("email_key", fields.CharField(unique=True, max_length=508)),
                ("name", fields.CharField(max_length=200)),
                ("name_key", fields.CharField(max_length=400)),
                ("password_hash", fields.CharField(null=True, max_length=60)),
                ("enabled", fields.BooleanField(default=True, db_default=True)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("signed_in_at", fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ("version", fields.IntField(default=1, db_default=1)),
            ],
            options={
                "table": "user",
                "app": "models",
                "indexes": [Index(fields=["tenant_id", "name_key"]), Index(fields=["tenant_id", "email_key"])],
                "pk_attr": "id",
                "table_description": "A person. An email is unique in the installation and belongs to one tenant.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Link",
            fields=[
                ("token_hash", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "kind",
                    fields.CharEnumField(
                        description="FIRST_RUN: first-run\nINVITATION: invitation\nNEW_PASSWORD: new-password",
                        enum_type=LinkKind,
                        max_length=20,
                    ),
                ),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        null=True,
                        db_constraint=True,
                        to_field="id",
                        related_name="links",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=True)),
                ("expires_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "link",
                "app": "models",
                "pk_attr": "token_hash",
                "table_description": "A link that is good once, keyed by the SHA-256 of its token.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Session",
            fields=[
                ("token_hash", fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="sessions",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("seen_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("address", fields.CharField(default="", db_default="", max_length=64)),
                ("agent", fields.CharField(default="", db_default="", max_length=300)),
            ],
            options={
                "table": "session",
                "app": "models",
                "pk_attr": "token_hash",
                "table_description": "A signed-in browser, keyed by the SHA-256 of its cookie's token, so that a copy of the table signs nobody in.",
            },
            bases=["Model"],
        ),
        ops.CreateModel(
            name="UserRole",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "user",
                    fields.ForeignKeyField(
                        "models.User",
                        source_field="user_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="roles_held",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "role",
                    fields.ForeignKeyField(
                        "models.Role",
                        source_field="role_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="held_by_users",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
            ],
            options={
                "table": "user_role",
                "app": "models",
                "unique_together": (("user", "role"),),
                "pk_attr": "id",
                "table_description": "That a person has a role.",
            },
            bases=["Model"],
        ),
    ]
