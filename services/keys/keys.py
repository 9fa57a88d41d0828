"""The master key: what everything that must stay unread or unforged at rest hangs from."""

import base64
import hashlib
import hmac
import os
import secrets
import stat
from pathlib import Path

import settings
from errors import SettingsError
from settings import Settings

SIZE = 32
"""Bytes."""
FILE = "master.key"
HOW = "Make one with: openssl rand -base64 32"


def master_key(values: Settings | None = None) -> bytes:
    """The master key (32 bytes), from KEYLODGE_MASTER_KEY or the file `master.key` in the data folder.

    With SQLite a missing file is made, readable by its owner only. Raises SettingsError on PostgreSQL, where replicas
    must share one key, and for a key or file that can't be used.
    """
    values = values or settings.load()
    if values.master_key.get_secret_value():
        return _decode(values.master_key.get_secret_value(), "KEYLODGE_MASTER_KEY")
    path = values.data_dir / FILE
    if not path.exists():
        if values.url_of_database.startswith("postgres://"):
            raise SettingsError(
                f"A master key is missing: set KEYLODGE_MASTER_KEY, the same for every replica, or put it into {path}. "
                f"{HOW}"
            )
        _make_first(path)
    return _read(path)


def make_master_key(path: Path) -> None:
    """Write a new random key to `path`, readable by its owner only. An existing file is kept, whoever made it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(base64.b64encode(secrets.token_bytes(SIZE)) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # whole or not at all, and never over another process's key
        except FileExistsError:
            return
    finally:
        draft.unlink()


def _make_first(path: Path) -> None:
    try:
        make_master_key(path)
    except OSError as error:
        raise SettingsError(
            f"The master key can't be written to {path}: {error.strerror}. Set KEYLODGE_DATA_DIR to a folder that "
            "Keylodge may write to, or the key itself as KEYLODGE_MASTER_KEY."
        ) from None


def derive(purpose: str, values: Settings | None = None) -> bytes:
    """A key of its own (32 bytes) for one purpose, so that no two uses share one."""
    return hmac.new(master_key(values), f"keylodge {purpose}".encode(), hashlib.sha256).digest()


def _read(path: Path) -> bytes:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise SettingsError(f"{path} can be read by others. Take that away with: chmod 600 {path}")
    try:
        return _decode(path.read_text(encoding="ascii"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"The master key in {path} can't be read: {type(error).__name__}.") from None


def _decode(text: str, where: str) -> bytes:
    try:
        key = base64.b64decode(text.strip(), validate=True)
    except ValueError:
        key = b""
    if len(key) != SIZE:
        raise SettingsError(f"{where} is wrong: it must be {SIZE} bytes in base64. {HOW}")
    return key
