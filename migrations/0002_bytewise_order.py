"""PostgreSQL sorts folded keys by its locale unless told otherwise; SQLite bytewise. Bytewise on both, then."""

from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

_COLUMNS = {
    "client": {"name_key": 400, "tags_key": 2000},
    "user": {"name_key": 400, "email_key": 508},
    "role": {"name_key": 400},
}


async def collate_bytewise(_apps: Any, editor: Any) -> None:
    if editor.DIALECT != "postgres":
        return
    for table, columns in _COLUMNS.items():
        for column, length in columns.items():
            await editor.client.execute_script(
                f'ALTER TABLE "{table}" ALTER COLUMN "{column}" TYPE VARCHAR({length}) COLLATE "C"'
            )


async def keep(_apps: Any, _editor: Any) -> None:
    """Going back needs nothing: the order of keys is a property of the column that goes with its table."""


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    operations = [ops.RunPython(collate_bytewise, keep)]
