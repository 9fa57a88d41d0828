"""Backups under a passphrase: read with it alone, and only whole."""

import base64
import gzip
import hashlib
import io
import json
import stat
import tarfile
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from pyrage import decrypt_io, x25519

import db
from models import User
from services.backups import sealing
from services.backups.errors import BackupError
from services.keys import keys
from settings import Settings
from tests.services.backups.copies import ONLY_SQLITE, Elsewhere, backup, restore
from tests.services.backups.installed import World

WORDS = "lantern otter quarry seven"


@pytest.mark.usefixtures("quick_passphrases")
async def test_sealed_backup_is_restored_with_its_passphrase_and_with_no_other(
    world: World, here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    made = await backup(here, tmp_path / "b.tar", passphrase=WORDS)
    there = elsewhere()
    with pytest.raises(BackupError, match=r"is not the one that .* was encrypted with"):
        await restore(there, made.path, passphrase="lantern otter quarry eight")
    with pytest.raises(BackupError, match=r"is encrypted\. Name a file .* --passphrase-file"):
        await restore(there, made.path)
    assert not (there.data_dir / keys.FILE).exists()
    await restore(there, made.path, passphrase=WORDS)
    async with db.connect(there.url_of_database):
        assert await User.filter(id=world.ben.id).exists()


@pytest.mark.usefixtures("quick_passphrases")
@ONLY_SQLITE
async def test_sealed_backup_shows_nothing_and_leaves_nothing_open(
    world: World, here: Settings, tmp_path: Path
) -> None:
    (tmp_path / "away").mkdir()
    made = await backup(here, tmp_path / "away" / "b.tar", passphrase=WORDS)
    content = made.path.read_bytes()
    key = (here.data_dir / keys.FILE).read_bytes().strip()
    assert not any(word in content for word in (key, b"SQLite", b"Ben Lindqvist", b"\x1f\x8b\x08", WORDS.encode()))
    assert [file.name for file in (tmp_path / "away").iterdir()] == ["b.tar"]
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


@ONLY_SQLITE
async def test_sealed_backup_opens_without_keylodge(world: World, here: Settings, tmp_path: Path) -> None:
    """As `services/backups/sealing.py` says."""
    made = await backup(here, tmp_path / "b.tar", passphrase=WORDS)
    wrapped = json.loads(_member(made.path, "passphrase.json"))
    salt = base64.b64decode(wrapped["salt"])
    key = base64.urlsafe_b64encode(hashlib.scrypt(WORDS.encode(), salt=salt, n=2**17, r=8, p=1, maxmem=2**28, dklen=32))
    identity = x25519.Identity.from_str(Fernet(key).decrypt(wrapped["identity"]).decode())
    plain = io.BytesIO()
    decrypt_io(io.BytesIO(_member(made.path, "backup.tar.gz.age")), plain, [identity])
    with tarfile.open(fileobj=io.BytesIO(gzip.decompress(plain.getvalue()))) as archive:
        assert archive.getnames() == ["keylodge-backup.json", "keylodge.db", "master.key"]


@pytest.mark.usefixtures("quick_passphrases")
@ONLY_SQLITE
async def test_damaged_sealed_backup_says_so_and_changes_nothing(
    world: World, here: Settings, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    made = await backup(here, tmp_path / "b.tar", passphrase=WORDS)
    whole = made.path.read_bytes()
    first, _ = _place(made.path, "passphrase.json")
    start, size = _place(made.path, "backup.tar.gz.age")
    there = elsewhere()
    for place in (first + 14, first + 60, start + 100, start + size // 2, start + size - 20):
        changed = bytes(byte ^ 0x01 for byte in whole[place : place + 2])
        made.path.write_bytes(whole[:place] + changed + whole[place + 2 :])
        with pytest.raises(BackupError, match="it was damaged since it was encrypted"):
            await restore(there, made.path, passphrase=WORDS)
    for length in (600, start + 300, start + size - 1):
        made.path.write_bytes(whole[:length])
        with pytest.raises(BackupError, match="it was damaged since it was encrypted"):
            await restore(there, made.path, passphrase=WORDS)
    assert list(there.data_dir.iterdir()) == []


@ONLY_SQLITE
async def test_open_backup_is_not_taken_for_a_sealed_one(world: World, here: Settings, tmp_path: Path) -> None:
    """Whoever may write where backups lie could have put it there."""
    with pytest.raises(BackupError, match="is not encrypted"):
        await restore(here, tmp_path / "b.tar.gz", force=True, passphrase=WORDS)


def test_passphrase_is_the_first_line_of_a_file_that_only_its_owner_reads(tmp_path: Path) -> None:
    file = tmp_path / "passphrase"
    file.write_text(f"{WORDS}\nanother line\n")
    file.chmod(0o600)
    assert sealing.read_passphrase(file, new=True) == WORDS
    file.chmod(0o640)
    with pytest.raises(BackupError, match="can be read by others"):
        sealing.read_passphrase(file, new=False)


@pytest.mark.parametrize("content", [b"", b"\nlater", b"eleven char", b"x" * 1025, b"\xff\xfe" * 10])
def test_passphrase_that_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "passphrase"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(BackupError, match=r"12 to 1,024 characters|not UTF-8"):
        sealing.read_passphrase(file, new=True)


def test_missing_file_of_a_passphrase_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupError, match=r"can't be read from .*missing"):
        sealing.read_passphrase(tmp_path / "missing", new=False)


def _member(path: Path, name: str) -> bytes:
    with tarfile.open(path, "r:") as archive:
        file = archive.extractfile(name)
        assert file
        return file.read()


def _place(path: Path, name: str) -> tuple[int, int]:
    with tarfile.open(path, "r:") as archive:
        member = archive.getmember(name)
        return member.offset_data, member.size
