"""Seals that only we can write, each for one purpose."""

from pathlib import Path

import pytest

from services.keys import seals

TEXT = "client_id=1&state=ö\ud800"


@pytest.fixture(autouse=True)
def own_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEYLODGE_DATA_DIR", str(tmp_path))
    monkeypatch.delenv("KEYLODGE_MASTER_KEY", raising=False)


def test_seal_holds_for_its_purpose_and_text_alone() -> None:
    seal = seals.seal("consent", TEXT)
    assert seals.is_sealed(seal, "consent", TEXT)
    assert not seals.is_sealed(seal, "device", TEXT)
    assert not seals.is_sealed(seal, "consent", f"{TEXT}&")


@pytest.mark.parametrize("seal", ["", ".", "x", "ö", "\ud800", "=" * 43, "A" * 43, "A" * 5000, "\0"])
def test_seal_that_we_did_not_write_is_none(seal: str) -> None:
    assert not seals.is_sealed(seal, "consent", TEXT)
    assert seals.read("consent", seal) == ""
    assert seals.read("consent", f"text.{seal}") == ""


def test_signed_text_is_read_for_its_purpose_alone() -> None:
    signed = seals.sign("known devices", "a.b")
    assert seals.read("known devices", signed) == "a.b"
    assert seals.read("consent", signed) == ""


def test_seal_of_another_installation_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    seal = seals.seal("consent", TEXT)
    monkeypatch.setenv("KEYLODGE_DATA_DIR", str(tmp_path / "other"))
    assert not seals.is_sealed(seal, "consent", TEXT)
