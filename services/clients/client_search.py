"""Clients by a text that they contain, found in the index of trigrams; what many contain is not counted to its end."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

import db
from models import Client, ClientState, ClientType
from models.client_states import in_state
from models.folding import fold_search, is_short

if TYPE_CHECKING:
    from tortoise.queryset import QuerySet

MOST: Final = 1000
"""So many are found and counted; where there are more, there are "more"."""
_FEW: Final = 5000
"""Among so few clients nothing is quicker than to look at each."""
_GRAMS: Final = 8
"""So many trigrams are looked up, from all over the text; the text itself is compared anyway."""
_STATES: Final[Mapping[ClientState | None, str]] = {
    None: "1 = 1",
    ClientState.ENABLED: "client.enabled",
    ClientState.DISABLED: "NOT client.enabled",
    ClientState.EXPIRING: "client.expiring",
    ClientState.EXPIRED: "client.expired",
    ClientState.NO_SECRET: "client.first_expiry >= '9999-12-31'",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """Which clients are looked through, and how many they are."""

    tenant_id: UUID
    kind: ClientType
    state: ClientState | None
    size: int

    def containing(self, text: str) -> "QuerySet[Any]":
        """Those that contain `text`, each looked at."""
        return in_state(Client.matching(Client.of(self.tenant_id, self.kind), text), self.state)


async def find(scope: Scope, text: str) -> list[UUID] | None:
    """The IDs of all that contain `text` (a short one: whose name begins so); None where they are more than MOST."""
    if is_short(text) or scope.size <= _FEW:
        found: list[Any] = await scope.containing(text).limit(MOST + 1).values_list("id", flat=True)
        return None if len(found) > MOST else found
    needle = fold_search(text)
    starts = len(needle) - 2
    grams = dict.fromkeys(needle[start : start + 3] for start in range(0, starts, max(1, starts // _GRAMS)))
    return await _look_up(scope, needle, list(grams))


async def _look_up(scope: Scope, needle: str, grams: list[str]) -> list[UUID] | None:
    like = "%" + needle.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    quoted = " AND ".join('"' + gram.replace('"', '""') + '"' for gram in grams)
    given = grams if db.dialect() == "postgres" else quoted
    row = (await _statement(scope.state).run(str(scope.tenant_id), scope.kind.value, like, given))[0]
    return None if row["number"] > MOST else [UUID(each) for each in json.loads(row["ids"] or "[]")]


@cache
def _statement(state: ClientState | None) -> db.Statement:
    """SQLite reads in FTS5 until it has enough; PostgreSQL plans as for all: it misjudges how soon some are met."""
    where = f"client.type = {{kind}} AND NOT client.removed AND {_STATES[state]} AND client.search_text LIKE {{like}}"
    return db.Statement(
        sqlite=f"""
        SELECT count(*) AS number, CASE WHEN count(*) <= {MOST} THEN json_group_array(id) END AS ids FROM (
        SELECT client.id AS id FROM client_search
        CROSS JOIN client_number ON client_number.number = client_search.rowid
        CROSS JOIN client ON client.id = client_number.client_id
        WHERE client_search MATCH ?4 AND client.tenant_id = ?1
            AND {where.format(kind="?2", like="?3 ESCAPE '" + chr(92) + "'")}
        LIMIT {MOST + 1})""",  # noqa: S608 - of words of ours
        postgres=f"""
        WITH found AS MATERIALIZED (
            SELECT client.id FROM client
            WHERE client_trigrams(client.search_text) @> $4::text[] AND client.tenant_id = $1
                AND {where.format(kind="$2", like="$3")}
        )
        SELECT count(*) AS number, CASE WHEN count(*) <= {MOST} THEN json_agg(id) END AS ids
        FROM (SELECT id FROM found LIMIT {MOST + 1}) AS met""",  # noqa: S608 - of words of ours
    )
