"""Parameters are read strictly, and whatever is sent, the worst that happens is an OAuth error."""

import base64
from collections.abc import Callable
from functools import partial
from urllib.parse import quote, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from identity import forms
from services.callers import client_authentication
from services.callers.oauth_errors import OAuthError
from services.tokens import scopes

# What a form can hold: no control characters, no half of a surrogate pair.
TEXTS = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=40)
ENCODED = st.lists(st.sampled_from([b"a", b"=", b"&", b"%", b"%ff", b"%00", b"+", b";", b"\xff", b"client_id", b"%C3"]))


def refused(read: Callable[[], object]) -> str:
    """The code of the error that `read` raises, or an empty text."""
    try:
        read()
    except OAuthError as error:
        return error.code
    return ""


def refusal(encoded: bytes) -> str:
    return refused(lambda: forms.parse(encoded))


@given(st.dictionaries(TEXTS, TEXTS, max_size=10))
def test_what_was_encoded_is_read_back(values: dict[str, str]) -> None:
    assert forms.parse(urlencode(values).encode()) == values


@given(st.one_of(st.binary(max_size=200), ENCODED.map(b"".join)))
def test_any_bytes_are_read_or_refused(encoded: bytes) -> None:
    code = refusal(encoded)
    assert code in ("", "invalid_request")
    form = {} if code else forms.parse(encoded)
    assert all(value and not any(c < " " for c in name + value) for name, value in form.items())


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_is_taken_twice(name: str, one: str, other: str) -> None:
    assert refusal(urlencode([(name, one), ("x" + name, "1"), (name, other)]).encode()) == "invalid_request"


@given(st.lists(st.one_of(TEXTS, st.just("")), min_size=1, max_size=5))
def test_only_resource_may_come_several_times_and_each_value_counts_once(values: list[str]) -> None:
    read = forms.parse(urlencode([("resource", value) for value in values]).encode())
    assert read.get("resource", "") == " ".join(value for value in dict.fromkeys(values) if value)


@given(st.text(max_size=80), st.dictionaries(st.sampled_from(["client_id", "client_secret"]), TEXTS))
def test_any_authorization_header_is_read_or_refused(header: str, form: dict[str, str]) -> None:
    for authorization in (header, f"Basic {header}"):
        code = refused(partial(client_authentication.credentials, authorization, form))
        assert code in ("", "invalid_client", "invalid_request")


@given(st.text(max_size=60))
def test_any_scope_is_known_or_refused(text: str) -> None:
    code = refused(lambda: scopes.parse(text))
    assert code in ("", "invalid_scope")
    assert code or set(scopes.parse(text)) <= set(scopes.KNOWN)


def test_empty_value_counts_as_omitted() -> None:
    assert forms.parse(b"grant_type=client_credentials&scope=&state=") == {"grant_type": "client_credentials"}


def test_plus_is_a_space() -> None:
    assert forms.parse(b"scope=openid+profile") == {"scope": "openid profile"}


@pytest.mark.parametrize(
    "encoded",
    [b"a=1&a=2", b"a=%ff", b"a=\xff", b"a=%00", b"a", b"a=1&&b=2", b'{"grant_type":"client_credentials"}'],
)
def test_malformed_forms_are_refused(encoded: bytes) -> None:
    assert refusal(encoded) == "invalid_request"


def test_too_much_is_refused() -> None:
    assert refusal(b"a=" + b"x" * forms.LONGEST) == "invalid_request"
    assert refusal("&".join(f"n{i}=1" for i in range(forms.MOST + 1)).encode()) == "invalid_request"


def test_percent_encoded_basic_credentials_are_decoded() -> None:
    text = base64.b64encode(f"{quote('id:1')}:{quote('a+b %')}".encode()).decode()
    found = client_authentication.credentials(f"Basic {text}", {})
    assert (found.client_id, found.secret) == ("id:1", "a+b %")
