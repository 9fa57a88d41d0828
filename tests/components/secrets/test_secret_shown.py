import asyncio
import json
from typing import Any

import pytest
from nicegui import core
from nicegui.client import Client

from components.first_token.client_examples import examples_of
from components.first_token.first_token import Trial
from components.secrets.secret_shown import MESSAGE, SecretDialog, ShownSecret
from models import ClientType

TEXT = "kl_6Rk8Yw2N_q9ZtV3mXb7LdPf4HsJc1GuEaT0oKiW5yRnBv8MxQe2D_7f3a"
CLIENT_ID = "7c1e09b4-52d6-4f83-a1b9-3e6d57c84f20"


@pytest.fixture
def handed(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What went through the socket by itself, past the outbox."""
    sent: list[Any] = []
    emit = core.sio.emit

    async def spy(name: str, data: Any = None, **options: Any) -> None:
        if name == MESSAGE:
            sent.append({**data, **options})
        await emit(name, data, **options)

    monkeypatch.setattr(core.sio, "emit", spy)
    return sent


async def _open(browser: Client) -> SecretDialog:
    with browser:
        examples = examples_of(ClientType.CLIENT_CREDENTIALS, CLIENT_ID, "https://keys.example/identity")
        trial = Trial(CLIENT_ID, examples, "/identity/connect/token")
        shown = SecretDialog(ShownSecret(TEXT, CLIENT_ID, "Historian node C", trial))
        shown.open()
    await _let_the_outbox_work(browser)
    return shown


async def _let_the_outbox_work(browser: Client) -> None:
    for _ in range(50):
        await asyncio.sleep(0.02)
        if not browser.outbox.updates and not browser.outbox.messages:
            return
    raise AssertionError("The outbox did not send")


def _everything_kept(browser: Client) -> str:
    """All that a browser that reconnects, or a page that is built again, could be sent."""
    elements = {key: element._to_dict() for key, element in browser.elements.items()}
    waiting = [list(browser.outbox.messages), [entry[2] for entry in browser.outbox.message_history]]
    page = browser.build_response(browser.request).body
    return json.dumps([elements, waiting], default=str) + bytes(page).decode()


async def test_the_text_goes_to_the_page_that_asked_and_nowhere_else(browser: Client, handed: list[Any]) -> None:
    shown = await _open(browser)
    await shown.secret.send()
    assert handed == [{"id": shown.secret.html_id, "text": TEXT, "room": browser.id}]


async def test_nothing_that_is_sent_again_ever_holds_the_text(browser: Client, handed: list[Any]) -> None:
    shown = await _open(browser)
    assert TEXT not in _everything_kept(browser)
    await shown.secret.send()
    await _let_the_outbox_work(browser)
    assert TEXT not in _everything_kept(browser)
    shown.secret.forget()
    shown.secret.update()
    await _let_the_outbox_work(browser)
    assert TEXT not in _everything_kept(browser)
    assert CLIENT_ID in _everything_kept(browser), "it looks in the right places"


async def test_what_has_arrived_is_never_sent_again(browser: Client, handed: list[Any]) -> None:
    shown = await _open(browser)
    await shown.secret.send()
    shown.secret.forget()
    await shown.secret.send()
    assert len(handed) == 1


async def test_a_page_that_lost_the_text_on_the_way_can_ask_again(browser: Client, handed: list[Any]) -> None:
    shown = await _open(browser)
    await shown.secret.send()
    await shown.secret.send()
    assert len(handed) == 2


async def test_close_deletes_the_box_and_forgets_a_text_that_never_arrived(browser: Client, handed: list[Any]) -> None:
    shown = await _open(browser)
    box = shown.secret
    shown.forget()
    assert box.id not in browser.elements
    await box.send()
    assert handed == []


async def test_escape_and_a_click_beside_do_not_close_it(browser: Client) -> None:
    shown = await _open(browser)
    assert shown.root.props["persistent"] is True


def test_the_text_is_in_no_repr() -> None:
    assert TEXT not in repr(ShownSecret(TEXT, CLIENT_ID))
