"""Numbers in addresses and bodies: too long for Python's `int`, too large for a database's, and never a fault."""

import pytest

from tests.middleware.conftest import Enter, Server

LONG = "9" * 5000


@pytest.mark.parametrize(
    "path",
    [
        f"/activity/{LONG}",
        f"/activity/{2**63}",
        "/activity/\u0661",
        "/activity/-1",
        "/activity/1_0",
        f"/security/clients/client-credentials/{LONG}",
    ],
)
async def test_address_of_no_number_is_not_found(walled: Server, enter: Enter, path: str) -> None:
    visitor = await enter(walled, "elin@example.com")
    answer = await visitor.http.get(path)
    assert "a fault in Keylodge" not in answer.text
    assert answer.status_code in {200, 404}, answer.status_code
    assert "no such" in answer.text, answer.text[-3000:]


async def test_zeros_in_front_of_a_number_count_for_nothing(walled: Server, enter: Enter) -> None:
    visitor = await enter(walled, "elin@example.com")
    answer = await visitor.http.get(f"/activity/{'0' * 5000}1")
    assert answer.status_code == 200
    assert "added the tenant" in answer.text


@pytest.mark.parametrize("query", [f"page={LONG}", f"rows={LONG}", f"page=-{LONG}", "page=\u0661", f"rows={2**63}"])
async def test_page_of_no_number_is_the_first(walled: Server, enter: Enter, query: str) -> None:
    visitor = await enter(walled, "elin@example.com")
    answer = await visitor.http.get(f"/security/clients/client-credentials?{query}")
    assert answer.status_code == 200
    assert "a fault in Keylodge" not in answer.text
