"""A body that is too long is refused as each surface puts its errors, whether its length was announced or not."""

import asyncio

import httpx
import pytest
from starlette.types import Message

import app
from middleware import limits
from middleware.limits import DRAIN_S, DRAINED, GENERAL, BodyLimits
from tests.middleware.conftest import Enter, Server
from tests.middleware.test_walls import browser, stream, telling


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("path", ["/api", "/api/v1/Tenants/x"])
async def test_too_long_for_the_api_has_its_error_body(path: str, announced: bool) -> None:
    answer = await send_too_much(path, announced)
    told = answer.json()
    assert set(told) == {"OperationId", "Error", "Reason", "Resolution", "DynamicProperties"}
    assert told["Reason"] == "This request is longer than 1024 KiB, the most that is taken here."
    problem = await send_too_much(path, announced, accept="application/problem+json")
    assert (problem.json()["status"], problem.json()["detail"]) == (413, told["Reason"])


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("path", ["/identity/connect/userinfo", "/identity/connect/deviceauthorization"])
async def test_too_long_for_an_endpoint_is_an_error_of_oauth(path: str, announced: bool) -> None:
    answer = await send_too_much(path, announced)
    assert answer.json()["error"] == "invalid_request"
    assert answer.json()["error_description"].startswith("This request is longer than 1024 KiB")


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("path", ["/identity/connect/authorize", "/identity/device", "/login", "/nowhere"])
async def test_too_long_for_a_page_is_a_page(path: str, announced: bool) -> None:
    answer = await send_too_much(path, announced)
    assert answer.headers["content-type"].startswith("text/html")
    assert "This request is longer than 1024 KiB, the most that is taken here." in answer.text


async def send_too_much(path: str, announced: bool, **headers: str) -> httpx.Response:
    """Send a body that is too long to the wall as it is put together."""
    content = b"x" * (GENERAL + 1) if announced else stream(GENERAL + 1)
    async with browser(BodyLimits(telling, refuse=app._too_long)) as visitor:
        answer = await visitor.post(path, content=content, headers=headers)
    assert (answer.status_code, answer.headers["connection"]) == (413, "close")
    return answer


@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("size", [2 * GENERAL, DRAINED])
async def test_client_that_is_still_sending_reads_the_refusal(
    walled: Server, enter: Enter, announced: bool, size: int
) -> None:
    visitor = await enter(walled)
    content = b"x" * size if announced else stream(size)
    headers = {"origin": walled.url, "content-type": "application/x-www-form-urlencoded"}
    answer = await visitor.http.post("/login", content=content, headers=headers)
    assert answer.status_code == 413
    assert "This request is longer than 64 KiB" in answer.text


async def test_client_that_asks_before_it_sends_is_refused_at_once(walled: Server) -> None:
    address = walled.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(address[0], int(address[1]))
    head = f"POST /login HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {2 * GENERAL}\r\n\r\n"
    writer.write(head.encode())
    assert (await asyncio.wait_for(reader.readline(), DRAIN_S / 2)).startswith(b"HTTP/1.1 413")
    writer.close()


async def test_nobody_sends_forever(monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless() -> Message:
        told.append(1)
        return {"type": "http.request", "body": b"x" * GENERAL, "more_body": True}

    async def silent() -> Message:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(limits, "DRAIN_S", 0.05)
    told: list[int] = []
    await limits.drain(endless)
    assert len(told) == DRAINED // GENERAL
    await limits.drain(silent)
