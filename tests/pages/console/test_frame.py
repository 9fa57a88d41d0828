"""What a console page stands in, where making it takes too long."""

import asyncio
from typing import Any

import pytest
from nicegui.client import Client as Browser
from starlette.responses import Response

from models import Tenant
from pages.console import frame
from services.access.access import Person
from tests.services.world import Somebody
from web.site import Site


@pytest.mark.usefixtures("database")
async def test_page_that_is_not_made_in_time_says_so_and_asks_to_come_back(
    browser: Browser, elin: Somebody, tenant: Tenant, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def build(_: Person) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(frame, "BUILD_S", 0.2)
    browser.request.scope["state"] = {"actor": elin.actor, "site": Site("http://localhost:8080", frozenset())}
    page: Any = frame.console_page("/endless", title="Endless")(build)
    with Browser(browser.page, request=browser.request) as opened:
        answer = await page()
    assert isinstance(answer, Response)
    assert answer.status_code == 503
    assert answer.headers["retry-after"]
    assert b"Keylodge is busy" in answer.body
    assert opened.is_deleted
    assert "could not be built" in caplog.text
