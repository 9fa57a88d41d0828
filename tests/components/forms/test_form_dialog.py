import pytest
from nicegui.client import Client

from components.clients.client_form import ClientParts, RoleChoice, build_client_form
from components.forms.drafts import Draft
from components.forms.expiration_field import NEVER, ExpirationRules
from components.forms.form_dialog import FormDialog, changes_words
from components.forms.form_entries import Value
from components.secrets.secret_form import SecretParts, build_secret_form
from errors import NotFound, RuleViolation

VALUES: dict[str, Value] = {
    "name": "Leak patrol",
    "description": "",
    "enabled": True,
    "access_token_lifetime": "3600",
    "tags": ("mobile",),
    "role_ids": ("member",),
    "redirect_uris": ("https://a.example/cb", "http://plant.example/cb"),
    "client_uri": "",
}
ROLES = (
    RoleChoice("member", "Tenant Member", locked=True),
    RoleChoice("admin", "Tenant Administrator", powerful=True),
)


@pytest.fixture
def form(browser: Client) -> FormDialog:
    labels = {name: name.replace("_", " ").capitalize() for name in VALUES}
    with browser:
        made = FormDialog("Edit Client", "Leak patrol", action="Save", tells=True)
        with made:
            build_client_form(made, ClientParts(tuple(VALUES), labels, VALUES, ROLES), lambda: None)
            with made.part("First secret"):
                build_secret_form(made, SecretParts(RULES, "2027-01-01 00:00", "2027-01-01 00:00"), "secret.")
        made.start()
    return made


RULES = ExpirationRules({"30 days": "2026-12-23 11:20", "1 year": "2027-11-23 11:20"}, lambda text: f"about {text}")


def _typed(form: FormDialog, name: str, value: Value) -> None:
    """As if a person had typed it."""
    entry = form.entries[name]
    entry._put(value)


def _changed(form: FormDialog) -> list[str]:
    return [entry.name for entry in form.changed()]


def test_a_form_as_it_was_read_has_no_changes(form: FormDialog) -> None:
    assert _changed(form) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "Leak patrol 2"),
        ("enabled", False),
        ("tags", ("mobile", "north")),
        ("role_ids", ("member", "admin")),
        ("redirect_uris", ("https://a.example/cb",)),
        ("secret.expires_at", NEVER),
    ],
)
def test_every_kind_of_field_tells_that_it_was_changed(form: FormDialog, name: str, value: Value) -> None:
    _typed(form, name, value)
    assert _changed(form) == [name]
    assert form.values()[name] == value or set(form.values()[name]) == set(value)  # type: ignore[arg-type]


def test_text_left_in_a_list_without_enter_counts(form: FormDialog) -> None:
    form.entries["tags"].field.input.set_value("north, wall")  # type: ignore[attr-defined]
    assert form.values()["tags"] == ("mobile", "north", "wall")
    assert _changed(form) == ["tags"]


def test_spaces_around_a_text_are_no_change(form: FormDialog) -> None:
    _typed(form, "name", " Leak patrol ")
    assert _changed(form) == []


def test_the_role_of_every_client_can_not_be_taken_away(form: FormDialog) -> None:
    _typed(form, "role_ids", ("admin",))
    assert form.values()["role_ids"] == ("admin", "member")


def test_each_error_stands_at_its_field_and_the_rest_on_top(form: FormDialog) -> None:
    form.show_errors(
        {"name": "Name is empty.", "redirect_uris.1": "http://plant.example/cb is not https.", "client": "Too many."}
    )
    assert _said(form.entries["name"].frame) == ["Name is empty."]
    assert "http://plant.example/cb is not https." in _said(form.entries["redirect_uris"].frame)
    assert _said(form.notes) == ["Too many."]
    assert _said(form.entries["tags"].frame) == []
    assert form.state.text == "2 fields have an error"


def test_typing_takes_the_field_s_own_error_away_and_no_other(form: FormDialog) -> None:
    form.show_errors({"name": "Name is empty.", "access_token_lifetime": "7x is not a whole number."})
    _typed(form, "name", "Leak patrol 2")
    assert _said(form.entries["name"].frame) == []
    assert _said(form.entries["access_token_lifetime"].frame) == ["7x is not a whole number."]
    assert form.state.text == "1 field has an error"


