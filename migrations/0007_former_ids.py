"""IDs of the removed are kept, so that none becomes the other kind's. The trail tells those that are gone already."""

from typing import Any

from tortoise import fields, migrations
from tortoise.migrations import operations as ops

from models.former_ids import IdKind


async def read_from_the_trail(_apps: Any, editor: Any) -> None:
    as_id = "target_id::uuid" if editor.DIALECT == "postgres" else "target_id"
    await editor.client.execute_script(
        f"""INSERT INTO "former_id" ("id", "kind")
        SELECT DISTINCT {as_id}, target_kind FROM "audit_event" WHERE action IN ('user.removed', 'client.purged')
        ON CONFLICT DO NOTHING"""  # noqa: S608 - of two words of ours
    )


async def keep(_apps: Any, _editor: Any) -> None:
    """Going back needs nothing: the rows go with their table."""


class Migration(migrations.Migration):
    dependencies = [("models", "0006_consents_name_the_audience")]

    operations = [
        ops.CreateModel(
            name="FormerId",
            fields=[
                ("id", fields.UUIDField(primary_key=True, unique=True, db_index=True)),
                (
                    "kind",
                    fields.CharEnumField(description="USER: user\nCLIENT: client", enum_type=IdKind, max_length=10),
                ),
            ],
            options={
                "table": "former_id",
                "app": "models",
                "pk_attr": "id",
                "table_description": "That an ID was a removed person's or a purged client's, so that it never becomes the other kind's.",
            },
            bases=["Model"],
        ),
        ops.RunPython(read_from_the_trail, keep),
    ]
