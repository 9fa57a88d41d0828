"""Audit events as sentences."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from components.activity.activity_list import day_words
from components.activity.activity_words import DONE, TRIED, Delta, deltas, sentence, whence
from models import AuditEvent
from models.actions import Action, Attempt

ELIN = UUID("5b0c1f4e-0000-4000-8000-000000000001")
AT = datetime(2026, 11, 23, 10, 16, tzinfo=UTC)


def event(action: str, target: str = "Historian replay", **values: Any) -> AuditEvent:
    given: dict[str, Any] = {
        "id": 7,
        "at": AT,
        "actor_kind": "user",
        "actor_id": ELIN,
        "actor_name": "Elin Berg",
        "surface": "console",
        "address": "10.20.1.8",
        "action": action,
        "target_kind": action.split(".", maxsplit=1)[0],
        "target_id": "x",
        "target_name": target,
        "before": {},
        "after": {},
        "search_text": "",
    }
    return AuditEvent(**{**given, **values})


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (event("client.added"), "Elin Berg added the client Historian replay"),
        (event("secret.removed", "Node B of Replay"), "Elin Berg removed the secret Node B of Replay"),
        (event("client.edited", after={"Enabled": "No"}), "Elin Berg disabled the client Historian replay"),
        (event("client.edited", after={"Tags": "north"}), "Elin Berg changed the tags of the client Historian replay"),
        (event("client.purged"), "Elin Berg deleted the removed client Historian replay for good"),
        (event("client.allowed"), "Elin Berg allowed the client Historian replay to act for them"),
        (event("client.denied"), "Elin Berg refused to let the client Historian replay act for them"),
        (event("client.disallowed"), "Elin Berg withdrew what the client Historian replay was allowed"),
        (event("user.password_changed", "Elin Berg", target_id=str(ELIN)), "Elin Berg chose a new password"),
        (event("user.password_changed", "Maya Chen"), "Elin Berg set a new password for Maya Chen"),
        (event("user.link_made", "Maya Chen"), "Elin Berg made a link for Maya Chen to choose a password"),
        (event("user.link_made", "Tove", after={"For": "invitation"}), "Elin Berg made an invitation link for Tove"),
        (
            event(
                "user.edited", "Maya", before={"Roles": "Tenant Member"}, after={"Roles": "Owner, Tenant Administrator"}
            ),
            "Elin Berg made Maya a Tenant Administrator",
        ),
        (
            event("client.added", after={"Roles": "Tenant Administrator, Tenant Member"}),
            "Elin Berg added the client Historian replay as a Tenant Administrator",
        ),
        (event("session.signed_in", "Elin Berg"), "Elin Berg signed in"),
        (
            event("session.refused", "An unknown email", actor_name="Somebody", actor_id=None),
            "Somebody was refused at sign-in as An unknown email",
        ),
    ],
)
def test_each_action_is_told_in_a_plain_sentence(told: AuditEvent, words: str) -> None:
    assert str(sentence(told)) == words


def test_every_action_and_every_attempt_has_a_sentence() -> None:
    assert set(Action) - set(DONE) == {Action.ACCESS_REFUSED}, "a sentence for each in components/activity"
    assert set(Attempt) == set(TRIED)


def test_an_action_nobody_thought_of_is_readable_all_the_same() -> None:
    assert str(sentence(event("signing_key.rotated", "K2"))) == "Elin Berg rotated the signing key K2"
    assert str(sentence(event("dance", "K2"))) == "Elin Berg did “dance” to K2"
    tried = event("access.refused", "key.take_out", after={"Action": "key.take_out"})
    assert str(sentence(tried)) == "Elin Berg tried to take out a key, which was refused"


def test_a_refusal_says_what_was_tried_and_on_which_page() -> None:
    tried = event("access.refused", "client.remove", after={"Action": "client.remove"}, target_id="")
    opened = event("access.refused", "page.open", after={"Action": "page.open"}, target_id="/security/users")
    assert str(sentence(tried)) == "Elin Berg tried to remove a client, which was refused"
    assert str(sentence(opened)) == "Elin Berg tried to open a page (/security/users), which was refused"
    assert deltas(tried, UTC) == []


def test_among_the_events_of_one_client_its_name_is_not_repeated() -> None:
    assert str(sentence(event("client.edited", "Replay"), "Replay")) == "Elin Berg changed the client"
    assert str(sentence(event("secret.added", "Node B of Replay"), "Replay")) == "Elin Berg added the secret Node B"
    assert str(sentence(event("client.allowed", "Replay"), "Replay")) == "Elin Berg allowed the client to act for them"


def test_values_are_told_before_and_after_with_times_in_the_readers_zone() -> None:
    told = event(
        "secret.edited",
        before={"Description": "", "Expiration Date": "2026-12-05 15:30 UTC", "Enabled": True},
        after={"Description": "", "Expiration Date": "Never Expires", "Token lifetime": 3600},
    )
    assert deltas(told, ZoneInfo("Europe/Oslo")) == [
        Delta("Expiration Date", "5 Dec 2026, 16:30", "Never Expires"),
        Delta("Enabled", "Yes", "–"),
        Delta("Token lifetime", "–", "3,600"),
    ]


def test_a_time_that_is_none_is_shown_as_it_is() -> None:
    told = event("secret.edited", before={"Description": "2026-99-99 99:99 UTC"})
    assert deltas(told, UTC) == [Delta("Description", "2026-99-99 99:99 UTC", "–")]


def test_where_from_names_the_surface_and_the_address_if_there_is_one() -> None:
    assert whence(event("client.added")) == "Console, from 10.20.1.8"
    assert whence(event("client.added", surface="command line", address="")) == "Command line"


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 11, 23), "Today"),
        (date(2026, 11, 22), "Yesterday"),
        (date(2026, 11, 20), "Friday 20 November"),
        (date(2026, 9, 14), "14 September"),
        (date(2025, 9, 14), "14 September 2025"),
    ],
)
def test_days_are_named_in_words_for_a_week(day: date, words: str) -> None:
    assert day_words(day, date(2026, 11, 23)) == words
