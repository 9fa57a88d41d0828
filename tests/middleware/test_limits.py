"""A body that is too long is refused as each surface puts its errors, whether its length was announced or not."""

import httpx
import pytest

import app
from middleware.limits import GENERAL, BodyLimits
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
