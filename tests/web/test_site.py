"""Where Keylodge is served, and whose form it is."""

import pytest
from starlette.types import Scope

from settings import Settings
from web.origins import is_ours
from web.site import Site

OURS = "https://keys.example.com"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Keys.Example.com:443", "https://keys.example.com"),
        ("http://keys.example.com:80/", "http://keys.example.com"),
        ("https://keys.example.com:8443", "https://keys.example.com:8443"),
        ("http://[::1]:8080", "http://[::1]:8080"),
    ],
)
def test_public_url_may_be_written_otherwise_than_browsers_do(url: str, origin: str) -> None:
    site = Site.of(Settings(_env_file=None, public_url=url), "127.0.0.1", 8080)  # type: ignore[call-arg]
    assert (site.origin, site.allowed_origins) == (origin, frozenset({origin}))


def test_with_tls_cookies_are_bound_to_the_host() -> None:
    assert Site("https://keys.example.com", frozenset()).session_cookie == "__Host-keylodge_session"


def asked(**headers: str) -> Scope:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return {"type": "http", "headers": raw}


def test_form_is_ours_by_its_origin_and_where_browsers_send_none_by_their_word() -> None:
    allowed = frozenset({OURS})
    assert is_ours(asked(origin=OURS), allowed)
    assert is_ours(asked(sec_fetch_site="same-origin"), allowed)
    assert not is_ours(asked(origin="https://evil.example", sec_fetch_site="same-origin"), allowed)
    assert not is_ours(asked(origin="null"), allowed)
    assert not is_ours(asked(sec_fetch_site="same-site"), allowed)
    assert not is_ours(asked(), allowed)


def test_form_with_two_origins_is_not_ours() -> None:
    twice: Scope = {"type": "http", "headers": [(b"origin", OURS.encode()), (b"origin", b"https://evil.example")]}
    assert not is_ours(twice, frozenset({OURS}))
