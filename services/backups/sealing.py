"""Backups under a passphrase: encrypted as a stream in the format of age (https://age-encryption.org/v1).

A sealed backup is a tar of two files. `backup.tar.gz.age` is encrypted for an age identity that was made for this one
file. `passphrase.json` holds that identity as a Fernet token, whose key is the passphrase's scrypt hash (RFC 7914).

age has passphrases of its own, but its library measures the machine to choose their cost: on a busy one they become
weak, and what was made on a quick one is refused on a slow one.
"""

import base64
import hashlib
import json
import os
import stat
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pyrage import DecryptError, IdentityError, decrypt_io, encrypt_io, x25519

from services.backups.errors import BackupError

SHORTEST = 12
"""Characters of a passphrase that a backup is encrypted with."""
LONGEST = 1024
_IDENTITY, _CONTENT = "passphrase.json", "backup.tar.gz.age"
_MOST_OF_IDENTITY = 4096
_DAMAGES = (tarfile.TarError, DecryptError, IdentityError, EOFError, OSError, ValueError, LookupError, TypeError)
"""What reading a file raises that was damaged, or isn't one of ours."""
_SCRYPT_N = 2**17
"""With r = 8 and p = 1: 128 MiB and some tenths of a second for each guess."""


def read_passphrase(file: Path, *, new: bool) -> str:
    """The first line of a file that only its owner may read; `new`: long enough to encrypt with. Raises BackupError."""
    try:
        with file.open(encoding="utf-8") as opened:
            if os.name == "posix" and stat.S_IMODE(os.fstat(opened.fileno()).st_mode) & 0o077:
                raise BackupError(f"{file} can be read by others. Take that away with: chmod 600 {file}")
            text = opened.readline(LONGEST + 2).rstrip("\r\n")
    except OSError as error:
        raise BackupError(f"The passphrase can't be read from {file}: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise BackupError(f"The passphrase in {file} is not UTF-8. Write it again.") from None
    if not text or len(text) > LONGEST or (new and len(text) < SHORTEST):
        raise BackupError(
            f"The first line of {file} is the passphrase: it must have {SHORTEST} to {LONGEST:,} characters."
        )
    return text


def is_sealed(path: Path) -> bool:
    """Whether the file is encrypted."""
    with path.open("rb") as file:
        return file.read(len(_IDENTITY) + 1) == _IDENTITY.encode() + b"\0"


def seal(source: Path, target: IO[bytes], words: str) -> None:
    """Encrypt `source` into `target`, by way of a file beside `source`. Raises OSError."""
    identity = x25519.Identity.generate()
    sealed = source.with_name(_CONTENT)
    with source.open("rb") as plain, sealed.open("xb") as encrypted:
        encrypt_io(plain, encrypted, [identity.to_public()])
    with tarfile.open(fileobj=target, mode="w") as archive:
        wrapped = _wrap(str(identity), words)
        member = tarfile.TarInfo(_IDENTITY)
        member.size, member.mode = len(wrapped), 0o600
        archive.addfile(member, BytesIO(wrapped))
        member = tarfile.TarInfo(_CONTENT)
        member.size, member.mode = sealed.stat().st_size, 0o600
        with sealed.open("rb") as encrypted:
            archive.addfile(member, encrypted)


def unseal(path: Path, target: Path, words: str) -> None:
    """Decrypt the sealed backup `path` into the new file `target`, which is whole only if this returns.

    Raises BackupError.
    """
    with _damage_told(path), tarfile.open(path, mode="r:") as archive:
        identity = x25519.Identity.from_str(_open_identity(archive, words, path))
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as plain, _member(archive, _CONTENT) as encrypted:
            decrypt_io(encrypted, plain, [identity])


def _wrap(identity: str, words: str) -> bytes:
    salt = os.urandom(16)
    token = Fernet(_key(words, salt)).encrypt(identity.encode()).decode()
    values = {"salt": base64.b64encode(salt).decode(), "identity": token}
    return json.dumps({**values, "sha256": _sum(values["salt"], token)}, indent=1).encode()


def _open_identity(archive: tarfile.TarFile, words: str, path: Path) -> str:
    with _member(archive, _IDENTITY) as file:
        values = json.loads(file.read(_MOST_OF_IDENTITY))
    salt, token, checksum = (str(values[name]) for name in ("salt", "identity", "sha256"))
    if checksum != _sum(salt, token):
        raise ValueError(_IDENTITY)
    try:
        return Fernet(_key(words, base64.b64decode(salt))).decrypt(token).decode("ascii")
    except InvalidToken:
        raise BackupError(f"The passphrase is not the one that {path} was encrypted with. Use that one.") from None


def _key(words: str, salt: bytes) -> bytes:
    return base64.urlsafe_b64encode(Scrypt(salt=salt, length=32, n=_SCRYPT_N, r=8, p=1).derive(words.encode()))


def _sum(salt: str, token: str) -> str:
    """Tells a damaged file from another passphrase, and nothing more."""
    return hashlib.sha256(f"{salt} {token}".encode()).hexdigest()


def _member(archive: tarfile.TarFile, name: str) -> IO[bytes]:
    member = archive.next()
    file = archive.extractfile(member) if member and member.isfile() and member.name == name else None
    if file is None:
        raise tarfile.TarError(name)
    return file


@contextmanager
def _damage_told(path: Path) -> Iterator[None]:
    try:
        yield
    except (
        tarfile.TarError,
        DecryptError,
        IdentityError,
        EOFError,
        OSError,
        ValueError,
        LookupError,
        TypeError,
    ) as error:
        raise BackupError(
            f"{path} is no whole backup of Keylodge: it was damaged since it was encrypted ({type(error).__name__}). "
            "Use another one."
        ) from None
