"""Making and restoring backups as the command line does, without its words."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.backups import making, restoring
from services.backups.making import Made
from services.backups.restoring import Restored
from settings import Settings

ONLY_SQLITE = pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
ONLY_POSTGRES = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)

Elsewhere = Callable[[], Settings]


def quiet(_done: int, _total: int) -> None:
    """Nobody looks."""


async def backup(values: Settings, path: Path, *, force: bool = False, passphrase: str = "") -> Made:
    return await making.backup(values, path, force=force, progress=quiet, passphrase=passphrase)


async def restore(
    values: Settings, path: Path, *, force: bool = False, as_it_was: bool = False, passphrase: str = ""
) -> Restored:
    return await restoring.restore(
        values, path, force=force, as_it_was=as_it_was, passphrase=passphrase, progress=quiet
    )
