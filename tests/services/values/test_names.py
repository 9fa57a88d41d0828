"""What an email is: anything that whoever hosts at home can be written to, in any script, and nothing else."""

import pytest

from errors import RuleViolation
from services.values import names

GOOD = [
    "elin@example.com",
    "elin.berg+pumps@northfield.example",
    "o'brien@example.com",
    "elin@localhost",
    "elin@nas.local",
    "elin@nas.home.arpa",
    "elin@northfield.test",
    "elin@northfield.internal",
    "elin@mailserver",
    "elin@bücher.example",
    "用户@例子.广告",
]
BAD = [
    "elin",
    "@example.com",
    "elin@",
    "elin..berg@example.com",
    "elin berg@example.com",
    "elin@example..com",
    "elin@-example.com",
    "elin@example.com.",
    "elin@[127.0.0.1]",
    "Elin <elin@example.com>",
    '"elin berg"@example.com',
    "elin@example.com\u202e",
    "el\u200bin@example.com",
    "elin@exam\0ple.com",
    "elin\ud800@example.com",
]


@pytest.mark.parametrize("email", GOOD)
def test_email_is_kept_as_it_was_written(email: str) -> None:
    assert names.check_email(f" {email} ") == email


@pytest.mark.parametrize("email", BAD)
def test_what_is_no_email_is_refused_with_an_example(email: str) -> None:
    with pytest.raises(RuleViolation, match=r"is not an email\. It looks like name@example\.com\."):
        names.check_email(email)


@pytest.mark.parametrize("email", [*BAD, "x" * 100_000, "x@" * 100_000, ""])
def test_whatever_is_typed_at_the_door_has_a_key(email: str) -> None:
    assert names.email_key(email) in names.email_keys(email)


def test_domain_is_kept_in_letters_and_compared_in_either_spelling() -> None:
    assert names.check_email("Elin@XN--BCHER-KVA.example") == "Elin@bücher.example"
    assert names.email_key("ELIN@xn--bcher-kva.example") == names.email_key(" elin@Bücher.example ")
    assert names.email_keys("elin@bücher.example") == {"elin@bücher.example", "elin@xn--bcher-kva.example"}
