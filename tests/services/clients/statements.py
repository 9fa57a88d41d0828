"""What is sent to the database, and how the database means to answer it."""

import json
import logging
from typing import Any

import db


class Statements(logging.Handler):
    """What Tortoise sends to the database, as (SQL, values)."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[tuple[str, list[object]]] = []

    def emit(self, record: logging.LogRecord) -> None:
        if isinstance(record.args, tuple) and len(record.args) == 2:
            self.sent.append(record.args)  # type: ignore[arg-type]

    def page(self) -> tuple[str, list[object]]:
        """The statement that fetched the page."""
        return [each for each in self.sent if 'FROM "client"' in each[0] and "ORDER BY" in each[0]][-1]

    async def read(self, statement: tuple[str, list[object]]) -> int:
        """How many entries and rows of tables PostgreSQL looks at to answer it."""
        text, values = statement
        told = await db.connection().execute_query_dict(f"EXPLAIN (ANALYZE, FORMAT JSON) {text}", values)
        plan = told[0]["QUERY PLAN"]
        return _scanned((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])


def _scanned(node: dict[str, Any]) -> int:
    below = sum(_scanned(each) for each in node.get("Plans", ()))
    if "Scan" not in node["Node Type"]:
        return below
    looked_at = (
        node["Actual Rows"] + node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    )
    return below + int(looked_at * node["Actual Loops"])
