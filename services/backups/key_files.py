"""The master key's part of a backup: packed with it, or kept elsewhere and known again."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from errors import SettingsError
from services.backups import archives
from services.backups.archives import Manifest
from services.backups.errors import BackupError
from services.backups.workspaces import aside
from services.keys import keys
from settings import Settings


def add(values: Settings, folder: Path) -> bool:
    """Put the master key into `folder`; False where it comes from KEYLODGE_MASTER_KEY, which stays out of backups."""
    keys.master_key(values)
    if values.master_key.get_secret_value():
        return False
    shutil.copyfile(values.data_dir / keys.FILE, folder / archives.KEY)
    return True


def check_of(values: Settings) -> str:
    """Tells master keys apart, and nothing else about them."""
    return keys.derive("backup check", values)[:12].hex()


def is_there(values: Settings) -> bool:
    """Whether there is a master key; looking for it by way of `keys` would make one."""
    return bool(values.master_key.get_secret_value()) or (values.data_dir / keys.FILE).exists()


def check_fits(values: Settings, manifest: Manifest, folder: Path, *, force: bool) -> None:
    """A key in the environment rules, so it must be the right one; a file in the data folder can be replaced.

    Raises BackupError.
    """
    packed, file = folder / archives.KEY, values.data_dir / keys.FILE
    if packed.exists() and not values.master_key.get_secret_value():
        packed.chmod(0o600)
        if check_of(in_force(values, folder)) != manifest.key_check:
            raise BackupError("The master key in this backup is not the one that it says. Use another one.")
        if file.exists() and file.read_bytes() != packed.read_bytes() and not force:
            raise BackupError(f"{file} holds another master key. With --force the backup's takes its place.")
        return
    try:
        fits = is_there(values) and manifest.key_check in ("", check_of(values))
    except SettingsError:
        fits = False
    if not fits:
        raise BackupError(
            "This backup was made with another master key than the one in force. Set KEYLODGE_MASTER_KEY to that one."
        )


def in_force(values: Settings, folder: Path) -> Settings:
    """The settings with the master key as it will be once the backup in `folder` is restored."""
    packed = (folder / archives.KEY).exists() and not values.master_key.get_secret_value()
    return values.model_copy(update={"data_dir": folder}) if packed else values


@contextmanager
def put(values: Settings, folder: Path) -> Iterator[tuple[Path, ...]]:
    """Put the packed key in its place while the block puts the database; as before where that fails.

    Gives where the key before is kept now, if there was another one.
    """
    packed, place = folder / archives.KEY, values.data_dir / keys.FILE
    if in_force(values, folder) is values or (place.exists() and place.read_bytes() == packed.read_bytes()):
        yield ()
        return
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = (aside(place),) if place.exists() else ()
    for file in kept:
        os.link(place, file)
    shutil.move(packed, draft := place.with_name(f".{place.name}.restored"))
    draft.replace(place)
    try:
        yield kept
    except BaseException:
        place.unlink()
        for file in kept:
            file.replace(place)
        raise
