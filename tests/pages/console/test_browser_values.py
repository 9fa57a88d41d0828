"""Values that a browser sent."""

import pytest

from pages.console.browser_values import LARGEST, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", 0),
        ("42", 42),
        ("0" * 5000 + "7", 7),
        (str(LARGEST), LARGEST),
        (str(LARGEST + 1), None),
        ("9" * 5000, None),
        ("", None),
        ("-1", None),
        ("+1", None),
        ("1_0", None),
        (" 1", None),
        ("\u0661", None),
        ("²", None),
    ],
)
def test_number_is_plain_digits_that_a_database_holds(text: str, number: int | None) -> None:
    assert read_number(text) == number


def test_number_over_the_most_is_none() -> None:
    assert (read_number("50", most=50), read_number("51", most=50)) == (50, None)
