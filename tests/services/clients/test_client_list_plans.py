"""How PostgreSQL plans with the statistics of many rows: what it reads doesn't grow with the table."""

from dataclasses import replace
from itertools import product

import pytest

import db
from models import ClientState, Tenant
from services.clients import client_search
from services.clients.client_list import SORTS, ClientQuery, count_by_state, list_clients
from tests.services.clients.statements import Statements
from tests.services.live.fleet import CREDENTIALS
from tests.services.world import Somebody

ROWS = 6_000
SOME = 2_500
"""What is read of them at most: some are found by their state or their text, and then sorted."""
QUERY = ClientQuery(CREDENTIALS)
_FILL = """
INSERT INTO client (id, tenant_id, type, name, name_key, tags, tags_key, search_text, enabled, expired, expiring,
    redirect_uris, post_logout_redirect_uris, allowed_cors_origins, created_at, changed_at, first_expiry, stands_until)
SELECT id, $1::uuid, 'client-credentials', name, name, '[]', tag, name || chr(10) || id || chr(10) || tag,
    n % 18 <> 0, n % 700 < 3, n % 50 = 0, '[]', '[]', '[]', now(), now() - n * interval '1 minute',
    now() + (n % 700 - 3) * interval '1 day', now() + (n % 700 + 1) * interval '1 day'
FROM (
    SELECT n, gen_random_uuid() AS id, 'meter ' || n * 7919 % 100003 AS name, 'zone ' || n % 40 AS tag
    FROM generate_series(1, $2::int) AS n
) AS made
"""
_MANY = db.Statement("", _FILL)
_ANALYZE = db.Statement("", "VACUUM (ANALYZE) client")
SEARCHES = ("meter", "zone 13", "meter 12345", "no such words", "me", "xy")


@pytest.mark.parametrize("dialect", ["postgres"], indirect=True)
async def test_few_rows_are_read_for_a_page_or_a_search_among_many(
    tenant: Tenant, elin: Somebody, statements: Statements, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(client_search, "_FEW", 0)
    await _MANY.run(str(tenant.id), ROWS)
    await _ANALYZE.run()
    queries = [
        replace(QUERY, state=state, sort=sort, offset=offset)
        for state, sort, offset in product((None, *ClientState), SORTS, (0, 10**9))
    ]
    queries += [replace(QUERY, search=text, sort=sort) for text, sort in product(SEARCHES, ("name", "changed"))]
    for query in queries:
        statements.sent.clear()
        await list_clients(elin.actor, query)
        await count_by_state(elin.actor, query)
        for statement in [each for each in statements.sent if "client" in each[0]]:
            assert await statements.read(statement) <= SOME, (query, statement)
