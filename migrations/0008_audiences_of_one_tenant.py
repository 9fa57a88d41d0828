"""An audience belongs to one tenant of the installation. Of two that listed the same, the older keeps it.

The operator reads in the log which was taken from whom, and can turn it round with `move-audience`.
"""

import json
import logging
from typing import Any

from tortoise import migrations
from tortoise.migrations import operations as ops

log = logging.getLogger("keylodge.migrations")


async def leave_each_to_the_oldest(_apps: Any, editor: Any) -> None:
    owners: dict[str, str] = {}
    rows = await editor.client.execute_query_dict(
        'SELECT "id", "name", "audiences" FROM "tenant" ORDER BY "created_at", "id"'
    )
    for row in rows:
        listed = json.loads(row["audiences"]) if isinstance(row["audiences"], str) else row["audiences"]
        kept = [audience for audience in listed if audience not in owners]
        for audience in listed:
            if audience in owners:
                log.warning(
                    "The audience %s belongs to the tenant %s, which is older, and is no longer listed for the tenant "
                    "%s. move-audience turns it round.",
                    audience,
                    owners[audience],
                    row["name"],
                )
        owners |= dict.fromkeys(kept, row["name"])
        if kept != listed:
            await _write(editor.client, row["id"], kept)


async def _write(client: Any, tenant_id: Any, audiences: list[str]) -> None:
    values, where = ("$1", "$2") if client.capabilities.dialect == "postgres" else ("?", "?")
    sql = f'UPDATE "tenant" SET "audiences" = {values}, "version" = "version" + 1 WHERE "id" = {where}'  # noqa: S608
    await client.execute_query(sql, [json.dumps(audiences), tenant_id])


async def keep(_apps: Any, _editor: Any) -> None:
    """Going back needs nothing: one tenant each was allowed before as well."""


class Migration(migrations.Migration):
    dependencies = [("models", "0007_former_ids")]

    operations = [ops.RunPython(leave_each_to_the_oldest, keep)]
