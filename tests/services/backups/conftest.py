"""An installation to back up, and machines without one."""

from pathlib import Path

import pytest

import db
from services.backups import sealing
from services.keys import keys
from settings import Settings
from tests.postgres import create_empty_database, leave_alone
from tests.services.backups.copies import Elsewhere, backup
from tests.services.backups.installed import World


@pytest.fixture
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """scrypt at a low cost, for tests that ask it often and don't speak of the time it takes."""
    monkeypatch.setattr(sealing, "_SCRYPT_N", 2**10)


@pytest.fixture
def here(database_url: str, dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Settings:
    """The installation that is backed up, its key in a file."""
    if dialect == "postgres":
        leave_alone(request.getfixturevalue("postgres_socket"), database_url)
    values = Settings(data_dir=tmp_path / "here", database_url=database_url)
    keys.make_master_key(values.data_dir / keys.FILE)
    return values


@pytest.fixture
def elsewhere(dialect: str, tmp_path: Path, request: pytest.FixtureRequest) -> Elsewhere:
    """Makes a machine without anything, to restore on."""

    def make() -> Settings:
        folder = tmp_path / "elsewhere"
        if dialect == "sqlite":
            return Settings(data_dir=folder, database_url=f"sqlite://{folder / 'keylodge.db'}")
        return Settings(data_dir=folder, database_url=create_empty_database(request.getfixturevalue("postgres_socket")))

    return make


@pytest.fixture
async def world(here: Settings, tmp_path: Path) -> World:
    made = World()
    async with db.connect(here.url_of_database):
        await made.make()
    await backup(here, tmp_path / "b.tar.gz")
    return made