@pytest.mark.parametrize("error", [RuleViolation({"name": "Name is empty."}), NotFound("There is no such client.")])
async def test_a_refused_form_stays_open_with_everything_typed(form: FormDialog, error: Exception) -> None:
    async def refuse() -> None:
        raise error

    form.open()
    form.submit = refuse
    _typed(form, "description", "Mine")
    await form._press()
    assert form.root.value is True
    assert form.values()["description"] == "Mine"
    assert str(error) in [*_said(form.notes), *_said(form.entries["name"].frame)]


async def test_a_second_press_that_was_on_its_way_saves_nothing_again(form: FormDialog) -> None:
    saved: list[str] = []

    async def save() -> None:
        saved.append("once")
        form.finish(None)

    form.open()
    form.submit = save
    await form.command.press()
    await form.command.press()
    assert saved == ["once"]


async def test_an_unchanged_form_closes_at_once_and_a_changed_one_asks(form: FormDialog, browser: Client) -> None:
    form.open()
    await form.leave()
    assert form.root.value is False


def test_a_draft_lays_over_what_was_changed_and_keeps_the_base_it_was_typed_on(form: FormDialog) -> None:
    kept = {"name": "Mine", "tags": ["mobile"], "role_ids": ["Tenant Member", "Tenant Administrator"], "enabled": 5}
    base = {"name": "Before", "tags": ["old"], "role_ids": ["Tenant Member"], "enabled": True, "gone": 1}
    form.start("", Draft(kept, base))
    assert form.values()["name"] == "Mine"
    assert form.base["name"] == "Before", "or a colleague's change since would be overwritten unseen"
    assert set(form.values()["role_ids"]) == {"member", "admin"}  # type: ignore[arg-type]
    assert form.values()["enabled"] is True, "a flag that is no flag is left out"
    assert "Your earlier text was brought back." in _said(form.notes)


def test_what_the_browser_compares_with_is_what_it_reads_from_the_page(form: FormDialog) -> None:
    kept = form.kept_base()
    assert kept["role_ids"] == ["Tenant Member"]
    assert kept["redirect_uris"] == list(VALUES["redirect_uris"])  # type: ignore[arg-type]
    assert kept["enabled"] is True
    assert kept["secret.expires_at"] == "2027-01-01 00:00"


def test_never_expires_keeps_the_date_for_when_it_is_unticked(form: FormDialog) -> None:
    _typed(form, "secret.expires_at", "2027-05-05 05:05")
    field = form.entries["secret.expires_at"].field  # type: ignore[attr-defined]
    field.never.set_value(True)
    assert form.values()["secret.expires_at"] == NEVER
    assert not field.date.input.enabled
    field.never.set_value(False)
    assert form.values()["secret.expires_at"] == "2027-05-05 05:05"


def test_a_preset_fills_the_date_and_typing_turns_to_custom(form: FormDialog) -> None:
    field = form.entries["secret.expires_at"].field  # type: ignore[attr-defined]
    field._press("2026-12-23 11:20")
    assert field.value == "2026-12-23 11:20"
    assert field.seg.value == "2026-12-23 11:20"
    field.date.input.set_value("2026-12-24")
    assert field.seg.value == "custom"


def test_never_is_disabled_with_the_reason_where_the_tenant_forbids_it(browser: Client) -> None:
    rules = ExpirationRules({}, str, never_allowed=False)
    with browser:
        made = FormDialog("Add Secret", "", action="Add")
        with made:
            build_secret_form(made, SecretParts(rules, "2027-01-01 00:00", "2027-01-01 00:00"))
    field = made.entries["expires_at"].field  # type: ignore[attr-defined]
    assert not field.never.enabled
    assert "This tenant does not allow secrets that never expire." in _said(field)


@pytest.mark.parametrize(
    ("labels", "words"),
    [([], ""), (["Name"], "You changed Name"), (["Name", "Tags"], "You changed Name and Tags"),
     (["A", "B", "C"], "You changed 3 fields")],
)  # fmt: skip
def test_the_footer_names_what_changed(labels: list[str], words: str) -> None:
    assert changes_words(labels) == words


def _said(element: object) -> list[str]:
    """The sentences inside an element that are notes or errors: texts with a full stop."""
    texts = [getattr(each, "text", "") for each in element.descendants()]  # type: ignore[attr-defined]
    return [words for words in texts if isinstance(words, str) and words.endswith(".") and words not in HELPS]


HELPS = ("Name the machine or job that will use it.", "A secret without an end works until somebody removes it.",
         "What the client may do with the token. Every client is a Tenant Member.")  # fmt: skip
