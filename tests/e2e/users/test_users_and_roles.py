"""Users and roles: an invitation, a lost password, being kept out, the last administrator, two who edit at once."""

from playwright.sync_api import Page, expect

from tests.e2e.conftest import OpenPage
from tests.e2e.console import (
    add_choice,
    button,
    details,
    dialog,
    expect_error,
    expect_gone,
    go_to,
    question,
    row,
    select_row,
    textbox,
)
from tests.e2e.people import ADMINISTRATOR, PASSWORD, enter
from tests.e2e.server import Server
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP, PHONE

USERS = "/security/users"
ROLES = "/security/roles"


def _close_link(page: Page, title: str, name: str) -> str:
    shown = dialog(page, title)
    link = textbox(shown, f"Link for {name}")
    expect(link).not_to_have_value("")
    address = link.input_value()
    button(shown, "Close").click()
    expect_gone(shown)
    return address


def _choose_password(page: Page, address: str, password: str) -> None:
    page.goto(address)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button").last.click()
    page.wait_for_url("**/security/clients**")


@PHONE
def test_a_new_user_chooses_a_password_by_a_link_that_is_good_once(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    page = administrator_page
    go_to(page, "Users")
    button(page, "Add User").click()
    form = dialog(page, "Add User")
    button(form, "Add").click()
    expect_error(textbox(form, "Email"), "An email is missing")
    expect_error(textbox(form, "Name"), "A name is missing")
    textbox(form, "Email").fill(f"tove.{tenant.number}@example.com")
    textbox(form, "Name").fill("Tove Strand")
    button(form, "Add").click()
    address = _close_link(page, "User added", "Tove Strand")
    expect(details(page)).to_contain_text("Invited")
    assert address.split("/link/")[1] not in page.content()

    theirs = open_page(server)
    _choose_password(theirs, address, PASSWORD)
    expect(details(page)).to_contain_text("Enabled")
    again = open_page(server)
    again.goto(address)
    expect(again.get_by_text("used already, or is too old")).to_be_visible()


@DESKTOP
def test_somebody_who_lost_their_password_gets_a_link_for_a_new_one(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    page = administrator_page
    theirs = open_page(server)
    enter(theirs, tenant.member)
    go_to(page, "Users")
    select_row(page, "Noor Berg")
    button(page, "New password link").click()
    address = _close_link(page, "New password link", "Noor Berg")
    fresh = open_page(server)
    _choose_password(fresh, address, "nine-quiet-herons-land-8")
    theirs.wait_for_url("**/login**")


@DESKTOP
def test_a_disabled_user_is_out_at_once_and_can_be_enabled_again(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    page = administrator_page
    theirs = open_page(server)
    enter(theirs, tenant.member)
    go_to(page, "Users")
    select_row(page, "Noor Berg")
    button(page, "Disable User").click()
    asked = question(page, "Disable Noor Berg?")
    expect(asked).to_contain_text("signed out everywhere at once")
    button(asked, "Disable").click()
    theirs.wait_for_url("**/login**", timeout=3000)
    expect(details(page)).to_contain_text("Disabled")
    button(page, "Enable User").click()
    expect(details(page)).to_contain_text("Enabled")


@PHONE
def test_a_removed_user_is_gone_from_the_list(administrator_page: Page, tenant: Tenant) -> None:
    page, _ = administrator_page, tenant.member
    go_to(page, "Users")
    select_row(page, "Noor Berg")
    button(page, "Remove User").click()
    asked = question(page, "Remove Noor Berg?")
    button(asked, "Cancel").click()
    expect(details(page)).to_be_visible()
    button(page, "Remove User").click()
    button(question(page, "Remove Noor Berg?"), "Remove").click()
    expect_gone(details(page))
    expect_gone(row(page, "Noor Berg"))


@DESKTOP
def test_the_last_administrator_stays_one(administrator_page: Page) -> None:
    page = administrator_page
    go_to(page, "Users")
    page.get_by_role("row").filter(has_text="elin.").click()
    words = "is the last Tenant Administrator who can sign in"
    for command, title in (("Disable User", "Disable"), ("Remove User", "Remove")):
        button(page, command).click()
        button(question(page, f"{title} Elin Berg?"), title).click()
        expect(page.get_by_role("status").filter(has_text=words).last).to_be_visible()
    button(page, "Edit User").click()
    form = dialog(page, "Edit User")
    button(form, f"Remove {ADMINISTRATOR}").click()
    button(form, "Save").click()
    expect_error(form.get_by_role("combobox", name="Roles"), words)


def both_edit_noor(mine: Page, theirs: Page, tenant: Tenant) -> tuple[Page, Page]:
    """The administrator's page and a colleague's, each with Edit User open on one member."""
    assert tenant.member.email, "Noor Berg is made where she is asked for"
    enter(theirs, tenant.colleague)
    for page in (mine, theirs):
        go_to(page, "Users")
        select_row(page, "Noor Berg")
        button(page, "Edit User").click()
    return mine, theirs


@DESKTOP
def test_two_who_edit_one_user_are_told_of_each_other(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    mine, theirs = both_edit_noor(administrator_page, open_page(server), tenant)
    textbox(dialog(theirs, "Edit User"), "Name").fill("Noor Lindqvist")
    button(dialog(theirs, "Edit User"), "Save").click()
    form = dialog(mine, "Edit User")
    expect(form).to_contain_text("Maya Berg saved this user")
    expect(textbox(form, "Name")).to_have_value("Noor Lindqvist")
    textbox(form, "Name").fill("Noor Osei")
    button(form, "Save").click()
    expect(row(theirs, "Noor Osei")).to_be_visible()


@DESKTOP
def test_two_who_change_one_name_are_shown_both_and_asked(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    mine, theirs = both_edit_noor(administrator_page, open_page(server), tenant)
    form = dialog(mine, "Edit User")
    textbox(form, "Name").fill("Noor Osei")
    textbox(dialog(theirs, "Edit User"), "Name").fill("Noor Lindqvist")
    button(dialog(theirs, "Edit User"), "Save").click()
    expect(form).to_contain_text("You both changed Name")
    button(form, "Save").click()
    asked = dialog(mine, "Two edits of the same user")
    expect(asked).to_contain_text("was Noor Berg")
    asked.get_by_role("radio", name="Maya Berg's: Noor Lindqvist").check()
    button(asked, "Save").click()
    expect_gone(form)
    expect(row(mine, "Noor Lindqvist")).to_be_visible()


@DESKTOP
def test_a_dialog_on_a_role_that_was_removed_says_so(
    administrator_page: Page, tenant: Tenant, open_page: OpenPage, server: Server
) -> None:
    mine, theirs = administrator_page, open_page(server)
    enter(theirs, tenant.colleague)
    go_to(mine, "Roles")
    button(mine, "Add Role").click()
    textbox(dialog(mine, "Add Role"), "Name").fill("Lab")
    button(dialog(mine, "Add Role"), "Add").click()
    expect(details(mine)).to_be_visible()
    button(mine, "Edit Role").click()
    go_to(theirs, "Roles")
    select_row(theirs, "Lab")
    button(theirs, "Remove Role").click()
    button(question(theirs, "Remove Lab?"), "Remove").click()
    form = dialog(mine, "Edit Role")
    expect(form).to_contain_text("This role was removed meanwhile")
    expect(button(form, "Save")).to_be_disabled()


@DESKTOP
def test_a_changed_form_asks_before_it_is_left(administrator_page: Page) -> None:
    page = administrator_page
    go_to(page, "Users")
    button(page, "Add User").click()
    form = dialog(page, "Add User")
    textbox(form, "Name").fill("Tove")
    expect(textbox(form, "Name")).to_have_value("Tove")
    button(form, "Cancel").click()
    button(question(page, "Discard changes?"), "Keep editing").click()
    expect_gone(page.get_by_role("alertdialog"))
    expect(textbox(form, "Name")).to_have_value("Tove")
    textbox(form, "Name").press("Escape")
    button(question(page, "Discard changes?"), "Discard").click()
    expect_gone(form)


@DESKTOP
def test_people_are_searched_and_narrowed_to_a_group(administrator_page: Page, tenant: Tenant) -> None:
    page, _ = administrator_page, (tenant.member, tenant.colleague)
    go_to(page, "Users")
    groups = page.get_by_role("group", name="Filter")
    groups.get_by_role("button", name="Administrators 2").click()
    expect_gone(row(page, "Noor Berg"))
    groups.get_by_role("button", name="All 3").click()
    page.get_by_role("searchbox", name="Search users").fill("NOOR")
    expect(row(page, "Noor Berg")).to_be_visible()
    expect_gone(row(page, "Maya Berg"))
    page.get_by_role("searchbox", name="Search users").fill("nobody")
    expect(page.get_by_text("No user matches “nobody”.")).to_be_visible()
    button(page, "Clear search").click()
    expect(row(page, "Maya Berg")).to_be_visible()


@PHONE
def test_a_custom_role_is_added_given_renamed_and_removed(administrator_page: Page, tenant: Tenant) -> None:
    page, _ = administrator_page, tenant.member
    go_to(page, "Roles")
    button(page, "Add Role").click()
    form = dialog(page, "Add Role")
    textbox(form, "Name").fill("tenant member")
    button(form, "Add").click()
    expect_error(textbox(form, "Name"), "There is a role tenant member already")
    textbox(form, "Name").fill("Lab")
    button(form, "Add").click()
    expect(details(page)).to_contain_text("0 users")
    page.goto(USERS)
    select_row(page, "Noor Berg")
    button(page, "Edit User").click()
    form = dialog(page, "Edit User")
    add_choice(form, "Roles", "Lab")
    page.keyboard.press("Escape")
    button(form, "Save").click()
    expect(details(page)).to_contain_text("Lab")
    page.goto(ROLES)
    region = select_row(page, "Lab")
    expect(region.get_by_role("link", name="Noor Berg")).to_be_visible()
    button(page, "Edit Role").click()
    textbox(dialog(page, "Edit Role"), "Name").fill("Laboratory")
    button(dialog(page, "Edit Role"), "Save").click()
    expect(region.get_by_role("heading", name="Laboratory")).to_be_visible()
    button(page, "Remove Role").click()
    asked = question(page, "Remove Laboratory?")
    expect(asked).to_contain_text("1 user loses it at once")
    button(asked, "Remove").click()
    expect_gone(region)


@DESKTOP
def test_a_member_reads_roles_without_commands_and_without_names(member_page: Page, tenant: Tenant) -> None:
    page, _ = member_page, tenant.administrator
    go_to(page, "Roles")
    expect(page.get_by_text("Changing roles takes a Tenant Administrator.").locator("visible=true")).to_be_visible()
    region = select_row(page, ADMINISTRATOR)
    expect(region).to_contain_text("1 user")
    expect_gone(region.get_by_text("Elin Berg"))
    for command in ("Add Role", "Edit Role", "Remove Role"):
        expect(button(page, command)).to_have_count(0)
    assert page.goto(USERS).status == 403  # type: ignore[union-attr]
