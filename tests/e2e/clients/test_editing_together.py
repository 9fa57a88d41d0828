"""Two browsers edit the same client or secret: different fields are merged, the same field is asked about."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.console import (
    button,
    checkbox,
    details,
    dialog,
    expect_gone,
    question,
    row,
    secret,
    select_row,
    select_secret,
    textbox,
)
from tests.e2e.pairs import Pair
from tests.e2e.people import wait_until_ready
from tests.e2e.tenants import Tenant


def _edit(page: Page) -> Locator:
    button(page, "Edit Client").click()
    return dialog(page, "Edit Client")


def _save(form: Locator) -> None:
    button(form, "Save").click()
    expect_gone(form)


def test_different_fields_of_two_edits_are_merged(pair: Pair) -> None:
    select_row(pair.maya, "Pump historian")
    theirs = _edit(pair.maya)
    textbox(theirs, "Description").fill("Reads the pumps")
    select_row(pair.elin, "Pump historian")
    form = _edit(pair.elin)
    textbox(form, "Token lifetime (seconds)").fill("900")
    _save(form)
    expect(theirs).to_contain_text("Elin Berg saved this client")
    expect(textbox(theirs, "Token lifetime (seconds)")).to_have_value("900")
    expect(theirs).to_contain_text("was 3600")
    expect(textbox(theirs, "Description")).to_have_value("Reads the pumps")
    _save(theirs)
    for page in (pair.elin, pair.maya):
        expect(details(page)).to_contain_text("900 seconds")
        expect(details(page)).to_contain_text("Reads the pumps")


def test_tags_that_two_people_add_are_both_kept(pair: Pair) -> None:
    select_row(pair.maya, "Pump historian")
    theirs = _edit(pair.maya)
    tags = textbox(theirs, "Tags")
    for word in ("night", "left in the box"):
        tags.fill(word)
        if word == "night":
            tags.press("Enter")
    select_row(pair.elin, "Pump historian")
    form = _edit(pair.elin)
    textbox(form, "Tags").fill("north")
    textbox(form, "Tags").press("Enter")
    _save(form)
    expect(theirs).to_contain_text("Elin Berg saved this client")
    expect(theirs).to_contain_text("added north")
    for word in ("north", "night"):
        expect(button(theirs, f"Remove {word}")).to_be_visible()
    expect(tags).to_have_value("left in the box")
    _save(theirs)
    for page in (pair.elin, pair.maya):
        for word in ("north", "night", "left in the box"):
            expect(details(page)).to_contain_text(word)


@pytest.mark.parametrize(("keep", "result"), [("Yours", "Maya's pump"), ("Elin Berg's", "Elin's pump")])
def test_two_edits_of_the_same_field_show_both_values_and_ask(pair: Pair, keep: str, result: str) -> None:
    select_row(pair.maya, "Pump historian")
    theirs = _edit(pair.maya)
    textbox(theirs, "Name").fill("Maya's pump")
    select_row(pair.elin, "Pump historian")
    form = _edit(pair.elin)
    textbox(form, "Name").fill("Elin's pump")
    _save(form)
    expect(theirs).to_contain_text("You both changed Name")
    button(theirs, "Save").click()
    asked = dialog(pair.maya, "Two edits of the same client")
    expect(asked).to_contain_text("was Pump historian")
    names = asked.get_by_role("radiogroup", name="Name")
    for words in ("Maya's pump", "Elin's pump"):
        expect(names).to_contain_text(words)
    names.get_by_role("radio", name=keep).click()
    button(asked, "Save").click()
    expect_gone(theirs)
    for page in (pair.elin, pair.maya):
        expect(row(page, result)).to_be_visible()


def test_a_dialog_on_a_client_that_was_removed_says_so(pair: Pair) -> None:
    select_row(pair.maya, "Pump historian")
    theirs = _edit(pair.maya)
    textbox(theirs, "Description").fill("Reads the pumps")
    select_row(pair.elin, "Pump historian")
    button(pair.elin, "Remove Client").click()
    button(question(pair.elin, "Remove Pump historian?"), "Remove").click()
    expect(theirs).to_contain_text("Elin Berg removed this client")
    expect(button(theirs, "Save")).to_be_disabled()
    expect(textbox(theirs, "Description")).to_have_value("Reads the pumps")


def test_two_edits_of_a_secret_are_merged_too(pair: Pair) -> None:
    forms = []
    for page in (pair.maya, pair.elin):
        region = select_row(page, "Pump historian")
        select_secret(region, "Historian node A")
        button(region, "Edit Secret").click()
        forms.append(dialog(page, "Edit Secret"))
    theirs, form = forms
    checkbox(theirs, "Never Expires").uncheck()
    textbox(form, "Description").fill("Historian node B")
    _save(form)
    expect(theirs).to_contain_text("Elin Berg saved this secret")
    expect(textbox(theirs, "Description")).to_have_value("Historian node B")
    _save(theirs)
    item = secret(details(pair.elin), "Historian node B")
    expect(item).not_to_contain_text("Never expires")


def test_a_removed_secret_leaves_the_colleagues_open_dialog_in_no_doubt(pair: Pair) -> None:
    region = select_row(pair.maya, "Pump historian")
    select_secret(region, "Historian node A")
    button(region, "Edit Secret").click()
    theirs = dialog(pair.maya, "Edit Secret")
    region = select_row(pair.elin, "Pump historian")
    select_secret(region, "Historian node A")
    button(region, "Remove Secret").click()
    button(question(pair.elin, "Remove Historian node A?"), "Remove").click()
    expect(theirs).to_contain_text("removed")
    expect(button(theirs, "Save")).to_be_disabled()


def test_two_windows_of_one_person_tell_each_other(pair: Pair) -> None:
    other = pair.elin.context.new_page()
    other.goto(f"/security/clients/client-credentials/{pair.client.id}")
    wait_until_ready(other)
    mine = _edit(other)
    select_row(pair.elin, "Pump historian")
    form = _edit(pair.elin)
    textbox(form, "Name").fill("Pump historian 2")
    _save(form)
    expect(mine).to_contain_text("You saved this client")
    expect(mine).to_contain_text("in another window")
    expect(textbox(mine, "Name")).to_have_value("Pump historian 2")


def test_several_clients_of_which_one_is_gone_meanwhile(pair: Pair, tenant: Tenant) -> None:
    tenant.add_client("Energy export")
    for name in ("Energy export", "Pump historian"):
        checkbox(pair.maya, f"Select {name}").check()
    button(pair.maya.get_by_role("group", name="Selected clients"), "Remove").click()
    asked = question(pair.maya, "Remove 2 clients")
    select_row(pair.elin, "Pump historian")
    button(pair.elin, "Remove Client").click()
    button(question(pair.elin, "Remove Pump historian?"), "Remove").click()
    expect_gone(row(pair.elin, "Pump historian"))
    button(asked, "Remove").click()
    results = pair.maya.get_by_role("region", name="Results")
    expect(results).to_contain_text("2 of 2 done")
    expect(results).to_contain_text("1 refused")
    expect_gone(row(pair.maya, "Energy export"))
