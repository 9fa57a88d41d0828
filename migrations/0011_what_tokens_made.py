"""What came of a secret's tokens is kept. What clients added to themselves until now is known; the rest is not."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops
from models.audit import MadeKind
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index


async def read_from_secrets(_apps: Any, editor: Any) -> None:
    await editor.client.execute_script(
        """INSERT INTO "making" ("tenant_id", "kind", "made_id", "by_id", "by_secret_id", "at")
        SELECT "client"."tenant_id", 'secret', CAST("secret"."id" AS TEXT), "secret"."created_by_id",
            "secret"."created_by_secret_id", "secret"."created_at"
        FROM "secret" JOIN "client" ON "client"."id" = "secret"."client_id"
        WHERE "secret"."created_by_secret_id" IS NOT NULL"""
    )


async def keep(_apps: Any, _editor: Any) -> None:
    """Going back needs nothing: the rows go with their table."""


class Migration(migrations.Migration):
    dependencies = [("models", "0010_counts_and_standings")]

    initial = False
    stops_older_replicas = False  # what they make is not traced, as before

    operations = [
        ops.CreateModel(
            name="Making",
            fields=[
                ("id", fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                (
                    "tenant",
                    fields.ForeignKeyField(
                        "models.Tenant",
                        source_field="tenant_id",
                        db_constraint=True,
                        to_field="id",
                        related_name="makings",
                        on_delete=OnDelete.CASCADE,
                    ),
                ),
                (
                    "kind",
                    fields.CharEnumField(
                        description="SECRET: secret\nCLIENT: client\nUSER: user\nROLE: role\nLINK: link",
                        enum_type=MadeKind,
                        max_length=10,
                    ),
                ),
                ("made_id", fields.CharField(max_length=64)),
                ("by_id", fields.UUIDField(null=True)),
                ("by_secret_id", fields.IntField(null=True)),
                ("at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ("used", fields.BooleanField(default=False, db_default=False)),
            ],
            options={
                "table": "making",
                "app": "models",
                "indexes": [
                    Index(fields=["by_secret_id"]),
                    Index(fields=["by_id"]),
                    Index(fields=["made_id"]),
                    Index(fields=["at"]),
                ],
                "pk_attr": "id",
                "table_description": "That something was made with a secret's token, or by a person or client that was made so in turn.",
            },
            bases=["Model"],
        ),
        ops.RunPython(read_from_secrets, keep),
    ]
