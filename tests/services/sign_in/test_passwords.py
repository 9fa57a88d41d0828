"""Passwords: what is refused, and that verifying takes the same time for everybody."""

import time

import bcrypt
import pytest

from errors import RuleViolation
from services.sign_in import passwords

GOOD = "monkey-lamp-42-river"
ABOUT = ("elin.berg@northfield.example", "Elin Berg", "Northfield Water")


async def sentence(password: str) -> str:
    with pytest.raises(RuleViolation) as raised:
        await passwords.check(password, about=ABOUT)
    return raised.value.fields["password"]


@pytest.mark.parametrize(
    "password",
    [GOOD, "correct horse battery staple", "Übermut tut 9 mal gut", "x7#Kq!vP2mZw", "好" * 4 + "lampe river"],
)
async def test_password_that_nobody_would_guess_is_taken(password: str) -> None:
    await passwords.check(password, about=ABOUT)


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "Password1234!",
        "P@ssw0rd2026",
        "123456789012",
        "qwertyuiop12",
        "letmeinletmein",
        "iloveyou1234",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "Summer2026!!",
        "elin.berg@northfield.example",
        "elinberg2026",
        "BergElin1987",
        "northfieldwater",
        "keylodge2026!",
    ],
)
async def test_common_or_guessable_password_is_refused(password: str) -> None:
    refusal = await sentence(password)
    assert "easy to guess" in refusal
    assert password not in refusal


async def test_short_password_is_told_how_much_is_missing() -> None:
    assert await sentence("x7#Kq!vP2mZ") == "A password has at least 12 characters: add 1 character."
    assert "add 12 characters" in await sentence("")


async def test_password_is_measured_in_bytes_as_bcrypt_does() -> None:
    await passwords.check(("lamp river 42 monkey stone quiet horse cable violet orbit " * 2)[:72])
    assert await sentence("ö" * 36 + "x") == "This password has 73 bytes, and 72 is the most: shorten it."


async def test_password_that_has_no_utf8_is_refused() -> None:
    assert "can't be stored" in await sentence("\ud800" * 12)
    assert not await passwords.verify("\ud800" * 12, await passwords.hash_password(GOOD))


async def test_hash_verifies_its_password_only() -> None:
    stored = await passwords.hash_password(GOOD)
    assert stored.startswith("$2b$12$")
    assert await passwords.verify(GOOD, stored)
    for wrong in (GOOD + "x", GOOD[:-1], "", GOOD.upper(), GOOD + "\0"):
        assert not await passwords.verify(wrong, stored)


async def test_same_password_typed_on_another_system_verifies() -> None:
    composed, decomposed = "Übermut tut 9 mal gut", "U\u0308bermut tut 9 mal gut"
    assert await passwords.verify(decomposed, await passwords.hash_password(composed))


async def test_longer_password_than_bcrypt_reads_never_verifies() -> None:
    stored = bcrypt.hashpw(b"a" * 72, bcrypt.gensalt(4)).decode()
    assert await passwords.verify("a" * 72, stored)
    assert not await passwords.verify("a" * 73, stored)


async def test_no_hash_takes_as_long_as_a_wrong_password_and_never_matches() -> None:
    async def quickest(password: str, known: str | None) -> float:
        times = []  # of this process, which a busy machine doesn't lengthen
        for _ in range(3):
            begun = time.process_time()
            assert not await passwords.verify(password, known)
            times.append(time.process_time() - begun)
        return min(times)

    known = await quickest(GOOD, await passwords.hash_password("another-lamp-17-stone"))
    for password in (GOOD, "a" * 100, "", "\ud800"):
        unknown = await quickest(password, None)
        assert 0.5 < unknown / known < 2
        assert unknown > 0.05, "bcrypt at cost 12 takes longer than that"
