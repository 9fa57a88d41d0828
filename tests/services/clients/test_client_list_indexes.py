"""How the databases find the grid's page: by an index for each sort and state, and in a few queries."""

import logging
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

import db
from models import ClientState
from services.access.actors import Actor, operator
from services.clients.client_list import SORTS, ClientQuery, list_clients
from services.demo.filling import fill
from tests.services.live.fleet import CREDENTIALS
from tests.services.world import Somebody

QUERY = ClientQuery(CREDENTIALS)


class _Statements(logging.Handler):
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


@pytest.fixture
async def statements(database: str) -> AsyncIterator[_Statements]:
    log = logging.getLogger("tortoise.db_client")
    handler, level = _Statements(), log.level
    log.addHandler(handler)
    log.setLevel(logging.DEBUG)
    yield handler
    log.removeHandler(handler)
    log.setLevel(level)


async def _plan(statement: tuple[str, list[object]]) -> str:
    rows = await db.connection().execute_query_dict(f"EXPLAIN QUERY PLAN {statement[0]}", statement[1])
    return "\n".join(row["detail"] for row in rows)


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize("sort", list(SORTS))
@pytest.mark.parametrize("state", [None, *ClientState])
async def test_every_sort_of_every_state_reads_an_index_in_order(
    elin: Somebody, statements: _Statements, sort: str, state: ClientState | None
) -> None:
    """SQLite plans without statistics, so that the number of rows changes nothing."""
    for descending in (False, True):
        query = replace(QUERY, sort=sort, state=state, descending=descending)
        await list_clients(elin.actor, query)
        plan = await _plan(statements.page())
        assert "SCAN" not in plan, plan
        assert "SEARCH client USING INDEX idx_client_" in plan, plan
        if state is not ClientState.EXPIRED:  # few rows, found by their date, then sorted
            assert "TEMP B-TREE" not in plan, plan


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_search_reads_the_text_in_an_index(elin: Somebody, statements: _Statements) -> None:
    await list_clients(elin.actor, replace(QUERY, search="pump"))
    assert "USING COVERING INDEX idx_client_search" in await _plan(statements.page())
    counts = [each for each in statements.sent if "COUNT(" in each[0] and "LIKE" in each[0]]
    assert counts
    for statement in counts:
        assert "USING COVERING INDEX idx_client_search" in await _plan(statement)


async def test_page_takes_the_same_few_queries_however_many_rows(database: str, statements: _Statements) -> None:
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
