"""Where backups are put together and taken apart."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path

from services.backups.errors import BackupError
from services.live import clock

_PREFIX = ".keylodge-backup-"


@contextmanager
def workspace(beside: Path) -> Iterator[Path]:
    """A folder of our own, on the file system where its files will be needed, gone at the end. Raises BackupError.

    What a killed process left of its own goes first.
    """
    try:
        beside.mkdir(parents=True, exist_ok=True, mode=0o700)
        for left in beside.glob(f"{_PREFIX}*"):
            _remove_if_left(left)
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=beside))
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise BackupError(f"{beside} can't be written to: {error.strerror}. Choose another folder.") from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)


def _remove_if_left(folder: Path) -> None:
    """Its lock went with the process that had it."""
    with suppress(OSError):  # in use, or somebody else's
        handle = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


def aside(place: Path, ending: str = "") -> Path:
    """A name that is free, for keeping what is at `place`: it says when that was replaced, in UTC."""
    name = f"{place.name}.before-restore-{clock.machine():%Y-%m-%dT%H-%M-%S}"
    names = chain([name], (f"{name}-{number}" for number in count(2)))
    return next(kept for kept in (place.with_name(name + ending) for name in names) if not kept.exists())
