"""Sessions as people meet them: they end, they are ended, and where one lands afterwards."""

import re
from datetime import timedelta
from functools import partial

import pytest
from playwright.sync_api import Page, expect

from models import Session, User
from services.live import clock
from services.sign_in import sessions
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, dialog, expect_gone, go_to, row, select_row, textbox
from tests.e2e.people import PASSWORD, Person, sign_in, wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant, seed
from tests.e2e.widths import DESKTOP, PHONE

NEW_PASSWORD = "four-violet-kettles-9-sing"


ENDED = "You were signed out: your session has ended. Sign in to go on where you were."


def _user(server: Server, person: Person) -> User:
    async def find() -> User:
        return await User.get(email_key=person.email)

    return seed(server, find)


def _account(page: Page) -> None:
    """Open the account's menu, which a phone has in its drawer."""
    opener = page.get_by_role("button", name="account")
    if not opener.is_visible():
        button(page, "Menu").click()
    opener.click()


@DESKTOP
def test_revoked_session_sends_the_open_page_to_sign_in_and_back(page: Page, server: Server, tenant: Tenant) -> None:
    client = tenant.add_client("Pump historian")
    page.goto(f"/security/clients/client-credentials/{client.id}?search=pump")
    expect(page.get_by_role("status")).to_have_count(0)
    sign_in(page, tenant.administrator)
    expect(details(page)).to_be_visible()
    seed(server, partial(sessions.revoke_all, _user(server, tenant.administrator).id))
    expect(button(page, "Sign in")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text(ENDED)
    sign_in(page, tenant.administrator)
    expect(page).to_have_url(re.compile(f"/client-credentials/{client.id}\\?search=pump$"))
    expect(details(page).get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()


@PHONE
def test_what_was_typed_survives_the_end_of_the_session(
    administrator_page: Page, server: Server, tenant: Tenant
) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    select_row(page, "Pump historian")
    button(page, "Edit Client").click()
    textbox(dialog(page, "Edit Client"), "Description").fill("Reads the pumps of the north hall")
    seed(server, partial(sessions.revoke_all, _user(server, tenant.administrator).id))
    expect(button(page, "Sign in")).to_be_visible()
    sign_in(page, tenant.administrator)
    form = dialog(page, "Edit Client")
    expect(form).to_contain_text("Your earlier text was brought back.")
    expect(textbox(form, "Description")).to_have_value("Reads the pumps of the north hall")
    button(form, "Save").click()
    expect(details(page)).to_contain_text("Reads the pumps of the north hall")


def test_what_somebody_typed_is_not_offered_to_the_next_person(
    open_page: OpenPage, server: Server, tenant: Tenant
) -> None:
    page = open_page(server, person=tenant.administrator)
    tenant.add_client("Pump historian")
    select_row(page, "Pump historian")
    button(page, "Edit Client").click()
    textbox(dialog(page, "Edit Client"), "Description").fill("Only Elin's business")
    seed(server, partial(sessions.revoke_all, _user(server, tenant.administrator).id))
    expect(button(page, "Sign in")).to_be_visible()
    sign_in(page, tenant.colleague)
    expect(details(page).get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()
    page.wait_for_timeout(1000)
    expect_gone(page.get_by_role("dialog"))
    button(page, "Edit Client").click()
    expect(textbox(dialog(page, "Edit Client"), "Description")).to_have_value("")


@DESKTOP
def test_expired_session_lets_nothing_happen(administrator_page: Page, server: Server, tenant: Tenant) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    select_row(page, "Pump historian")

    async def wait_thirteen_hours() -> None:
        user = await User.get(email_key=tenant.administrator.email)
        then = await clock.now() - timedelta(hours=13)
        await Session.filter(user_id=user.id).update(seen_at=then)

    seed(server, wait_thirteen_hours)
    page.wait_for_timeout(1500)
    button(page, "Add Client").click()
    expect(button(page, "Sign in")).to_be_visible()
    expect(page).to_have_url(re.compile("next="))
    sign_in(page, tenant.administrator)
    expect(details(page).get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()


def test_sign_out_ends_the_session(administrator_page: Page) -> None:
    page = administrator_page
    _account(page)
    button(page, "Sign out").click()
    expect(button(page, "Sign in")).to_be_visible()
    page.go_back()
    page.goto("/security/clients")
    expect(button(page, "Sign in")).to_be_visible()


def test_signing_out_in_one_tab_signs_out_the_other(open_page: OpenPage, server: Server, tenant: Tenant) -> None:
    page = open_page(server, person=tenant.administrator)
    other = page.context.new_page()
    other.goto("/security/clients")
    wait_until_ready(other)
    _account(page)
    button(page, "Sign out").click()
    expect(button(other, "Sign in")).to_be_visible()


def test_changing_the_password_ends_the_other_sessions(open_page: OpenPage, server: Server, tenant: Tenant) -> None:
    person = tenant.administrator
    page, other = open_page(server), open_page(server)
    for each in (page, other):
        sign_in(each, person)
    _account(page)
    page.get_by_role("link", name="Change password").click()
    page.get_by_label("Current password", exact=True).fill("not-the-password-9")
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    button(page, "Save").click()
    expect(page.get_by_label("Current password", exact=True)).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("password1234")
    page.get_by_role("checkbox", name="Keep my applications signed in").check()
    button(page, "Save").click()
    expect(page.get_by_label("New password", exact=True)).to_have_accessible_description(re.compile("common"))
    expect(page.get_by_role("checkbox", name="Keep my applications signed in")).to_be_checked()
    page.get_by_label("Current password", exact=True).fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    button(page, "Save").click()
    expect(page.get_by_role("heading", name="Password changed")).to_be_visible()
    expect(page.get_by_text("Your applications stay signed in.")).to_be_visible()
    expect(button(other, "Sign in")).to_be_visible()
    page.get_by_role("link", name="Go to Clients").click()
    expect(page.get_by_role("combobox", name="Client Type")).to_be_visible()
    other.get_by_label("Email", exact=True).fill(person.email)
    other.get_by_label("Password", exact=True).fill(PASSWORD)
    button(other, "Sign in").click()
    expect(other.get_by_role("alert")).to_be_visible()
    sign_in(other, Person(person.email, NEW_PASSWORD))
    expect(other.get_by_role("combobox", name="Client Type")).to_be_visible()


@DESKTOP
@pytest.mark.parametrize(
    "wanted", ["//evil.example/x", "https://evil.example/", "/\\evil.example", "/%09/evil.example"]
)
def test_sign_in_never_leads_to_another_site(page: Page, server: Server, tenant: Tenant, wanted: str) -> None:
    page.goto(f"/login?next={wanted}")
    sign_in(page, tenant.administrator)
    assert page.url.startswith(f"{server.url}/")


@DESKTOP
def test_waits_grow_with_failures_and_say_so(page: Page, tenant: Tenant) -> None:
    person = tenant.administrator
    page.goto("/login")
    for _ in range(12):
        page.get_by_label("Email", exact=True).fill(person.email)
        page.get_by_label("Password", exact=True).fill("not-the-password-9")
        button(page, "Sign in").click()
        if re.search(r"\d+ seconds?", page.get_by_role("alert").inner_text()):
            break
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"\d+ seconds?"))


def test_first_run_link_works_once(open_page: OpenPage, own_server: Server) -> None:
    own_server.start()
    link = re.search(r"http://\S+/setup/\S+", own_server.log)
    assert link
    page = open_page(own_server)
    page.goto("/")
    expect(page.get_by_text("There is no account yet.")).to_be_visible()
    page.goto(link[0])
    for name, value in (("Tenant name", "Aurora Pumps"), ("Your name", "Elin Berg"), ("Email", "elin@example.com")):
        textbox(page, name).fill(value)
    page.get_by_label("Password", exact=True).fill("short")
    button(page, "Create and sign in").click()
    expect(page.get_by_label("Password", exact=True)).to_have_accessible_description(re.compile("12 characters"))
    expect(textbox(page, "Tenant name")).to_have_value("Aurora Pumps")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    button(page, "Create and sign in").click()
    wait_until_ready(page)
    expect(page.get_by_role("navigation", name="Main")).to_contain_text("Aurora Pumps")
    expect(button(page, "Add Client").first).to_be_visible()
    again = open_page(own_server)
    again.goto(link[0])
    expect(again.get_by_role("heading", name="This link is not good")).to_be_visible()
    expect_gone(button(again, "Create and sign in"))
    assert own_server.stop() == 0


@DESKTOP
def test_a_page_in_the_back_forward_cache_of_the_signed_out_shows_nothing(
    administrator_page: Page, tenant: Tenant
) -> None:
    page = administrator_page
    tenant.add_client("Pump historian")
    expect(row(page, "Pump historian")).to_be_visible()
    go_to(page, "Roles")
    _account(page)
    button(page, "Sign out").click()
    expect(button(page, "Sign in")).to_be_visible()
    page.go_back()
    expect(button(page, "Sign in")).to_be_visible()
    expect_gone(row(page, "Pump historian"))
