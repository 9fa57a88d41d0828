"""A consent says for whom the tokens are. Those given before don't: they are forgotten, and people asked once more."""

from tortoise import fields, migrations
from tortoise.fields.base import OnDelete
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "0005_an_index_for_authors")]

    operations = [
        ops.DeleteModel("Consent"),
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
                ("resource", fields.CharField(default="", db_default="", max_length=2000)),
                ("created_at", fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={
                "table": "consent",
                "app": "models",
                "unique_together": (("user", "client", "scope", "resource"),),
                "pk_attr": "id",
                "table_description": "That a person agreed once to what a client asked, so that it isn't asked again.",
            },
            bases=["Model"],
        ),
    ]
