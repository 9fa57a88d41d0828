"""Programs' short way in has the same headers and the same idea of an address as the long one."""

import ipaddress

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from middleware.headers import SecurityHeaders
from middleware.machine_endpoints import MachineEndpoints

ORIGIN = "https://keys.example.com"


async def address(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the address that the request came from."""
    request = Request(scope)
    assert request.client is not None
    answer = PlainTextResponse(f"machine {request.client.host}", headers={"cache-control": "no-store"})
    await answer(scope, receive, send)


def asking(app: ASGIApp, peer: str = "10.0.0.1") -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app, client=(peer, 0)), base_url=ORIGIN)


@pytest.fixture
def machines() -> ASGIApp:
    long_way = SecurityHeaders(PlainTextResponse("page", headers={"cache-control": "no-store"}), https=True)
    trusted = (ipaddress.ip_network("10.0.0.0/8"),)
    return MachineEndpoints(long_way, address, paths=["/identity/connect/token"], trusted=trusted, https=True)


async def test_both_ways_have_the_same_headers(machines: ASGIApp) -> None:
    async with asking(machines) as http:
        short, long = await http.get("/identity/connect/token"), await http.get("/elsewhere")
    assert (short.text[:7], long.text) == ("machine", "page")
    changing = {"content-length"}
    assert {name: value for name, value in short.headers.items() if name not in changing} == {
        name: value for name, value in long.headers.items() if name not in changing
    }


async def test_forwarded_address_is_believed_of_a_trusted_proxy_only(machines: ASGIApp) -> None:
    forwarded = {"x-forwarded-for": "203.0.113.9"}
    async with asking(machines) as http:
        assert (await http.get("/identity/connect/token", headers=forwarded)).text == "machine 203.0.113.9"
    async with asking(machines, "198.51.100.1") as http:
        assert (await http.get("/identity/connect/token", headers=forwarded)).text == "machine 198.51.100.1"
