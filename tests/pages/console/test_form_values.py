from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from components.forms.expiration_field import NEVER
from errors import RuleViolation
from pages.console.form_values import Moments, client_fields, form_value
from services.clients.client_fields import ClientFields
from services.secrets.expirations import SecretPolicy

NOW = datetime(2026, 11, 23, 10, 20, 33, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


def _moments(longest: int = 730, default: int = 365) -> Moments:
    return Moments(SecretPolicy(longest, default, never_allowed=True), NOW, OSLO)


def test_a_new_secret_s_date_is_filled_with_the_policy_s_default_in_the_person_s_zone() -> None:
    assert _moments().default == "2027-11-23 11:20"
    assert _moments(longest=90).default == "2027-02-21 11:20"


def test_presets_beyond_the_longest_lifetime_are_left_out() -> None:
    assert list(_moments().rules.presets) == ["30 days", "60 days", "90 days", "180 days", "1 year"]
    assert list(_moments(longest=90).rules.presets) == ["30 days", "60 days", "90 days"]


def test_one_year_and_a_default_of_one_year_are_the_same_text() -> None:
    assert _moments().rules.presets["1 year"] == _moments().default


def test_an_untouched_date_means_the_very_moment_that_was_stored() -> None:
    moments = _moments()
    stored = NOW + timedelta(days=9, seconds=21)
    text = moments.text(stored)
    assert moments.fields({"description": "", "expires_at": text}).expires_at == stored


def test_a_typed_date_is_read_in_the_person_s_zone() -> None:
    fields = _moments().fields({"description": "Node", "expires_at": "2027-07-01 12:00"})
    assert fields.expires_at == datetime(2027, 7, 1, 10, tzinfo=UTC)
    assert fields.description == "Node"


def test_never_is_no_date() -> None:
    assert _moments().fields({"description": "", "expires_at": NEVER}).expires_at is None
    assert _moments().text(None) == NEVER


def test_a_date_that_is_none_is_refused_by_name() -> None:
    with pytest.raises(RuleViolation, match="November 2026 has 30 days"):
        _moments().fields({"description": "", "expires_at": "2026-11-31 09:00"})


def test_the_zone_is_named_with_its_offset_on_that_day() -> None:
    moments = _moments()
    assert moments.describe("2027-11-23 11:20") == "Europe/Oslo (UTC+01:00). This tenant allows 2 years at most."
    assert "UTC+02:00" in moments.describe("2027-07-01 12:00")
    assert "UTC+01:00" in moments.describe("nonsense")


def test_a_form_and_the_services_mean_the_same_fields() -> None:
    fields = ClientFields(name="Pump", access_token_lifetime=600, tags=("a",), redirect_uris=("https://a.example/cb",))
    values = {name: form_value(value) for name, value in asdict(fields).items()}
    assert client_fields(values) == fields


@pytest.mark.parametrize("typed", ["7x", "", "-5", "60.5", "١٢٣٤", "9999999999"])
def test_a_number_that_is_none_reaches_the_rules_as_it_was_typed(typed: str) -> None:
    assert client_fields({"access_token_lifetime": typed}).access_token_lifetime == typed  # type: ignore[comparison-overlap]
