"""Browsers that signed in before: a cookie that only we can write."""

import base64
from pathlib import Path

import pytest

from services.sign_in import devices

EMAIL = "elin.berg@northfield.example"


@pytest.fixture(autouse=True)
def own_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEYLODGE_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("KEYLODGE_MASTER_KEY", raising=False)


def test_browser_is_known_for_the_accounts_that_signed_in_there() -> None:
    cookie = devices.remember(devices.remember("", EMAIL), "maya@example.com")
    assert devices.knows(cookie, EMAIL)
    assert devices.knows(cookie, f" {EMAIL.upper()}")
    assert devices.knows(cookie, "maya@example.com")
    assert not devices.knows(cookie, "ben@example.com")


def test_cookie_names_no_email() -> None:
    cookie = devices.remember("", EMAIL)
    parts = [base64.urlsafe_b64decode(part + "==") for part in cookie.split(".")]
    assert not any(b"elin" in part for part in (cookie.encode(), *parts))


@pytest.mark.parametrize("cookie", ["", "x", "ö", "=", "A" * 43, "A" * 59, "A" * 5000, "\0", "\ud800"])
def test_cookie_that_we_did_not_write_knows_nobody(cookie: str) -> None:
    assert not devices.knows(cookie, EMAIL)
    assert devices.knows(devices.remember(cookie, EMAIL), EMAIL)


def test_changed_cookie_knows_nobody() -> None:
    cookie = devices.remember("", EMAIL)
    for at, letter in enumerate(cookie):
        other = "A" if letter in "QRST" else "Q"  # of a last letter the lowest two bits mean nothing
        assert not devices.knows(f"{cookie[:at]}{other}{cookie[at + 1 :]}", EMAIL)


def test_cookie_from_before_itsdangerous_is_forgotten_and_no_error(own_key: None) -> None:
    old = base64.urlsafe_b64encode(bytes(32 + 12)).decode().rstrip("=")
    assert not devices.knows(old, EMAIL)
    assert devices.knows(devices.remember(old, EMAIL), EMAIL)


def test_cookie_of_another_installation_knows_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    cookie = devices.remember("", EMAIL)
    monkeypatch.setenv("KEYLODGE_DATA_DIR", str(tmp_path / "other"))
    assert not devices.knows(cookie, EMAIL)


def test_cookie_stays_small_and_forgets_the_oldest_account_first() -> None:
    cookie = devices.remember("", EMAIL)
    for number in range(devices.MOST - 1):
        cookie = devices.remember(cookie, f"{number}@example.com")
    assert devices.knows(cookie, EMAIL)
    cookie = devices.remember(cookie, "last@example.com")
    assert not devices.knows(cookie, EMAIL)
    assert devices.knows(cookie, "0@example.com")
    assert len(cookie) < 300
