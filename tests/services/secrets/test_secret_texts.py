"""The text of a client secret: its form, its randomness, its checksum, and that it shows in no representation."""

import re

from hypothesis import given
from hypothesis import strategies as st

from services.secrets import secret_texts
from services.secrets.secret_texts import SecretText, generate, handle_of
from services.secrets.secrets import NewSecret, Prepared, SecretFields


def test_text_is_prefix_handle_256_bits_and_checksum_in_62_characters() -> None:
    made = generate()
    assert re.fullmatch(r"kl_[0-9A-Za-z]{59}", made.text)
    assert len(made.text.encode()) <= 72, "bcrypt looks at 72 bytes"
    assert made.text.startswith(f"kl_{made.handle}")
    assert 62**43 >= 2**256


def test_no_two_texts_share_handle_or_bits() -> None:
    made = [generate() for _ in range(2000)]
    assert len({each.handle for each in made}) == 2000
    assert len({each.text[13:56] for each in made}) == 2000


def test_every_character_of_the_random_part_varies() -> None:
    texts = [generate().text for _ in range(2000)]
    varied = [len({text[position] for text in texts}) for position in range(3, 55)]
    assert min(varied) > 50


def test_handle_is_read_back_from_the_text() -> None:
    made = generate()
    assert handle_of(made.text) == made.handle


@given(st.integers(min_value=3, max_value=61), st.sampled_from(secret_texts._DIGITS))
def test_one_wrong_character_is_noticed_without_a_look_up(position: int, digit: str) -> None:
    text = generate().text
    changed = text[:position] + digit + text[position + 1 :]
    assert (handle_of(changed) is None) == (changed != text)


@given(st.text(max_size=80))
def test_nonsense_has_no_handle(text: str) -> None:
    assert handle_of(text) is None


@given(st.sampled_from(["\n", " ", "\0", "é", "=", "kl_"]))
def test_text_with_something_added_has_no_handle(added: str) -> None:
    text = generate().text
    assert handle_of(text + added) is None
    assert handle_of(added + text) is None


def test_no_representation_shows_the_text() -> None:
    made = generate()
    prepared = Prepared(SecretFields(), made.handle, "hash", made.text)
    new = NewSecret(None, made.text)  # type: ignore[arg-type]
    for shown in (repr(made), str(made), f"{prepared}", repr(prepared), repr(new), str([new])):
        assert made.text not in shown
        assert made.text[20:40] not in shown


def test_checksum_differs_when_the_handle_does() -> None:
    made = generate()
    other = SecretText("0" * 10, f"kl_{'0' * 10}{made.text[13:]}")
    assert handle_of(other.text) is None
