"""What a browser sent, read: None for what is none."""

from uuid import UUID

LARGEST = 2**63 - 1
"""The databases' integers end here."""


def read_id(text: str) -> UUID | None:
    """An ID that a browser sent; None for what is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_number(text: str, *, most: int = LARGEST) -> int | None:
    """A whole number from 0 to `most` in plain digits, however many a browser sent; None for what is none."""
    if not text.isascii() or not text.isdigit():
        return None
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(most)):
        return None
    number = int(digits)
    return number if number <= most else None
