"""The master key: where it comes from, and what stops the start."""

import base64
from pathlib import Path

import pytest

from errors import SettingsError
from services.keys import keys
from settings import Settings

KEY = bytes(range(32))
TEXT = base64.b64encode(KEY).decode()


def settings_of(folder: Path, **values: str) -> Settings:
    return Settings(_env_file=None, data_dir=folder, **values)  # type: ignore[call-arg, arg-type]


def test_first_run_makes_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    values = settings_of(tmp_path / "data")
    key = keys.master_key(values)
    assert len(key) == 32
    assert keys.master_key(values) == key
    assert (tmp_path / "data" / "master.key").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "data").iterdir()] == ["master.key"]


def test_key_that_exists_is_never_replaced(tmp_path: Path) -> None:
    values = settings_of(tmp_path)
    key = keys.master_key(values)
    keys.make_master_key(tmp_path / "master.key")
    assert keys.master_key(values) == key


def test_setting_goes_before_the_file(tmp_path: Path) -> None:
    assert keys.master_key(settings_of(tmp_path, master_key=TEXT)) == KEY
    assert not (tmp_path / "master.key").exists()


def test_missing_key_on_postgres_stops_the_start_and_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"KEYLODGE_MASTER_KEY.*openssl rand -base64 32"):
        keys.master_key(settings_of(tmp_path, database_url="postgres://db/keylodge"))
    assert not (tmp_path / "master.key").exists()


def test_postgres_takes_the_setting_or_the_file(tmp_path: Path) -> None:
    url = "postgres://db/keylodge"
    assert keys.master_key(settings_of(tmp_path, database_url=url, master_key=TEXT)) == KEY
    keys.make_master_key(tmp_path / "master.key")
    assert len(keys.master_key(settings_of(tmp_path, database_url=url))) == 32


@pytest.mark.parametrize("text", ["short", base64.b64encode(b"x" * 31).decode(), "%%%"])
def test_wrong_key_stops_the_start_without_telling_it(tmp_path: Path, text: str) -> None:
    with pytest.raises(SettingsError, match="KEYLODGE_MASTER_KEY is wrong: it must be 32 bytes in base64") as raised:
        keys.master_key(settings_of(tmp_path, master_key=text))
    assert text not in str(raised.value)


def test_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    keys.make_master_key(tmp_path / "master.key")
    (tmp_path / "master.key").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        keys.master_key(settings_of(tmp_path))


def test_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    values = settings_of(tmp_path, master_key=TEXT)
    derived = {keys.derive(purpose, values) for purpose in ("one", "two")}
    assert len(derived) == 2
    assert KEY not in derived
    assert TEXT not in repr(values)
