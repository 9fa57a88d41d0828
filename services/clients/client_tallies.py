"""How many clients are in each state, without counting them: triggers keep a tally of each kind of standing."""

from typing import Final
from uuid import UUID

from tortoise.functions import Sum

import db
from models import ClientState, ClientTally, ClientType

_NAMES: Final = "tenant_id, type, enabled, no_secret, expired, expiring"
_FOLD: Final = db.Statement(
    sqlite="",
    postgres=f"""
    WITH gone AS (
        DELETE FROM client_tally WHERE ({_NAMES}) IN (
            SELECT {_NAMES} FROM client_tally GROUP BY {_NAMES} HAVING count(*) > 1
        ) RETURNING *
    )
    INSERT INTO client_tally ({_NAMES}, number) SELECT {_NAMES}, sum(number) FROM gone GROUP BY {_NAMES}
    """,  # noqa: S608 - of words of ours
)
_EACH: Final = "SELECT tenant_id, type, enabled, first_expiry >= '9999-12-31' AS no_secret, expired, expiring"
_WRONG: Final = f"""
SELECT count(*) AS wrong FROM (
    SELECT {_NAMES} FROM (
        SELECT {_NAMES}, number FROM client_tally
        UNION ALL {_EACH}, -1 AS number FROM client WHERE NOT removed
    ) AS both_sides GROUP BY {_NAMES} HAVING sum(number) <> 0
) AS different
"""  # noqa: S608 - of words of ours
_COUNT_WRONG: Final = db.Statement(_WRONG, _WRONG)
_ALL: Final = f"""
INSERT INTO client_tally ({_NAMES}, number) {_EACH}, count(*) FROM client WHERE NOT removed GROUP BY 1, 2, 3, 4, 5, 6
"""
_COUNT_ALL: Final = db.Statement(_ALL, _ALL)


async def by_state(tenant_id: UUID, kind: ClientType) -> dict[ClientState | None, int]:
    """How many clients of that type are in each state (None: in all), as the rows say it: call `standings.settle`."""
    counts: dict[ClientState | None, int] = {None: 0, **dict.fromkeys(ClientState, 0)}
    names = ("enabled", "no_secret", "expired", "expiring")
    rows = ClientTally.filter(tenant_id=tenant_id, type=kind).annotate(sum=Sum("number")).group_by(*names)
    for enabled, no_secret, expired, expiring, found in await rows.values_list(*names, "sum"):
        number = int(found)
        counts[None] += number
        counts[ClientState.ENABLED if enabled else ClientState.DISABLED] += number
        counts[ClientState.EXPIRING] += number * expiring
        counts[ClientState.EXPIRED] += number * expired
        counts[ClientState.NO_SECRET] += number * no_secret
    return counts


async def fold() -> None:
    """Add up what several rows tell of the same: PostgreSQL's triggers add one for each statement. For housekeeping."""
    await _FOLD.run()


async def count_wrong() -> int:
    """How many counts differ from the clients; reads them all."""
    return int((await _COUNT_WRONG.run())[0]["wrong"])


async def count_again() -> None:
    """Count every client, and let nobody add one meanwhile, nor add up counts."""

    async def work() -> None:
        await _LOCK.run()
        await ClientTally.all().delete()
        await _COUNT_ALL.run()

    await db.tx(work)


_LOCK: Final = db.Statement(sqlite="", postgres="LOCK TABLE client, client_tally IN SHARE ROW EXCLUSIVE MODE")
