"""Passwords, which people choose: what is refused, how they are hashed, how one is verified."""

import asyncio
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

import bcrypt

from errors import RuleViolation
from models.folding import fold

T = TypeVar("T")

COST = 12
"""bcrypt's cost: some 200 ms a hash. People's passwords need it, other than secrets of 256 random bits."""
SHORTEST = 12
"""Characters."""
LONGEST_BYTES = 72
"""What bcrypt looks at; a longer password is refused rather than cut."""
HELP = "12 characters at least, 72 bytes at most, and not a common one."
_EASY = 10**9
"""Fewer guesses than this by zxcvbn's lists and patterns: common passwords, keyboard rows, dates, the person's name."""
_DUMMY = b"$2b$12$zsbUmvwUcPXg1/dJPy528OEtjsmR4ElVPZLYOBwe0KMz8C5bEscwC"
"""Compared where there is no hash, so that an unknown email takes as long as a wrong password."""
_threads = ThreadPoolExecutor(max_workers=2, thread_name_prefix="password")


async def check(password: str, *, about: Iterable[str] = (), field: str = "password") -> None:
    """Refuse a password that is too short, too long or easy to guess, `about` naming the person and their email.

    Raises RuleViolation at `field`. The sentence never holds the password.
    """
    encoded = _encode(password)
    if encoded is None:
        raise RuleViolation({field: "This password holds a character that can't be stored. Leave it out."})
    if len(password) < SHORTEST:
        missing = SHORTEST - len(password)
        more = "1 character" if missing == 1 else f"{missing} characters"
        raise RuleViolation({field: f"A password has at least {SHORTEST} characters: add {more}."})
    if len(encoded) > LONGEST_BYTES:
        raise RuleViolation(
            {field: f"This password has {len(encoded)} bytes, and {LONGEST_BYTES} is the most: shorten it."}
        )
    if await _in_thread(partial(_is_easy, password, tuple(about))):
        raise RuleViolation(
            {field: "This password is common or easy to guess. Use four or more unrelated words, or a generated one."}
        )


async def hash_password(password: str) -> str:
    """The bcrypt hash to store. Call it after `check`, outside of transactions; takes some 200 ms on a thread."""
    encoded = _encode(password)
    assert encoded is not None, "check() comes first"
    return (await _in_thread(partial(bcrypt.hashpw, encoded, bcrypt.gensalt(COST)))).decode()


async def verify(password: str, stored: str | None) -> bool:
    """Whether `password` has the hash `stored`. Takes the same time where there is none."""
    encoded = _encode(password)
    usable = encoded is not None and len(encoded) <= LONGEST_BYTES and stored is not None
    text = encoded if usable and encoded else b"-"
    known = stored.encode() if usable and stored else _DUMMY
    matches = await _in_thread(partial(bcrypt.checkpw, text, known))
    return usable and matches


def _encode(password: str) -> bytes | None:
    try:
        return unicodedata.normalize("NFC", password).encode()
    except UnicodeEncodeError:
        return None


def _is_easy(password: str, about: tuple[str, ...]) -> bool:
    """Hints are cut into words, because "Elin Berg" is found in "bergelin" only by its words."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped] # late: its lists are 25 MB that few processes need

    whole = [fold(text) for text in about if text]
    words = [word for text in whole for word in text.replace("@", " ").replace(".", " ").split() if len(word) > 2]
    return int(zxcvbn(password, user_inputs=["keylodge", *whole, *words])["guesses"]) < _EASY


async def _in_thread(work: "partial[T]") -> T:
    return await asyncio.get_running_loop().run_in_executor(_threads, work)
