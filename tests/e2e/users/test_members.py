"""A Tenant Member tries everything: what isn't shown, what is refused and recorded, and roles that change meanwhile."""

import re
from functools import partial
from typing import Any

from playwright.sync_api import Page, expect

from models import BuiltInRole, ClientType, Role, User
from services.access.actors import operator
from services.people import users
from services.people.user_views import UserFields
from services.secrets.secrets import SecretFields
from tests.e2e.conftest import OpenPage
from tests.e2e.console import button, details, expect_gone, row, select_row
from tests.e2e.people import Person, wait_until_ready
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant, seed
from tests.e2e.widths import DESKTOP, PHONE

COMMANDS = ("Add Client", "Edit Client", "Remove Client", "Add Secret", "Edit Secret", "Remove Secret", "Restore")


def _give_role(server: Server, tenant: Tenant, person: Person, role: BuiltInRole) -> None:
    """What Edit User does, by the operator."""

    async def work() -> None:
        user = await User.get(email_key=person.email)
        base = (await users.get(operator(tenant.id), user.id)).fields
        wanted = [(await Role.get(tenant_id=tenant.id, role_type_id=each.value)).id for each in {role, MEMBER}]
        await users.edit(operator(tenant.id), user.id, base=base, wanted=UserFields(base.name, tuple(wanted)))

    seed(server, work)


MEMBER = BuiltInRole.TENANT_MEMBER


def _refusals(page: Page, *words: str) -> None:
    """The administrator's page Activity tells of these refusals."""
    page.goto("/activity?q=refused")
    for each in words:
        expect(page.get_by_role("region", name="Activity")).to_contain_text(each)


def test_member_sees_clients_without_secrets_and_no_commands(member_page: Page, tenant: Tenant) -> None:
    page = member_page
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    select_row(page, "Pump historian")
    expect(details(page)).to_contain_text("3600 seconds")
    expect_gone(page.get_by_role("columnheader", name="Secrets"))
    expect_gone(page.get_by_role("radio"))
    for name in COMMANDS:
        expect_gone(page.get_by_role("button", name=name))
    expect_gone(page.get_by_role("link", name="Recently removed"))
    expect_gone(page.get_by_role("tab", name="Activity"))
    for words in ("Historian node A", "kl_", "1 active"):
        assert words not in page.content()


@PHONE
def test_member_is_told_why_and_has_no_filters_by_secrets(member_page: Page, tenant: Tenant) -> None:
    page = member_page
    tenant.add_client("Pump historian")
    expect(row(page, "Pump historian")).to_be_visible()
    words = page.get_by_text("Changing clients and seeing secrets takes a Tenant Administrator.")
    expect(words.filter(visible=True)).to_have_count(1)
    chips = page.get_by_role("group", name="Filter").get_by_role("button")
    expect(chips).to_have_text([re.compile("^All"), re.compile("^Enabled"), re.compile("^Disabled")])
    page.goto("/security/clients/client-credentials?state=expired")
    expect(row(page, "Pump historian")).to_be_visible()


@DESKTOP
def test_member_has_no_users_and_no_activity(member_page: Page) -> None:
    page = member_page
    for name in ("Users", "Activity"):
        expect_gone(page.get_by_role("navigation", name="Main").get_by_role("link", name=name, exact=True))


def test_addresses_of_administrators_are_refused_and_recorded(
    open_page: OpenPage, server: Server, tenant: Tenant
) -> None:
    page = open_page(server, person=tenant.member)
    for path in ("/security/users", "/activity", "/activity/1", "/security/removed-clients"):
        answer = page.goto(path)
        assert answer
        assert answer.status == 403, path
        expect(page.get_by_text("Only a Tenant Administrator may see this page.")).to_be_visible()
    _refusals(open_page(server, person=tenant.administrator), "Noor Berg tried to open a page")


def test_pages_that_members_may_read_let_them_change_nothing(
    open_page: OpenPage, server: Server, tenant: Tenant
) -> None:
    page = open_page(server, person=tenant.member)
    for path in ("/security/roles", "/settings"):
        page.goto(path)
        wait_until_ready(page)
        expect(page.get_by_role("main")).to_be_visible()
        for name in ("Add Role", "Edit Role", "Remove Role", "Save"):
            expect_gone(button(page, name))


FORGE = """([page, id, listener_id, args]) =>
  window.socket.emit("event",
    {client_id: page ?? window.clientId, id, listener_id, args: args.map((each) => JSON.stringify(each))})"""
