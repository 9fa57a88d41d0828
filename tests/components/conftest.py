"""A page without a browser: the real NiceGUI client, whose outbox sends to nobody."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from nicegui import core
from nicegui.client import Client
from nicegui.page import page
from starlette.requests import Request


@pytest.fixture
async def browser() -> AsyncIterator[Client]:
    """An open page; build inside `with browser:`. Its outbox runs as for a connected socket."""
    core.loop = asyncio.get_running_loop()
    core.app.config.add_run_config(
        reload=False, title="Keylodge", viewport="", favicon=None, dark=None, language=None,
        binding_refresh_interval=None, reconnect_timeout=3.0, message_history_length=1000, tailwind=False, unocss=None,
        prod_js=True, show_welcome_message=False, markdown=False,
    )  # fmt: skip
    request = Request(
        {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [], "app": core.app}
    )
    made = Client(page("/"), request=request)
    made.tab_id = "a tab"
    yield made
    made.tab_id = None
    made.delete()
    await asyncio.sleep(0)
