"""The text of a client secret: `kl_` + public handle + 256 random bits + checksum, 62 characters in base 62.

The checksum lets leak scanners and the token endpoint tell nonsense apart without a look-up.
"""

import re
import secrets
import zlib
from dataclasses import dataclass, field

PREFIX = "kl_"
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_HANDLE, _BITS, _CHECK = 10, 43, 6
_FORM = re.compile(rf"kl_([0-9A-Za-z]{{{_HANDLE}}})[0-9A-Za-z]{{{_BITS}}}([0-9A-Za-z]{{{_CHECK}}})")


@dataclass(frozen=True, slots=True)
class SecretText:
    """A secret's whole text, and the public handle that stands in it."""

    handle: str
    text: str = field(repr=False)


def generate() -> SecretText:
    """Make a new secret's text."""
    handle = "".join(secrets.choice(_DIGITS) for _ in range(_HANDLE))
    body = f"{PREFIX}{handle}{_base62(secrets.randbits(256), _BITS)}"
    return SecretText(handle, body + _checksum(body))


def handle_of(text: str) -> str | None:
    """The handle in `text`, or None when the form or the checksum is wrong."""
    found = _FORM.fullmatch(text)
    if not found or not secrets.compare_digest(_checksum(text[:-_CHECK]), found.group(2)):
        return None
    return found.group(1)


def _checksum(body: str) -> str:
    return _base62(zlib.crc32(body.encode("ascii")), _CHECK)


def _base62(number: int, width: int) -> str:
    digits = []
    for _ in range(width):
        number, rest = divmod(number, 62)
        digits.append(_DIGITS[rest])
    return "".join(reversed(digits))
