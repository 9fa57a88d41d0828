"""Two people edit one client: what the open form of the first shows and saves."""

from collections.abc import Mapping
from typing import Any

import pytest
from nicegui.client import Client as Browser

from components.forms.form_dialog import FormDialog
from components.forms.form_entries import ListEntry, Value
from models import ClientType
from pages.console import editing
from pages.dialogs.client_editing import _EditClient, stored_values
from services.access import access
from services.clients import clients
from services.clients.client_fields import ClientFields
from services.clients.clients import ClientView
from services.people import roles
from tests.services.world import Somebody, make_person

Answer = dict[str, str] | None


@pytest.fixture
async def elin(tenant: Any) -> Somebody:
    return await make_person(tenant, "Elin Berg")


@pytest.fixture
async def maya(tenant: Any) -> Somebody:
    return await make_person(tenant, "Maya Chen")


@pytest.fixture
async def view(elin: Somebody) -> ClientView:
    fields = ClientFields(name="Historian", tags=("north",), access_token_lifetime=3600)
    made = await clients.add(elin.actor, ClientType.CLIENT_CREDENTIALS, fields)
    return await clients.get(elin.actor, made.client.id)


@pytest.fixture
async def opened(browser: Browser, elin: Somebody, view: ClientView) -> _EditClient:
    """Elin's Edit Client, open."""
    browser.request.scope["state"] = {"actor": elin.actor}
    with browser:
        made = _EditClient(await access.identify(elin.actor), view, await roles.list_roles(elin.actor))
        made.form.start()
    return made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The conflicts that were asked about; put the answers in first."""
    answers: list[Any] = []

    async def ask(_title: str, _name: str, _lead: str, clashes: Any, *_: Any, **__: Any) -> Answer:
        answer: Answer = answers.pop(0)
        answers.append(clashes)
        return answer

    monkeypatch.setattr(editing, "ask_conflict", ask)
    return answers


async def _save_as(somebody: Somebody, view: ClientView, **values: Any) -> ClientView:
    now = await clients.get(somebody.actor, view.client.id)
    wanted = {name: getattr(now.fields, name) for name in ClientFields.__slots__} | values
    return await clients.edit(somebody.actor, view.client.id, base=now.fields, wanted=ClientFields(**wanted))


async def _hear(opened: _EditClient, view: ClientView, browser: Browser) -> None:
    with browser:
        await opened.editing.follow(stored_values(view), editing.Author(None, "Maya Chen", view.client.changed_at))


async def _save(opened: _EditClient, browser: Browser) -> bool:
    with browser:
        return await opened.editing.save(opened._save, opened._author)


def _type(form: FormDialog, values: Mapping[str, Value]) -> None:
    for name, value in values.items():
        form.entries[name]._put(value)


async def test_a_field_nobody_touched_takes_the_colleague_s_value_and_says_what_it_was(
    opened: _EditClient, view: ClientView, maya: Somebody, browser: Browser
) -> None:
    _type(opened.form, {"name": "Historian replay"})
    await _hear(opened, await _save_as(maya, view, access_token_lifetime=900), browser)
    assert opened.form.values()["access_token_lifetime"] == "900"
    assert opened.form.values()["name"] == "Historian replay"
    assert [entry.name for entry in opened.form.changed()] == ["name"]
    assert "was 3600" in _texts(opened.form.entries["access_token_lifetime"].frame)
    assert any("Maya Chen saved this client just now." in words for words in _texts(opened.form.live))


async def test_typing_in_a_colleague_s_field_makes_it_one_s_own(
    opened: _EditClient, view: ClientView, maya: Somebody, browser: Browser
) -> None:
    await _hear(opened, await _save_as(maya, view, access_token_lifetime=900), browser)
    _type(opened.form, {"access_token_lifetime": "800"})
    assert "was 3600" not in _texts(opened.form.entries["access_token_lifetime"].frame)
    assert await _save(opened, browser)
    assert (await clients.get(maya.actor, view.client.id)).client.access_token_lifetime == 800


async def test_different_fields_of_two_people_both_hold(
    opened: _EditClient, view: ClientView, maya: Somebody, browser: Browser
) -> None:
    _type(opened.form, {"name": "Historian replay"})
    await _save_as(maya, view, access_token_lifetime=900, tags=("north", "wall"))
    assert await _save(opened, browser)
    client = (await clients.get(maya.actor, view.client.id)).client
    assert (client.name, client.access_token_lifetime, client.tags) == ("Historian replay", 900, ["north", "wall"])


@pytest.mark.parametrize(("whose", "kept"), [("mine", "Mine"), ("theirs", "Hers")])
async def test_the_same_field_asks_and_what_was_chosen_is_saved(
    opened: _EditClient, view: ClientView, maya: Somebody, browser: Browser, asked: list[Any], whose: str, kept: str
) -> None:
    asked.append({"name": whose})
    _type(opened.form, {"name": "Mine", "description": "Also mine"})
    await _save_as(maya, view, name="Hers")
    assert await _save(opened, browser)
    [clash] = asked[0]
    assert (clash.was, clash.mine, clash.theirs) == ("Historian", "Mine", "Hers")
    client = (await clients.get(maya.actor, view.client.id)).client
    assert (client.name, client.description) == (kept, "Also mine")


async def test_a_question_that_is_left_saves_nothing_and_keeps_what_is_typed(
    opened: _EditClient, view: ClientView, maya: Somebody, browser: Browser, asked: list[Any]
) -> None:
    asked.append(None)
    _type(opened.form, {"name": "Mine"})
    await _save_as(maya, view, name="Hers")
    assert not await _save(opened, browser)
    assert (await clients.get(maya.actor, view.client.id)).client.name == "Hers"
    assert opened.form.values()["name"] == "Mine"


async def test_a_third_change_while_choosing_asks_again(
    opened: _EditClient, view: ClientView, maya: Somebody, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    async def ask(_title: str, _name: str, _lead: str, clashes: Any, *_: Any, **__: Any) -> Answer:
        seen.append(clashes[0].theirs)
        if len(seen) == 1:
            await _save_as(maya, view, name="Hers again")
        return {"name": "mine"}

    monkeypatch.setattr(editing, "ask_conflict", ask)
    _type(opened.form, {"name": "Mine"})
    await _save_as(maya, view, name="Hers")
    assert await _save(opened, browser)
    assert seen == ["Hers", "Hers again"]
    assert (await clients.get(maya.actor, view.client.id)).client.name == "Mine"


async def test_a_removed_client_can_not_be_saved_until_it_is_restored(
    opened: _EditClient, view: ClientView, browser: Browser
) -> None:
    with browser:
        opened.editing.gone("Maya Chen removed this client.", editing.Author(None, "Maya Chen", view.client.changed_at))
    assert not opened.form.command.enabled
    await _hear(opened, view, browser)
    assert opened.form.command.enabled
    assert _texts(opened.form.live) == []


def _texts(element: Any) -> list[str]:
    return [each.text for each in element.descendants() if getattr(each, "text", "")]


async def test_lists_that_both_changed_are_joined_in_the_open_form_and_text_in_the_box_stays(
    opened: _EditClient, view: ClientView, maya: Somebody, browser: Browser
) -> None:
    tags = opened.form.entries["tags"]
    _type(opened.form, {"tags": ("north", "mine")})
    assert isinstance(tags, ListEntry)
    tags.field.input.set_value("half typ")
    await _hear(opened, await _save_as(maya, view, tags=("hers",)), browser)
    assert tags.held() == ("hers", "mine")
    assert tags.field.input.words == "half typ"
    assert "added hers, removed north" in _texts(tags.frame)
    tags.field.input.set_value("")
    assert await _save(opened, browser)
    assert (await clients.get(maya.actor, view.client.id)).client.tags == ["hers", "mine"]


@pytest.mark.parametrize(("whose", "kept"), [("mine", "mine"), ("theirs", "hers")])
async def test_lists_that_are_too_long_together_ask(
    opened: _EditClient, view: ClientView, maya: Somebody, browser: Browser, asked: list[Any], whose: str, kept: str
) -> None:
    asked.append({"tags": whose})
    many = tuple(f"number {number}" for number in range(18))
    _type(opened.form, {"tags": (*many, "mine", "north")})
    await _hear(opened, await _save_as(maya, view, tags=("hers", "north")), browser)
    assert any("You both changed Tags: Save asks which to keep." in words for words in _texts(opened.form.live))
    assert "mine" in str(opened.form.values()["tags"])
    assert await _save(opened, browser)
    found = (await clients.get(maya.actor, view.client.id)).client.tags
    assert (kept in found, "mine" in found, "hers" in found) == (True, kept == "mine", kept == "hers")
