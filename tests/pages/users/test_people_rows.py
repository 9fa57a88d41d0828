"""What the pages of users, roles, removed clients and settings say, without a browser."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest

from components.settings.settings_form import SettingsValues
from models import BuiltInRole, Client, ClientType, Role
from pages.clients.removed import left_cell
from pages.clients.removed import row as removed_row
from pages.console.browser_values import read_id
from pages.roles import role_rows
from pages.settings.settings_page import faults, policy_of, read_days, spell
from pages.users import user_rows
from services.access.authors import LastChange
from services.clients.removed_clients import RemovedClient
from services.people.roles import RoleView
from services.people.user_views import UserState, UserView

NOW = datetime(2026, 11, 23, 11, 20, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")
ME = uuid4()
ADMINISTRATOR = Role(id=uuid4(), name="Tenant Administrator", role_type_id=BuiltInRole.TENANT_ADMINISTRATOR.value)
MEMBER = Role(id=uuid4(), name="Tenant Member", role_type_id=BuiltInRole.TENANT_MEMBER.value)
CUSTOM = Role(id=uuid4(), name="Network operations")


def user(*roles: Role, user_id: UUID | None = None, **values: Any) -> UserView:
    given: dict[str, Any] = {
        "email": "ben@example.com",
        "name": "Ben Lindqvist",
        "enabled": True,
        "state": UserState.ENABLED,
        "created_at": NOW,
        "signed_in_at": NOW - timedelta(hours=2),
        "version": 1,
    }
    return UserView(id=user_id or uuid4(), roles=roles, **{**given, **values})


def role(name: str, *, built_in: bool = False, users: int = 0, clients: int = 0, description: str = "") -> RoleView:
    return RoleView(uuid4(), name, description, built_in, None, users, clients, NOW, 1)


def test_a_row_of_users_says_when_they_signed_in_last_and_exactly_in_the_readers_zone() -> None:
    cells = user_rows.row(user(MEMBER), NOW, OSLO, ME).cells
    assert cells[3]["words"] == "2 hours ago"
    assert cells[3]["tip"] == "23 Nov 2026, 10:20 (Europe/Oslo)"
    assert user_rows.row(user(MEMBER, signed_in_at=None), NOW, OSLO, ME).cells[3]["words"] == "never"


def test_the_role_that_tells_most_stands_first() -> None:
    named = [role.name for role in user_rows.most_telling_first([CUSTOM, ADMINISTRATOR, MEMBER])]
    assert named == ["Tenant Administrator", "Network operations", "Tenant Member"]


def test_only_oneself_and_those_who_may_change_things_have_a_hue() -> None:
    assert user_rows.shown_hue(user(MEMBER), ME) == ""
    assert user_rows.shown_hue(user(MEMBER, user_id=ME), ME) == "me"
    assert user_rows.shown_hue(user(ADMINISTRATOR), ME) in ("w1", "w2")


@pytest.mark.parametrize("state", list(UserState))
def test_each_state_is_told_in_words_and_the_one_that_needs_a_hand_stands_out(state: UserState) -> None:
    cell = user_rows.state_cell(state)
    assert cell["words"] == state.value
    assert (cell["tone"] == "soon") == (state is UserState.LINK_EXPIRED)


def test_roles_to_choose_from_lock_tenant_member_and_warn_of_the_administrator() -> None:
    views = [
        RoleView(uuid4(), kind.label, "", True, kind.value, 0, 0, NOW, 1)
        for kind in (BuiltInRole.TENANT_ADMINISTRATOR, BuiltInRole.TENANT_MEMBER, BuiltInRole.TENANT_VIEWER)
    ]
    assert [(each.always, each.administers) for each in user_rows.choices(views)] == [
        (False, True),
        (True, False),
        (False, False),
    ]


def test_built_in_roles_come_first_whatever_is_searched() -> None:
    roles = [role("Auditor"), role("Lab", description="Reads results"), role("Tenant Viewer", built_in=True)]
    assert [each.name for each in role_rows.found(roles, "")] == ["Tenant Viewer", "Auditor", "Lab"]
    assert [each.name for each in role_rows.found(roles, "RESULTS")] == ["Lab"]
    assert role_rows.chips(role_rows.counts(roles)) == [
        ("all", "All", 3),
        ("built-in", "Built-in", 1),
        ("custom", "Custom", 2),
    ]
    assert [each.name for each in role_rows.of_kind(roles, "custom")] == ["Auditor", "Lab"]


@pytest.mark.parametrize(
    ("users", "clients", "words"),
    [
        (0, 0, "Nobody has this role."),
        (1, 0, "1 user loses it at once. Adding it again doesn't give it back to them."),
        (3, 6, "3 users and 6 clients lose it at once. Adding it again doesn't give it back to them."),
    ],
)
def test_the_question_before_removing_a_role_counts_who_loses_it(users: int, clients: int, words: str) -> None:
    assert role_rows.losses(role("Lab", users=users, clients=clients)) == [words]


def test_a_custom_role_says_who_changed_it_last_and_a_built_in_one_that_nobody_did() -> None:
    changed = replace(role("Lab"), changed=LastChange(ME, "Elin Berg", NOW - timedelta(minutes=4)))
    cell = role_rows.row(changed, NOW, OSLO, ME).cells[-1]
    assert (cell["words"], cell["by"], cell["hue"]) == ("4 min ago", "Elin Berg", "me")
    assert cell["tip"] == "23 Nov 2026, 12:16 (Europe/Oslo) by Elin Berg"
    assert role_rows.row(role("Tenant Member", built_in=True), NOW, OSLO, ME).cells[-1]["words"] == "–"


def test_a_removed_client_says_by_whom_when_and_how_long_it_can_be_restored() -> None:
    gone = Client(
        id=UUID("7c1e09b4-52d6-4f83-a1b9-3e6d57c84f20"),
        name="Old crew app",
        type=ClientType.AUTHORIZATION_CODE,
        removed_at=NOW - timedelta(seconds=20),
        removed_by_id=ME,
        removed_by_name="Elin Berg",
    )
    shown = removed_row(RemovedClient(gone, NOW + timedelta(days=30, seconds=-20), 2), NOW, OSLO, ME)
    assert shown.cells[1]["words"] == "7c1e…4f20"
    assert shown.cells[3]["words"] == "2 kept"
    assert (shown.cells[4]["words"], shown.cells[4]["by"], shown.cells[4]["hue"]) == (
        "20 seconds ago",
        "Elin Berg",
        "me",
    )
    assert shown.cells[5]["words"] == "30 days left"
    assert shown.cells[6]["name"] == "Restore Old crew app"


def test_the_last_week_before_a_removed_client_is_gone_stands_out() -> None:
    assert left_cell(timedelta(days=8))["tone"] == ""
    assert left_cell(timedelta(days=3)) == {**left_cell(timedelta(days=3)), "tone": "soon", "words": "3 days left"}


@pytest.mark.parametrize(("typed", "days"), [("730", 730), (" 1,000 ", 1000), ("7.5", None), ("-1", None), ("", None)])
def test_days_are_read_as_people_type_them(typed: str, days: int | None) -> None:
    assert read_days(typed) == days


def test_each_wrong_setting_is_named_with_what_was_typed() -> None:
    values = SettingsValues("  ", "abc", "", never_allowed=True)
    wrong = faults(values)
    assert set(wrong) == {"name", "longest_days", "default_days"}
    assert wrong["longest_days"] == "abc is not a number of days: write 1 to 3,650."
    assert wrong["default_days"].startswith("An empty field is not a number of days")


def test_settings_that_are_right_become_the_policy() -> None:
    values = SettingsValues("Northfield", "1,000", "90", never_allowed=False)
    assert faults(values) == {}
    policy = policy_of(values)
    assert (policy.longest_days, policy.default_days, policy.never_allowed) == (1000, 90, False)


def test_whole_years_are_spelt_out() -> None:
    assert spell("730") == "That is 2 years."
    assert spell("90") == spell("abc") == ""


@pytest.mark.parametrize("text", ["", "x", "<script>", "7c1e09b4", "\x00"])
def test_an_id_that_is_none_selects_nobody(text: str) -> None:
    assert read_id(text) is None
