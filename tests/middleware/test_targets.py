"""Where sign-in may lead."""

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from middleware.sessions import sign_in_address
from pages.console.plain import HOME
from pages.door.door import safe_target


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "security/clients",
        " //evil.example",
        "/a b",
        "/logout",
        "/login?next=/login",
        "/" + "a" * 9000,
        "",
    ],
)
def test_sign_in_leads_to_no_other_site(wanted: str) -> None:
    assert safe_target(wanted) == HOME


@pytest.mark.parametrize(
    "wanted", ["/settings", "/security/clients/hybrid?search=a%20b", "/activity#5", "/security/clients//x"]
)
def test_sign_in_leads_to_the_page_that_was_asked_for(wanted: str) -> None:
    assert safe_target(wanted) == wanted


@given(st.text(alphabet="/\\.:ehtps@\t\n\r a", max_size=12))
def test_target_is_always_a_path_of_our_own(wanted: str) -> None:
    target = httpx.URL("http://ours.example").join(safe_target(wanted))
    assert target.host == "ours.example"


def test_way_back_survives_the_sign_in_page() -> None:
    assert sign_in_address("/a?b=c&d=e") == "/login?next=%2Fa%3Fb%3Dc%26d%3De"
