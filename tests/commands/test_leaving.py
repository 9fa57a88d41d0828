"""A server that is told to stop: what its callers see of it."""

import asyncio
import time
from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.responses import PlainTextResponse

from commands.leaving import Leaving


@pytest.fixture
def leaving() -> Leaving:
    return Leaving(PlainTextResponse("a page"))


@pytest.fixture
async def http(leaving: Leaving) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(leaving)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        yield client


async def test_server_that_stays_is_as_it_was(http: httpx.AsyncClient) -> None:
    for path in ("/", "/health/ready"):
        answer = await http.get(path)
        assert (answer.status_code, answer.text, answer.headers.get("connection")) == (200, "a page", None)


async def test_server_that_leaves_says_so_first_and_answers_all_others(
    leaving: Leaving, http: httpx.AsyncClient
) -> None:
    leaving.begin()
    ready, page = await http.get("/health/ready"), await http.get("/")
    assert (ready.status_code, ready.json()["status"]) == (503, "not ready")
    assert (page.status_code, page.text) == (200, "a page")
    assert {answer.headers["connection"] for answer in (ready, page)} == {"close"}


async def test_server_that_is_told_again_waits_no_longer(leaving: Leaving) -> None:
    begun = time.monotonic()
    waiting = asyncio.ensure_future(leaving.wait(60))
    leaving.hurry()
    await waiting
    await leaving.wait(60)
    assert time.monotonic() - begun < 30
