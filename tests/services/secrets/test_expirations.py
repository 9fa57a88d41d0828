"""Dates as people type them, in every time zone, and the tenant's policy."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from errors import RuleViolation
from models import Tenant
from services.secrets.expirations import FIELD, SecretPolicy, lifetime, read, spoken, write, zone

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = sorted(available_timezones())
NOW = datetime(2026, 11, 23, 12, 0, 30, tzinfo=UTC)
_moments = st.integers(0, 70 * 366 * 1440).map(
    lambda minutes: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
_zones = st.sampled_from(ZONES).map(ZoneInfo)


def refused(text: str, where: ZoneInfo = BERLIN) -> str:
    with pytest.raises(RuleViolation) as caught:
        read(text, where)
    assert list(caught.value.fields) == [FIELD]
    return caught.value.fields[FIELD]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2027-11-23 16:30", datetime(2027, 11, 23, 15, 30, tzinfo=UTC)),
        ("2027-07-01 00:00", datetime(2027, 6, 30, 22, 0, tzinfo=UTC)),
        ("2027-11-23", datetime(2027, 11, 22, 23, 0, tzinfo=UTC)),
        ("2027-11-23T16:30", datetime(2027, 11, 23, 15, 30, tzinfo=UTC)),
        ("  2027-1-2 9:05 ", datetime(2027, 1, 2, 8, 5, tzinfo=UTC)),
        ("2028-02-29 12:00", datetime(2028, 2, 29, 11, 0, tzinfo=UTC)),
        ("2027-12-31 23:59", datetime(2027, 12, 31, 22, 59, tzinfo=UTC)),
    ],
)
def test_date_is_read_in_the_zone_it_was_typed_in(text: str, moment: datetime) -> None:
    assert read(text, BERLIN) == moment
    assert read(text, BERLIN).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "An empty field is not a date"),
        ("tomorrow", "tomorrow is not a date. Write it like"),
        ("23.11.2027", "23.11.2027 is not a date"),
        ("11/23/2027", "is not a date"),
        ("27-11-23", "is not a date"),
        ("2027-13-01", "there is no month 13"),
        ("2027-00-01", "there is no month 0"),
        ("2027-02-29", "February 2027 has 28 days"),
        ("2027-04-31 10:00", "April 2027 has 30 days"),
        ("2027-04-00 10:00", "April 2027 has 30 days"),
        ("0000-01-01", "there is no year 0"),
        ("9999-12-31 23:59", "there is no year 9999"),
        ("2027-11-23 24:00", "the last one of a day is 23:59"),
        ("2027-11-23 12:60", "the last one of a day is 23:59"),
        ("2027-11-23 16:30:00", "is not a date"),
        ("2027-11-23 16:30Z", "is not a date"),
        ("2027-11-23 16:30 +02:00", "is not a date"),
        ("2027-11-23 16", "is not a date"),
        ("-2027-11-23", "is not a date"),
        ("2027-11-23\n16:30", "is not a date"),
    ],
)
def test_what_is_no_date_is_refused_with_its_value(text: str, sentence: str) -> None:
    answer = refused(text)
    assert sentence in answer
    assert text.strip() in answer


def test_long_nonsense_is_shown_shortened() -> None:
    assert len(refused("x" * 10_000)) < 120


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("2027-03-28 02:00", "Europe/Berlin"),
        ("2027-03-28 02:59", "Europe/Berlin"),
        ("2027-03-14 02:30", "America/New_York"),
        ("2027-10-03 02:15", "Australia/Lord_Howe"),
        ("2011-12-30 12:00", "Pacific/Apia"),
    ],
)
def test_hour_that_the_clocks_leave_out_is_refused_with_its_zone(text: str, where: str) -> None:
    assert f"{text} does not exist in {where}: the clocks go forward then" in refused(text, ZoneInfo(where))


def test_hour_that_comes_twice_means_the_first(  # so that a secret never lives longer than was meant
) -> None:
    assert read("2027-10-31 02:30", BERLIN) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


@given(_moments, _zones)
@example(datetime(2027, 10, 31, 1, 30, tzinfo=UTC), BERLIN)
def test_what_is_written_reads_back_as_the_same_moment_in_every_zone(moment: datetime, where: ZoneInfo) -> None:
    again = read(write(moment, where), where)
    second_of_two = moment.astimezone(where).fold
    assert again == moment or (second_of_two and timedelta(0) < moment - again <= timedelta(hours=3))


@given(_moments, _zones)
def test_what_is_read_is_written_as_it_was_typed(moment: datetime, where: ZoneInfo) -> None:
    typed = f"{moment:%Y-%m-%d %H:%M}"
    try:
        read_back = read(typed, where)
    except RuleViolation as error:
        assert "does not exist in" in str(error)  # noqa: PT017 - only this refusal may come
    else:
        assert write(read_back, where) == typed


_NEARLY = st.lists(
    st.sampled_from(
        [*"0123456789-: T", "2027", "11", "23", "16:30", "²", "٣", "\0", "\ud800", "\uff11", "\u2212", "e", "+"]
    ),
    max_size=12,
).map("".join)
_NUMBERS = st.builds(
    "{:04d}-{:02d}-{:02d} {:02d}:{:02d}".format,
    st.integers(0, 9999),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(0, 99),
    st.integers(0, 99),
)


@given(st.one_of(st.text(max_size=40), _NEARLY, _NUMBERS), _zones)
@example("0001-01-01 00:00", ZoneInfo("Asia/Tokyo"))
@example("9998-12-31 23:59", ZoneInfo("America/Los_Angeles"))
@example("1900-01-01 00:00", ZoneInfo("Africa/Monrovia"))
def test_any_text_is_a_date_or_refused_in_a_sentence(text: str, where: ZoneInfo) -> None:
    try:
        moment = read(text, where)
    except RuleViolation as error:
        assert error.fields[FIELD].endswith(".")  # noqa: PT017 - whichever way it ends is right
    else:
        assert moment.tzinfo is UTC
        assert moment.astimezone(where).tzinfo is where


@given(st.text(max_size=70))
@example("Europe")
@example("America/Argentina")
@example("/etc/passwd")
@example("../../etc/passwd")
@example("Europe/../Europe/Berlin")
@example("tzdata.zi")
@example("+VERSION")
@example("")
@example("\0")
@example("EUROPE/BERLIN")
def test_any_name_of_a_zone_gives_a_zone(name: str) -> None:
    found = zone(name)
    assert found.key in (name, "UTC")
    assert NOW.astimezone(found) == NOW


@pytest.mark.parametrize(
    "name", ["Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5", "UTC", "Asia/Ust-Nera"]
)
def test_zone_of_a_browser_is_known(name: str) -> None:
    assert zone(name).key == name


def test_every_zone_there_is_can_be_named() -> None:
    assert [name for name in ZONES if zone(name).key != name] == []


POLICY = SecretPolicy(longest_days=730, default_days=365, never_allowed=True)


def test_policy_comes_from_the_tenant() -> None:
    tenant = Tenant(name="x", secret_longest_days=90, secret_default_days=30, secret_never_allowed=False)
    assert SecretPolicy.of(tenant) == SecretPolicy(90, 30, False)


def test_default_is_a_year_or_the_longest_lifetime_if_that_is_sooner() -> None:
    assert POLICY.default(NOW) == datetime(2027, 11, 23, 12, 0, tzinfo=UTC)
    assert SecretPolicy(90, 365, True).default(NOW) == datetime(2027, 2, 21, 12, 0, tzinfo=UTC)


@given(st.integers(1, 3650), st.integers(1, 3650), _moments, st.floats(0, 59.9))
def test_default_is_always_allowed_by_its_own_policy(
    longest: int, default: int, minute: datetime, seconds: float
) -> None:
    policy, now = SecretPolicy(longest, default, False), minute + timedelta(seconds=seconds)
    policy.check(policy.default(now), now)


@pytest.mark.parametrize("seconds", [0, -1, -86400])
def test_now_and_the_past_are_refused(seconds: int) -> None:
    with pytest.raises(RuleViolation, match=r"is in the past\. Choose a later date"):
        POLICY.check(NOW + timedelta(seconds=seconds), NOW)


def test_longest_lifetime_is_allowed_to_the_second() -> None:
    POLICY.check(NOW + timedelta(days=730), NOW)
    with pytest.raises(RuleViolation, match="2028-11-22 12:00 UTC is too far away: this tenant allows 2 years at most"):
        POLICY.check(NOW + timedelta(days=730, seconds=1), NOW)


def test_refusal_names_the_date_as_it_was_typed() -> None:
    with pytest.raises(RuleViolation, match="2026-11-20 10:00 CET is in the past"):
        POLICY.check(datetime(2026, 11, 20, 10, 0, tzinfo=BERLIN), NOW)


def test_never_is_refused_where_the_tenant_forbids_it() -> None:
    POLICY.check(None, NOW)
    with pytest.raises(RuleViolation, match="does not allow secrets that never expire"):
        SecretPolicy(730, 365, False).check(None, NOW)


@pytest.mark.parametrize(
    ("days", "words"), [(1, "1 day"), (90, "90 days"), (365, "1 year"), (730, "2 years"), (366, "366 days")]
)
def test_lifetime_in_words(days: int, words: str) -> None:
    assert lifetime(days) == words


def test_date_in_an_error_names_its_zone() -> None:
    assert spoken(datetime(2027, 1, 1, 0, 30, tzinfo=BERLIN)) == "2026-12-31 23:30 UTC"
