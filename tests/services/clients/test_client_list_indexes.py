"""How the databases find the grid's page: by an index for each sort and state, and in a few queries."""

from dataclasses import replace
from itertools import product

import pytest

import db
from models import ClientState, ClientTally
from services.access.actors import Actor, operator
from services.clients.client_list import SORTS, ClientQuery, list_clients
from services.demo.filling import fill
from tests.services.clients.statements import Statements
from tests.services.live.fleet import CREDENTIALS
from tests.services.world import Somebody

QUERY = ClientQuery(CREDENTIALS)


async def _believe_in(by: Somebody, number: int) -> None:
    """Have the tally tell of so many clients (an even number) in each state but half of them disabled."""
    await ClientTally.all().delete()
    standing = {"no_secret": True, "expired": True, "expiring": True, "number": number // 2}
    rows = [ClientTally(tenant_id=by.user.tenant_id, type=CREDENTIALS, enabled=True) for _ in range(2)]
    rows[1].enabled = False
    await ClientTally.bulk_create([row.update_from_dict(standing) for row in rows])


async def _plan(statement: tuple[str, list[object]]) -> str:
    rows = await db.connection().execute_query_dict(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])
    return "\n".join(row["detail"] for row in rows)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sort", list(SORTS))
@pytest.mark.parametrize("state", [None, *ClientState])
async def test_every_sort_of_every_state_reads_an_index_in_order(
    elin: Somebody, statements: Statements, sort: str, state: ClientState | None
) -> None:
    """SQLite plans without statistics: what counts is how many rows Keylodge believes there are."""
    await _believe_in(elin, 1_000_000)
    for offset, descending in product((0, 300_000), (False, True)):
        await list_clients(elin.actor, replace(QUERY, sort=sort, state=state, descending=descending, offset=offset))
        plan = await _plan(statements.page())
        assert "SEARCH client USING" in plan, plan
        assert "idx_client_" in plan, plan
        assert "SCAN" not in plan, plan
        assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sort", list(SORTS))
async def test_pages_further_on_are_looked_for_in_the_index_alone(
    elin: Somebody, statements: Statements, sort: str
) -> None:
    await _believe_in(elin, 1_000_000)
    await list_clients(elin.actor, replace(QUERY, sort=sort, offset=400_000))
    assert "COVERING INDEX" in await _plan(statements.page())


@pytest.mark.parametrize(("offset", "skipped"), [(25, 25), (499_975, 499_975), (500_025, 499_950), (999_975, 0)])
async def test_pages_are_read_from_the_nearer_end(
    elin: Somebody, statements: Statements, offset: int, skipped: int
) -> None:
    await _believe_in(elin, 1_000_000)
    await list_clients(elin.actor, replace(QUERY, offset=offset))
    assert (statements.page()[1][4:] or [0])[0] == skipped


async def test_page_takes_the_same_few_queries_however_many_rows(database: str, statements: Statements) -> None:
    tenant = (await fill(120, lambda _done, _total: None)).tenant
    actor: Actor = operator(tenant.id)

    async def sent(limit: int) -> int:
        statements.sent.clear()
        page = await list_clients(actor, replace(QUERY, limit=limit))
        assert len(page.rows) == limit
        return len(statements.sent)

    assert await sent(25) == await sent(100) <= 5


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_postgres_has_an_index_for_each_sort(database: str) -> None:
    rows = await db.connection().execute_query_dict("SELECT indexdef FROM pg_indexes WHERE tablename = 'client'")
    defined = " ".join(row["indexdef"].replace('"', "") for row in rows)
    for columns in (
        "name_key, id)",
        "removed, id)",
        "enabled DESC, name_key, id)",
        "first_expiry, name_key, id)",
        "tags_key, name_key, id)",
        "changed_at, id)",
    ):
        assert f"removed, {columns.removeprefix('removed, ')}" in defined
