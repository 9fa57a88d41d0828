"""Signing in and out, at both widths."""

from uuid import uuid4

from playwright.sync_api import Page, expect

from tests.e2e.axe import check_accessibility
from tests.e2e.people import Person, sign_in
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE


def test_administrator_signs_in_and_finds_the_clients(page: Page, tenant: Tenant) -> None:
    page.goto("/")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    check_accessibility(page)
    sign_in(page, tenant.administrator)
    expect(page.get_by_role("combobox", name="Client Type")).to_be_visible()


@DESKTOP
def test_sign_in_leads_to_the_link_that_was_asked_for(page: Page, tenant: Tenant) -> None:
    page.goto("/security/users")
    sign_in(page, tenant.administrator)
    expect(page).to_have_url("/security/users")


@PHONE
def test_wrong_password_is_refused_and_says_nothing_about_the_account(page: Page, tenant: Tenant) -> None:
    page.goto("/login")
    sentences = []
    for person in (Person(tenant.member.email, "not-the-password-9"), Person(f"nobody-{uuid4()}@example.com")):
        page.get_by_label("Email", exact=True).fill(person.email)
        page.get_by_label("Password", exact=True).fill(person.password)
        page.get_by_role("button", name="Sign in", exact=True).click()
        sentences.append(page.get_by_role("alert").inner_text())
    assert sentences[0] == sentences[1]
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
