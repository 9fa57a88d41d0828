"""Each request has an ID, is counted by its route and outcome, and its figures are told to whoever may know them."""

import ipaddress
from typing import Any

import httpx
import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from middleware.watch.metrics import Metrics
from middleware.watch.requests import REQUESTS, SECONDS, NamedRoutes, Watched
from services.watch import request_ids

PROXIES = (ipaddress.ip_network("10.0.0.0/8"),)
GIVEN = "b7ad6b7169203331-of-the-proxy"
TOKEN = "figures-for-nobody-else"


@pytest.fixture(autouse=True)
def counts(monkeypatch: pytest.MonkeyPatch) -> None:
    REQUESTS.counts.clear()
    SECONDS.kept.clear()


async def naming(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the ID that code further in knows."""
    await PlainTextResponse(request_ids.current())(scope, receive, send)


def watched(app: ASGIApp = naming, peer: str = "10.1.1.1") -> httpx.AsyncClient:
    wall = Watched(app, trusted=PROXIES, routes=["/identity/connect/token"])
    return httpx.AsyncClient(transport=httpx.ASGITransport(wall, client=(peer, 1)), base_url="http://keys.example.com")


async def test_id_that_a_trusted_proxy_gave_is_taken_and_given_back() -> None:
    async with watched() as http:
        answer = await http.get("/", headers={"x-request-id": GIVEN})
    assert (answer.text, answer.headers["x-request-id"]) == (GIVEN, GIVEN)
    assert request_ids.current() == ""


@pytest.mark.parametrize(
    "given",
    ["short", "x" * 65, "with spaces in it", 'quoted"quoted', "\u00e4" * 8],
)
async def test_id_that_would_not_fit_into_a_log_is_replaced(given: str) -> None:
    async with watched() as http:
        answer = await http.get("/", headers=[(b"x-request-id", given.encode("latin-1"))])
    assert answer.text == answer.headers["x-request-id"] != given
    assert len(answer.text) == 32


async def test_id_of_a_stranger_is_not_taken() -> None:
    async with watched(peer="203.0.113.9") as http:
        first, second = [(await http.get("/", headers={"x-request-id": GIVEN})).text for _ in range(2)]
    assert len({first, second, GIVEN}) == 3


async def test_requests_are_counted_by_route_and_outcome() -> None:
    async with watched(PlainTextResponse("No.", 401)) as http:
        for path in ("/identity/connect/token", "/identity/connect/token", "/a-path-of-a-stranger", "/static/1/a.css"):
            await http.get(path)
    assert REQUESTS.counts == {("/identity/connect/token", "401"): 2, ("other", "401"): 1, ("/static/", "401"): 1}
    assert sum(SECONDS.kept["/identity/connect/token",].counts) == 2


async def test_route_is_counted_by_its_template() -> None:
    async def found(scope: Scope, receive: Receive, send: Send) -> None:
        scope["route"] = type("Route", (), {"path": "/link/{token}"})
        await naming(scope, receive, send)

    async def copying(scope: Scope, receive: Receive, send: Send) -> None:
        await NamedRoutes(found)({**scope}, receive, send)

    async with watched(copying) as http:
        await http.get("/link/a-token-that-is-good-once")
    assert REQUESTS.counts == {("/link/{token}", "200"): 1}


async def test_request_that_got_no_answer_is_counted_as_aborted() -> None:
    async def failing(*_: Any) -> None:
        raise OSError

    async with watched(failing) as http:
        with pytest.raises(OSError):  # noqa: PT011 - the one above
            await http.get("/")
    assert REQUESTS.counts == {("other", "aborted"): 1}
    assert request_ids.current() == ""


@pytest.mark.parametrize(
    ("token", "authorization", "status"),
    [
        ("", "", 404),
        ("", "Bearer ", 404),
        (TOKEN, "", 401),
        (TOKEN, "Bearer ", 401),
        (TOKEN, f"Bearer {TOKEN}x", 401),
        (TOKEN, f"Basic {TOKEN}", 401),
        (TOKEN, f"Bearer {TOKEN}", 200),
        (TOKEN, f"bearer {TOKEN}", 200),
    ],
)
async def test_figures_are_told_to_the_bearer_of_the_token_alone(token: str, authorization: str, status: int) -> None:
    transport = httpx.ASGITransport(Metrics(PlainTextResponse("page"), token=token))
    async with httpx.AsyncClient(transport=transport, base_url="http://keys.example.com") as http:
        answer = await http.get("/metrics", headers={"authorization": authorization})
        assert (await http.get("/elsewhere")).text == "page"
    assert answer.status_code == status
    assert ("keylodge_requests" in answer.text) is (status == 200)
