"""Times as people read them."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from components.time_words import ago, exact, full_date, short_date, span, until

NOW = datetime(2026, 11, 23, 11, 20, tzinfo=UTC)
OSLO = ZoneInfo("Europe/Oslo")


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=-30), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(seconds=60), "1 min ago"),
        (timedelta(minutes=4, seconds=59), "4 min ago"),
        (timedelta(hours=1), "1 hour ago"),
        (timedelta(hours=23, minutes=59), "23 hours ago"),
        (timedelta(days=1), "1 day ago"),
        (timedelta(days=7), "7 days ago"),
        (timedelta(days=7, seconds=1), "16 Nov"),
        (timedelta(days=365), "23 Nov 2025"),
    ],
)
def test_what_is_past_is_told_in_words_for_seven_days_and_then_as_a_date(passed: timedelta, words: str) -> None:
    assert ago(NOW - passed, NOW) == words


def test_the_first_minute_can_be_counted_in_seconds() -> None:
    assert ago(NOW - timedelta(seconds=20), NOW, seconds=True) == "20 seconds ago"
    assert ago(NOW - timedelta(seconds=2), NOW, seconds=True) == "just now"


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 12, 5, 15, 30, tzinfo=UTC), "expires in 12 days"),
        (datetime(2026, 11, 26, 7, 0, tzinfo=UTC), "expires in 3 days"),
        (NOW + timedelta(hours=5), "expires in 5 hours"),
        (NOW + timedelta(seconds=1), "expires in 1 min"),
        (NOW + timedelta(days=31), "expires 24 Dec"),
        (datetime(2027, 9, 14, tzinfo=UTC), "expires 14 Sep 2027"),
        (NOW, "expired just now"),
        (datetime(2026, 11, 2, tzinfo=UTC), "expired 2 Nov"),
    ],
)
def test_an_expiration_is_told_by_how_long_it_is_off(moment: datetime, words: str) -> None:
    assert until(moment, NOW) == words


def test_a_length_is_told_to_the_nearest_unit() -> None:
    assert span(timedelta(days=29, hours=23)) == "30 days"
    assert span(timedelta(days=1)) == "1 day"


def test_the_year_of_a_date_depends_on_the_zone_it_is_read_in() -> None:
    new_year = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert short_date(new_year, UTC, NOW) == "31 Dec"
    assert short_date(new_year, OSLO, NOW) == "1 Jan 2027"


def test_an_exact_time_names_its_zone() -> None:
    assert full_date(datetime(2026, 12, 5, 15, 30, tzinfo=UTC), OSLO) == "5 Dec 2026, 16:30"
    assert exact(datetime(2026, 12, 5, 15, 30, tzinfo=UTC), OSLO) == "5 Dec 2026, 16:30 (Europe/Oslo)"
    assert exact(NOW, timezone(timedelta(hours=1), "CET")) == "23 Nov 2026, 12:20 (CET)"
