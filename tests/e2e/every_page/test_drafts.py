"""What was typed and not yet saved is there again after the page was loaded anew, in every form; no password ever."""

from playwright.sync_api import Page, expect

from tests.e2e.console import button, checkbox, dialog, expect_gone, go_to, reload, row, select_row, textbox
from tests.e2e.tenants import Tenant
from tests.e2e.widths import DESKTOP

BACK = "Your earlier text was brought back."


@DESKTOP
def test_text_of_a_new_user_comes_back(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    go_to(page, "Users")
    button(page, "Add User").click()
    form = dialog(page, "Add User")
    textbox(form, "Email").fill(f"tove.{tenant.number}@example.com")
    textbox(form, "Name").fill("Tove Strand")
    reload(page)
    form = dialog(page, "Add User")
    expect(form).to_contain_text(BACK)
    expect(textbox(form, "Name")).to_have_value("Tove Strand")
    button(form, "Add").click()
    button(dialog(page, "User added"), "Close").click()
    expect(row(page, "Tove Strand")).to_be_visible()
    reload(page)
    expect_gone(page.get_by_role("dialog"))


@DESKTOP
def test_text_of_an_edited_user_comes_back_or_is_thrown_away(administrator_page: Page, tenant: Tenant) -> None:
    page, _ = administrator_page, tenant.member
    go_to(page, "Users")
    select_row(page, "Noor Berg")
    button(page, "Edit User").click()
    textbox(dialog(page, "Edit User"), "Name").fill("Noor Osei")
    reload(page)
    form = dialog(page, "Edit User")
    expect(textbox(form, "Name")).to_have_value("Noor Osei")
    button(form, "Start over").click()
    expect(page.get_by_text(BACK)).to_have_count(0)  # the old dialog has faded
    expect(textbox(dialog(page, "Edit User"), "Name")).to_have_value("Noor Berg")


@DESKTOP
def test_text_of_a_role_comes_back(administrator_page: Page) -> None:
    page = administrator_page
    go_to(page, "Roles")
    button(page, "Add Role").click()
    textbox(dialog(page, "Add Role"), "Description").fill("Reads and files results")
    reload(page)
    form = dialog(page, "Add Role")
    expect(textbox(form, "Description")).to_have_value("Reads and files results")
    textbox(form, "Name").fill("Lab")
    button(form, "Add").click()
    expect(row(page, "Lab")).to_be_visible()


@DESKTOP
def test_text_of_an_open_dialog_opens_no_second_one(administrator_page: Page, tenant: Tenant) -> None:
    page = administrator_page
    go_to(page, "Roles")
    button(page, "Add Role").click()
    textbox(dialog(page, "Add Role"), "Name").fill("Lab")
    left = "Object.keys(sessionStorage).filter((key) => key.startsWith('kl-draft:')).map((key) => key.slice(9))"
    scope = page.evaluate(f"{left}[0]").partition("/")[0]
    assert page.evaluate("(scope) => keylodge.drafts.pending(scope)", scope) == []


@DESKTOP
def test_text_of_the_settings_comes_back_until_it_is_saved_or_thrown_away(administrator_page: Page) -> None:
    page = administrator_page
    go_to(page, "Settings")
    name = textbox(page, "Name")
    was = name.input_value()
    expect(page.locator("[data-draft]")).to_be_attached()  # from here on it is kept
    name.fill("Plant of the north")
    checkbox(page, "Never Expires allowed").uncheck()
    reload(page)
    expect(page.get_by_text(BACK)).to_be_visible()
    expect(name).to_have_value("Plant of the north")
    expect(checkbox(page, "Never Expires allowed")).not_to_be_checked()
    button(page, "Start over").click()
    expect(name).to_have_value(was)
    expect(checkbox(page, "Never Expires allowed")).to_be_checked()
    name.fill("Plant of the south")
    reload(page)
    expect(name).to_have_value("Plant of the south")
    button(page, "Save").click()
    expect(page.get_by_text("Saved the settings.")).to_be_visible()
    expect(page.get_by_text(BACK)).to_have_count(0)
    reload(page)
    expect(page.locator("[data-draft]")).to_be_attached()
    expect(page.get_by_text(BACK)).to_have_count(0)
    expect(name).to_have_value("Plant of the south")
