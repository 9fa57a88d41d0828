"""A bug at an endpoint: a page for people, JSON for programs, and never a word of what was inside."""

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

import app
from errors import Unavailable
from identity import cors
from identity.app import ENDPOINTS, PAGES, Identity
from middleware.faults import Faults
from services.callers.oauth_errors import invalid_request
from tests.identity.browsing import visit

INSIDE = "kl_a-secret-of-the-inside"
EACH = [(path, method) for path, methods in ENDPOINTS.items() for method in methods]


async def broken(_: Request) -> Response:
    raise ValueError(INSIDE)


async def refusing(_: Request) -> Response:
    raise invalid_request("This is not for us.")


async def ask(path: str, method: str) -> httpx.Response:
    """Ask an endpoint as the outer wall does."""
    walled = Faults(Identity(PlainTextResponse("Not ours.", 418)), answer=app._fault_page)
    async with visit(walled) as http:
        return await http.request(method, path)


@pytest.mark.parametrize(("path", "method"), EACH)
async def test_bug_is_a_page_for_people_and_json_for_programs(
    path: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENDPOINTS[path], method, broken)
    answer = await ask(path, method)
    assert answer.status_code == 500
    assert INSIDE not in answer.text
    if path in PAGES:
        assert "<h1>Something broke</h1>" in answer.text
    else:
        assert answer.json()["error"] == "server_error"


@pytest.mark.parametrize(("path", "method"), EACH)
async def test_refusal_is_a_page_for_people_and_json_for_programs(
    path: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENDPOINTS[path], method, refusing)
    answer = await ask(path, method)
    assert answer.status_code == 400
    if path in PAGES:
        assert "This is not for us." in answer.text
        assert answer.headers["content-type"].startswith("text/html")
    else:
        assert answer.json() == {"error": "invalid_request", "error_description": "This is not for us."}


async def without_database(_: Request) -> Response:
    raise Unavailable("The database can't be reached.", 7)


@pytest.mark.parametrize(("path", "method"), EACH)
async def test_without_the_database_it_is_a_page_for_people_and_oauths_word_for_programs(
    path: str, method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ENDPOINTS[path], method, without_database)
    answer = await ask(path, method)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "7")
    if path in PAGES:
        assert "The database can&#39;t be reached." in answer.text
    else:
        assert answer.json()["error"] == "temporarily_unavailable"


async def test_without_the_database_nobody_knows_which_browsers_may_read_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(ENDPOINTS["/identity/connect/token"], "POST", refusing)
    monkeypatch.setattr(cors, "allow", without_database_at_all)
    answer = await ask("/identity/connect/token", "POST")
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")


async def without_database_at_all(*_: object) -> None:
    raise Unavailable("The database can't be reached.")
