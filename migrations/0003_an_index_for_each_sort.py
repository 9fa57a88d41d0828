"""Every sort ends with the ID, so that equals keep their places from page to page; an index serves each to the end.

SQLite and PostgreSQL read an index both ways, but not one column this way and the next the other: "enabled first, then
by name" needs an index that descends in `enabled` alone, which Tortoise's Index can't say.

A search by contained text reads every client of its type. SQLite does that ten times as fast in an index that holds the
text (25 ms for 100,000 clients); PostgreSQL's can't, for an entry there has 2,704 bytes at most.
"""

from typing import Any

from tortoise import migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

_SCOPE = ["tenant_id", "type", "removed"]


async def add_search_index(_apps: Any, editor: Any) -> None:
    if editor.DIALECT == "sqlite":
        await editor.client.execute_script(
            'CREATE INDEX "idx_client_search" ON "client" '
            '("tenant_id", "type", "removed", "enabled", "search_text", "id")'
        )


async def drop_search_index(_apps: Any, editor: Any) -> None:
    await editor.client.execute_script('DROP INDEX IF EXISTS "idx_client_search"')


class Migration(migrations.Migration):
    dependencies = [("models", "0002_bytewise_order")]

    operations = [
        ops.RemoveIndex("Client", fields=[*_SCOPE, "enabled", "name_key"]),
        ops.RemoveIndex("Client", fields=[*_SCOPE, "first_expiry", "name_key"]),
        ops.RemoveIndex("Client", fields=[*_SCOPE, "tags_key", "name_key"]),
        ops.RemoveIndex("Client", fields=[*_SCOPE, "changed_at"]),
        ops.AddIndex("Client", Index(fields=[*_SCOPE, "first_expiry", "name_key", "id"])),
        ops.AddIndex("Client", Index(fields=[*_SCOPE, "tags_key", "name_key", "id"])),
        ops.AddIndex("Client", Index(fields=[*_SCOPE, "changed_at", "id"])),
        ops.RunSQL(
            'CREATE INDEX "idx_client_enabled_first" ON "client" '
            '("tenant_id", "type", "removed", "enabled" DESC, "name_key", "id")',
            'DROP INDEX "idx_client_enabled_first"',
        ),
        ops.RunPython(add_search_index, drop_search_index),
    ]
