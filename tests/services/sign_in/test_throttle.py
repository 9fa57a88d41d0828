"""Throttling at the door: failures only, growing waits, and nobody locked out."""

import asyncio
from datetime import timedelta

import pytest

import db
from errors import RuleViolation, TooManyAttempts
from models import AuditEvent, SignInFailure
from services.sign_in import throttle
from tests.services.world import Somebody, sign_in

pytestmark = pytest.mark.usefixtures("quick_hashes")
EMAIL = "elin@example.com"


async def fail(email: str = EMAIL, address: str = "", *, known_device: bool = False) -> int:
    """Try once with a wrong password; the seconds to wait, 0 where the password was looked at."""
    try:
        await throttle.begin(email, address, known_device=known_device)
    except TooManyAttempts as error:
        return error.wait
    return 0


async def pass_time(seconds: float) -> None:
    for row in await SignInFailure.all():
        row.last_at -= timedelta(seconds=seconds)
        await row.save()


async def test_a_few_failures_cost_nothing_then_waits_double_up_to_a_minute(database: str) -> None:
    assert [await fail() for _ in range(5)] == [0] * 5
    waits = []
    for _ in range(7):
        waits.append(await fail())
        await pass_time(61)
        assert await fail() == 0
    assert waits == [5, 10, 20, 40, 60, 60, 60]


async def test_tries_during_a_wait_do_not_lengthen_it(database: str) -> None:
    for _ in range(5):
        await fail()
    assert {await fail() for _ in range(20)} <= {4, 5}
    await pass_time(5)
    assert await fail() == 0


async def test_right_password_is_counted_nowhere(elin: Somebody) -> None:
    for _ in range(40):
        attempt = await throttle.begin(elin.user.email, "203.0.113.9")
        await db.tx(lambda attempt=attempt: throttle.succeed(attempt))  # type: ignore[misc]
    assert {row.failures for row in await SignInFailure.all()} == {0}


async def test_right_password_has_to_wait_on_a_new_browser_and_not_on_a_known_one(elin: Somebody) -> None:
    email = elin.user.email
    for _ in range(5):
        with pytest.raises(RuleViolation):
            await sign_in(email, "wrong")
    with pytest.raises(TooManyAttempts):
        await sign_in(email)
    await sign_in(email, known_device=True)
    with pytest.raises(TooManyAttempts):
        await sign_in(email)
    await pass_time(60)
    await sign_in(email)
    assert [await fail(email) for _ in range(5)] == [0] * 5, "a right password ends the count"


async def test_known_browser_that_guesses_waits_by_a_count_of_its_own(database: str) -> None:
    assert [await fail(known_device=True) for _ in range(5)] == [0] * 5
    assert await fail(known_device=True) == 5
    assert await fail() == 0


async def test_hundred_guesses_at_once_get_no_more_than_the_free_ones(database: str) -> None:
    waits = await asyncio.gather(*(fail() for _ in range(100)))
    assert waits.count(0) == 5


async def test_address_that_guesses_many_accounts_waits_longer_and_longer(database: str) -> None:
    address = "203.0.113.9"
    for number in range(31):
        assert await fail(f"{number}@example.com", address) == 0
    assert await fail("next@example.com", address) == 5
    assert await fail("next@example.com", "203.0.113.10") == 0
    for _ in range(12):
        await pass_time(901)
        await fail("other@example.com", address)
    assert await fail("other2@example.com", address) == 900


async def test_whoever_hammers_an_account_is_caught_by_the_address_and_its_owner_gets_in(elin: Somebody) -> None:
    email = elin.user.email
    for _ in range(60):
        await fail(email, "203.0.113.9")
    await pass_time(61)
    for _ in range(60):
        await fail(email, "203.0.113.9")
    await pass_time(20)
    await fail(email, "203.0.113.9")
    await pass_time(60)
    _, person = await sign_in(email)
    assert person.id == elin.id


async def test_ipv6_addresses_of_one_network_count_together(database: str) -> None:
    for number in range(31):
        await fail(f"{number}@example.com", f"2001:db8:1:2::{number:x}")
    assert await fail("next@example.com", "2001:db8:1:2:ffff::1") == 5
    assert await fail("next@example.com", "2001:db8:1:3::1") == 0
    for number in range(31):
        await fail(f"{number}@b.example", f"::ffff:203.0.113.{number}")
    assert await fail("next@example.com", "::ffff:203.0.113.99") == 0


async def test_failures_outlive_a_restart_and_are_forgotten_after_a_day(database_url: str) -> None:
    async with db.connect(database_url):
        for _ in range(5):
            await fail()
    async with db.connect(database_url):
        assert await fail() > 0
        await pass_time(86_401)
        assert [await fail() for _ in range(5)] == [0] * 5


async def test_old_rows_are_dropped(database: str) -> None:
    for number in range(3):
        await fail(f"{number}@example.com")
    await pass_time(86_401)
    await fail("new@example.com")
    await throttle.drop_old()
    assert await SignInFailure.all().count() == 1


async def test_table_of_failures_holds_no_email(database: str) -> None:
    await fail("elin@example.com", "203.0.113.9")
    assert not any("elin" in row.key for row in await SignInFailure.all())


async def test_guessing_fills_the_audit_trail_slower_and_slower(elin: Somebody) -> None:
    for _ in range(40):
        with pytest.raises(RuleViolation):
            await sign_in(elin.user.email, "wrong", address="")
        await pass_time(61)
    failures = [event.after["Failures"] for event in await AuditEvent.filter(action="session.refused").order_by("id")]
    assert failures == [1, 2, 3, 4, 5, 8, 16, 32]


async def test_refusal_says_how_long_to_wait(database: str) -> None:
    for _ in range(5):
        await fail()
    with pytest.raises(TooManyAttempts) as raised:
        await throttle.begin(EMAIL, "")
    assert str(raised.value) == "Too many tries. Wait 5 seconds, then try again."
    assert raised.value.wait == 5


async def test_last_free_tries_are_announced(elin: Somebody) -> None:
    sentences = []
    for _ in range(5):
        with pytest.raises(RuleViolation) as raised:
            await sign_in(elin.user.email, "wrong", address="")
        sentences.append(str(raised.value))
    assert sentences[1] == "Email or password is not right."
    assert sentences[2] == "Email or password is not right. After two more tries, signing in waits."
    assert sentences[3] == "Email or password is not right. After one more try, signing in waits."
