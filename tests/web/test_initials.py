"""Initials."""

import pytest

from web.initials import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Elin Berg", "EB"),
        ("anna maria de la cruz", "AC"),
        ("Prince", "P"),
        ("Søren (Ops)", "S"),
        ("ß", "S"),
        ("  ", "?"),
        ("--", "?"),
    ],
)
def test_initials_are_those_of_the_first_and_the_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters
