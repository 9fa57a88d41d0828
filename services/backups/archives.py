"""The file that a backup is: written whole or not at all, read with suspicion."""

import gzip
import json
import os
import re
import shutil
import tarfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from services.backups import sealing
from services.backups.errors import BackupError

FORMAT = 1
MANIFEST = "keylodge-backup.json"
KEY = "master.key"
DATABASE = "keylodge.db"
_PACKED = "packed.tar.gz"
_NAME = re.compile(r"keylodge-backup\.json|master\.key|keylodge\.db|[a-z][a-z0-9_]{0,62}\.copy")
_LEVEL = 3
"""gzip's: a third of the time of its best, at nearly its size."""

_PIECE = 1024 * 1024

Progress = Callable[[int, int], object]


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup is of. `tables`: of PostgreSQL, each table's columns, in the order to load them."""

    database: str
    made_at: str
    migrations: list[str]
    tables: dict[str, list[str]]
    key_check: str
    """Tells whether a master key is the one that was in force, and nothing else about it; empty: nobody knew it."""
    format: int = FORMAT


def check_free(path: Path, *, force: bool) -> None:
    """Raise BackupError where a backup can't be written to `path`."""
    if path.is_dir():
        raise BackupError(f"{path} is a folder. Name a file in it, such as {path / 'keylodge.tar.gz'}.")
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}. Make it, or name another file.")
    if path.exists() and not force:
        raise BackupError(f"{path} exists already. Name another file, or overwrite it with --force.")


def write(path: Path, folder: Path, manifest: Manifest, progress: Progress, passphrase: str = "") -> int:
    """Pack what lies in `folder` into `path`, readable by its owner only; answers its bytes. Raises BackupError.

    With a passphrase the file is encrypted with it.
    """
    (folder / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1))
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as raw:
            if passphrase:
                with (folder / _PACKED).open("xb") as plain:
                    _pack(folder, plain, progress)
                sealing.seal(folder / _PACKED, raw, passphrase)
            else:
                _pack(folder, raw, progress)
            raw.flush()
            os.fsync(raw.fileno())
        draft.replace(path)
        return path.stat().st_size
    except OSError as error:
        raise BackupError(f"{path} can't be written: {error.strerror or error}.") from None
    finally:
        draft.unlink(missing_ok=True)


def read(path: Path, folder: Path, passphrase: str = "") -> Manifest:
    """Unpack the backup `path` into `folder` and answer what it is. Raises BackupError.

    With a passphrase only a backup that was encrypted with it is good: whoever may write where backups lie can't make
    one.
    """
    if not path.is_file():
        raise BackupError(f"There is no file {path}. Look for a typing error.")
    try:
        packed = _opened(path, folder, passphrase)
        with gzip.open(packed) as whole:  # to its checksum at the end: tarfile takes garbage for the archive's end
            while whole.read(_PIECE):
                pass
        with tarfile.open(packed, mode="r:gz") as archive:
            for member in archive:
                _unpack(archive, member, folder)
    except (tarfile.TarError, EOFError, zlib.error, OSError) as error:
        raise BackupError(f"{path} is no whole backup of Keylodge ({type(error).__name__}). Use another one.") from None
    return _manifest(path, folder)


def _opened(path: Path, folder: Path, passphrase: str) -> Path:
    """The packed backup: `path` itself, or what was decrypted of it."""
    sealed = sealing.is_sealed(path)
    if sealed and not passphrase:
        raise BackupError(f"{path} is encrypted. Name a file that holds its passphrase with --passphrase-file.")
    if not sealed and passphrase:
        raise BackupError(f"{path} is not encrypted. If you know who made it, leave --passphrase-file out.")
    if sealed:
        sealing.unseal(path, folder / _PACKED, passphrase)
        return folder / _PACKED
    return path


def _pack(folder: Path, target: IO[bytes], progress: Progress) -> None:
    files = sorted(folder.iterdir(), key=lambda file: (file.name != MANIFEST, file.name))
    files = [file for file in files if file.name != _PACKED]
    with tarfile.open(fileobj=target, mode="w:gz", compresslevel=_LEVEL) as archive:
        for number, file in enumerate(files):
            archive.add(file, arcname=file.name, filter=_anonymous)
            progress(number + 1, len(files))


def _anonymous(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    source = archive.extractfile(member) if member.isfile() and _NAME.fullmatch(member.name) else None
    if source is None:
        raise tarfile.TarError(member.name)
    handle = os.open(folder / member.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source, os.fdopen(handle, "wb") as target:
        shutil.copyfileobj(source, target, 1024 * 1024)


def _manifest(path: Path, folder: Path) -> Manifest:
    try:
        values: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        manifest = Manifest(**values)
    except (OSError, ValueError, TypeError):
        raise BackupError(f"{path} is no backup of Keylodge. Use another file.") from None
    if manifest.format != FORMAT:
        raise BackupError(f"{path} was made by a later Keylodge. Restore it with that one.")
    return manifest
