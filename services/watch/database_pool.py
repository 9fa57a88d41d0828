"""How much of the connections to PostgreSQL is in use, for `/metrics`."""

from typing import Any, cast

import db
from services.watch import figures
from services.watch.figures import Labels


def read() -> dict[Labels, float]:
    """Connections by state: `used` and `idle` ones, and the `most` that there may be. Nothing on SQLite."""
    pool = cast(Any, db.connection())._pool if db.dialect() == "postgres" else None
    if pool is None:
        return {}
    size, idle = pool.get_size(), pool.get_idle_size()
    return {("used",): size - idle, ("idle",): idle, ("most",): pool.get_max_size()}


FIGURE = figures.reading("keylodge_database_connections", "Connections to PostgreSQL, by state.", read, "state")