LISTENERS = (
    """([id, type]) => mounted_app.elements[id].events.filter((each) => each.type === type).map((e) => e.listener_id)"""
)


def _listener(page: Page, element: str | None, event: str) -> tuple[int, str]:
    """The number of an element and of what listens to an event of it, as the page's own script knows them."""
    assert element
    number = int(element.removeprefix("c"))
    found = page.evaluate(LISTENERS, [number, event])
    assert found, (element, event)
    return number, found[0]


def _forge(page: Page, other: str | None, element: int, listener: str, *args: Any) -> None:
    page.evaluate(FORGE, [other, element, listener, list(args)])
    page.wait_for_timeout(800)


def test_event_forged_for_an_administrators_page_does_nothing(
    open_page: OpenPage, server: Server, tenant: Tenant
) -> None:
    tenant.add_client("Pump historian")
    administrator = open_page(server, person=tenant.administrator)
    member = open_page(server, person=tenant.member)
    element, listener = _listener(administrator, button(administrator, "Add Client").get_attribute("id"), "click")
    theirs = administrator.evaluate("window.clientId")
    _forge(member, theirs, element, listener)
    expect_gone(administrator.get_by_role("dialog"))
    expect(row(member, "Pump historian")).to_be_visible()
    _forge(administrator, theirs, element, listener)  # the same from its own socket works: the forgery was a good one
    expect(administrator.get_by_role("dialog", name="Add Client")).to_be_visible()
    _refusals(administrator, "Noor Berg tried to act on somebody else's page")


def test_event_forged_on_a_members_own_page_is_refused_and_recorded(
    open_page: OpenPage, server: Server, tenant: Tenant
) -> None:
    tenant.add_client("Pump historian")
    member = open_page(server, person=tenant.member)
    expect(row(member, "Pump historian")).to_be_visible()
    element, listener = _listener(member, member.get_by_role("table").get_attribute("id"), "sort")
    _forge(member, None, element, listener, "secrets")
    expect(row(member, "Pump historian")).to_be_visible()
    assert "1 active" not in member.content()
    _refusals(open_page(server, person=tenant.administrator), "Noor Berg tried to list clients by their secrets")


def test_losing_the_role_takes_the_controls_from_an_open_page(
    open_page: OpenPage, server: Server, tenant: Tenant
) -> None:
    tenant.add_client("Pump historian", secret=SecretFields("Historian node A"))
    _ = tenant.administrator
    page = open_page(server, person=tenant.colleague)
    select_row(page, "Pump historian")
    expect(button(page, "Add Secret")).to_be_visible()
    _give_role(server, tenant, tenant.colleague, BuiltInRole.TENANT_VIEWER)
    expect_gone(button(page, "Add Client"))
    expect(details(page).get_by_role("heading", name="Pump historian", exact=True)).to_be_visible()
    for name in COMMANDS:
        expect_gone(page.get_by_role("button", name=name))
    expect_gone(page.get_by_role("radio"))
    page.goto("/security/users")
    expect(page.get_by_text("Only a Tenant Administrator may see this page.")).to_be_visible()


def test_getting_the_role_brings_the_controls(open_page: OpenPage, server: Server, tenant: Tenant) -> None:
    tenant.add_client("Pump historian")
    page = open_page(server, person=tenant.member)
    expect(row(page, "Pump historian")).to_be_visible()
    _give_role(server, tenant, tenant.member, BuiltInRole.TENANT_ADMINISTRATOR)
    expect(button(page, "Add Client")).to_be_visible()
    expect(page.get_by_role("columnheader", name="Secrets")).to_be_visible()


def test_a_disabled_person_is_signed_out_of_open_pages(open_page: OpenPage, server: Server, tenant: Tenant) -> None:
    page = open_page(server, person=tenant.member)

    async def find() -> User:
        return await User.get(email_key=tenant.member.email)

    user = seed(server, find)
    seed(server, partial(users.set_enabled, operator(tenant.id), user.id, False))
    expect(button(page, "Sign in")).to_be_visible()
    page.goto("/security/clients")
    expect(button(page, "Sign in")).to_be_visible()


@DESKTOP
def test_client_of_another_type_is_read_by_members_too(member_page: Page, tenant: Tenant) -> None:
    tenant.add_client("Portal", ClientType.AUTHORIZATION_CODE, redirect_uris=("https://plant.example/cb",))
    member_page.goto("/security/clients/authorization-code")
    select_row(member_page, "Portal")
    expect(details(member_page)).to_contain_text("https://plant.example/cb")
