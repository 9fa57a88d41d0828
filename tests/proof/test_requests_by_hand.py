"""Test 10 of the ten: what no client sends by itself, to a server in a process of its own."""

from collections.abc import AsyncIterator

import httpx
import pytest

from tests.e2e.server import Server
from tests.identity.clients import TOKEN, TestClient, ask

INTROSPECT = "/identity/connect/introspect"


@pytest.fixture
async def http(server: Server) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.url, timeout=30) as client:
        yield client


async def test_forged_hosts_change_nothing(http: httpx.AsyncClient, server: Server, machine: TestClient) -> None:
    forged = {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "https"}
    answer = await http.get("/identity/.well-known/openid-configuration", headers=forged)
    assert answer.json()["issuer"] == f"{server.url}/identity"
    assert "evil" not in answer.text
    form = {"grant_type": "client_credentials"}
    token = (await http.post(TOKEN, data=form, auth=machine.basic, headers=forged)).json()["access_token"]
    told = (await http.post(INTROSPECT, data={"token": token}, auth=machine.basic)).json()
    assert (told["iss"], told["aud"]) == (f"{server.url}/identity", f"{server.url}/api/v1")


async def test_answers_have_the_security_headers(http: httpx.AsyncClient, machine: TestClient) -> None:
    answer = await ask(http, machine)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert "content-security-policy" in answer.headers


async def test_body_that_never_ends_is_cut(http: httpx.AsyncClient) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(200):
            yield b"a" * 1024

    headers = {"content-type": "application/x-www-form-urlencoded"}
    answer = await http.post(TOKEN, content=endless(), headers=headers)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
