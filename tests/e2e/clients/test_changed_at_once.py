"""Two administrators in browsers and a script change one client at once: nothing lost, nothing overwritten unseen."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Thread
from typing import Any

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from models import AuditEvent, BuiltInRole
from services.people import people
from tests.e2e.console import button, details, dialog, expect_gone, row, select_row, textbox
from tests.e2e.pairs import Pair
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant, seed


@dataclass(frozen=True)
class Script:
    """A program that works on one client, with the Tenant Administrator role and If-Match."""

    http: httpx.Client
    path: str

    def read(self) -> tuple[dict[str, Any], str]:
        """The client and its ETag."""
        answer = self.http.get(self.path).raise_for_status()
        return answer.json(), answer.headers["etag"]

    def save(self, etag: str, **changes: Any) -> int:
        """Change what was read under this ETag; the status."""
        return self.http.put(self.path, json=changes, headers={"if-match": etag}).status_code

    def add_tag(self, tag: str) -> None:
        """Read, add, save; again where somebody was faster."""
        status = 412
        while status == 412:
            found, etag = self.read()
            status = self.save(etag, Tags=[*found["Tags"], tag])
        assert status == 200


@pytest.fixture
def script(server: Server, tenant: Tenant, pair: Pair) -> Iterator[Script]:
    held = seed(server, lambda: people.built_in(tenant.id, BuiltInRole.TENANT_ADMINISTRATOR))
    own = tenant.add_client("Automation", role_ids=tuple(role.id for role in held))
    form = {"grant_type": "client_credentials"}
    answer = httpx.post(f"{server.url}/identity/connect/token", data=form, auth=(own.id, own.secret), timeout=30)
    headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
    base = f"{server.url}/api/v1/Tenants/{tenant.id}"
    with httpx.Client(base_url=base, headers=headers, timeout=30) as http:
        yield Script(http, f"/ClientCredentialClients/{pair.client.id}")


def edit(page: Page) -> Locator:
    """Edit Client on the pair's client."""
    select_row(page, "Pump historian")
    button(page, "Edit Client").click()
    return dialog(page, "Edit Client")


def save(form: Locator) -> None:
    """Save, without being asked anything."""
    button(form, "Save").click()
    expect_gone(form)


def type_tag(form: Locator, tag: str) -> None:
    """Add a tag."""
    textbox(form, "Tags").fill(tag)
    textbox(form, "Tags").press("Enter")


def test_what_each_of_three_changes_holds_and_each_sees_the_others(pair: Pair, script: Script) -> None:
    elins, mayas = edit(pair.elin), edit(pair.maya)
    _, etag = script.read()
    textbox(elins, "Description").fill("Reads the pumps")
    type_tag(elins, "elin")
    textbox(mayas, "Token lifetime (seconds)").fill("900")
    type_tag(mayas, "maya")
    assert script.save(etag, Tags=["script"], Enabled=False) == 200
    for form in (elins, mayas):
        expect(form).to_contain_text("Automation saved this client")
        expect(form).to_contain_text("added script")
    save(elins)
    expect(mayas).to_contain_text("Elin Berg saved this client")
    save(mayas)
    assert script.save(etag, Description="Unseen") == 412
    found, etag = script.read()
    assert (found["Description"], found["AccessTokenLifetime"], found["Enabled"]) == ("Reads the pumps", 900, False)
    assert found["Tags"] == ["script", "elin", "maya"]
    assert script.save(etag, Description="Seen, and changed") == 200
    for page in (pair.elin, pair.maya):
        expect(details(page)).to_contain_text("Seen, and changed")


def test_the_same_field_is_asked_about_once_for_each_who_comes_later(pair: Pair, script: Script) -> None:
    elins, mayas = edit(pair.elin), edit(pair.maya)
    _, etag = script.read()
    textbox(elins, "Name").fill("Elin's pump")
    textbox(mayas, "Name").fill("Maya's pump")
    assert script.save(etag, Name="The script's pump") == 200
    for page, form, mine, theirs in (
        (pair.elin, elins, "Elin's pump", "The script's pump"),
        (pair.maya, mayas, "Maya's pump", "Elin's pump"),
    ):
        expect(form).to_contain_text("You both changed Name")
        button(form, "Save").click()
        asked = dialog(page, "Two edits of the same client")
        for words in (mine, theirs):
            expect(asked.get_by_role("radiogroup", name="Name")).to_contain_text(words)
        button(asked, "Save").click()
        expect_gone(form)
    assert script.save(etag, Name="Unseen") == 412
    assert script.read()[0]["Name"] == "Maya's pump"
    for page in (pair.elin, pair.maya):
        expect(row(page, "Maya's pump")).to_be_visible()


def test_no_tag_is_lost_while_all_three_save_all_the_time(
    pair: Pair, script: Script, server: Server, tenant: Tenant
) -> None:
    scripts = [f"script-{number}" for number in range(8)]
    busy = Thread(target=lambda: deque(map(script.add_tag, scripts)))
    busy.start()
    for number in range(3):
        forms = {name: edit(page) for name, page in (("elin", pair.elin), ("maya", pair.maya))}
        for name, form in forms.items():
            type_tag(form, f"{name}-{number}")
        for form in forms.values():
            save(form)
    busy.join()
    wanted = {*scripts, *(f"{name}-{number}" for name in ("elin", "maya") for number in range(3))}
    assert set(script.read()[0]["Tags"]) == wanted

    async def count_edits() -> int:
        return await AuditEvent.filter(tenant_id=tenant.id, action="client.edited").count()

    assert seed(server, count_edits) == len(wanted), "every change is told, once"
