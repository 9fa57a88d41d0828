"""Which characters a text may hold: whatever people write names with, nothing that can't be seen or misleads."""

import re
from typing import Final

_UNSHOWN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, separators, what turns the direction of reading, and halves of surrogate pairs.

What joins (U+200C in Persian, U+200D in 👩‍👧) is not among them: it can be seen in what it does.
"""


def has_unshown(text: str, *, lines: bool = False) -> bool:
    """Whether `text` holds a character that can't be shown; with `lines`, the end of a line is none."""
    return bool(_UNSHOWN.search(text.replace("\n", "") if lines else text))


def is_blank(text: str) -> bool:
    """Whether there is nothing to see in `text`: it is empty, or only spaces and characters that join."""
    return not any(character.isprintable() and not character.isspace() for character in text)
