"""When each tenant's next secret expires, for `/metrics`: read from indexes, however many secrets there are."""

from datetime import UTC, datetime

import db
from models.clients import EXPIRES_NEVER
from services.live import clock
from services.watch import figures
from services.watch.figures import Labels

# A client whose first secret is yet to expire is found by that; only those with an expired one are looked into.
_NEXT = """
SELECT tenant.id AS id, tenant.name AS name, {first_of_machines} AS machines, {first_of_hybrids} AS hybrids,
(SELECT MIN((SELECT MIN(expires_at) FROM secret WHERE client_id = client.id AND expires_at > {now})) FROM client
WHERE {clients} IN ('client-credentials', 'hybrid') AND removed = FALSE AND first_expiry <= {now}) AS later
FROM tenant"""
_FIRST = """
(SELECT MIN(first_expiry) FROM client
WHERE {clients} = '{type}' AND removed = FALSE AND first_expiry > {now} AND first_expiry < {never})"""


def _statement(now: str, never: str) -> str:
    clients = "tenant_id = tenant.id AND type"
    machines, hybrids = (
        _FIRST.format(type=kind, clients=clients, now=now, never=never) for kind in ("client-credentials", "hybrid")
    )
    return _NEXT.format(first_of_machines=machines, first_of_hybrids=hybrids, clients=clients, now=now)


NEXT = db.Statement(_statement("?1", "?2"), _statement("$1::timestamptz", "$2::timestamptz"))


async def read() -> dict[Labels, float]:
    """The seconds until a secret of each tenant expires, by the tenant's ID and name; none for those without any."""
    now = await clock.now()
    found: dict[Labels, float] = {}
    for row in await NEXT.run(now, EXPIRES_NEVER):
        moments = [_moment(row[name]) for name in ("machines", "hybrids", "later") if row[name]]
        if moments:
            found[str(row["id"]), row["name"]] = (min(moments) - now).total_seconds()
    return found


FIGURE = figures.reading(
    "keylodge_next_secret_expiry_seconds",
    "Seconds until the next secret of a tenant's clients expires.",
    read,
    "tenant",
    "name",
)


def _moment(found: datetime | str) -> datetime:
    """SQLite answers with text, in UTC."""
    moment = datetime.fromisoformat(found) if isinstance(found, str) else found
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
