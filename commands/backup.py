"""`backup` and `restore`: the whole installation in one file, and back."""

import asyncio
from datetime import UTC
from pathlib import Path
from typing import Annotated

import typer

import settings
from commands import progress
from services.backups import making


def backup(
    path: Annotated[Path, typer.Argument(help="The file to write, such as keylodge-2026-11-23.tar.gz.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file where there is one.")] = False,
) -> None:
    """Write the whole installation to one file.

    It holds the database as it is now, and the master key. Keylodge may be running. Whoever has the file can read
    everything in it: keep it as safe as the data folder.
    """
    values = settings.load()
    with progress.shown("Backup") as tell:
        made = asyncio.run(making.backup(values, path, force=force, progress=tell))
    typer.echo(f"Wrote {made.path} ({made.size / 1e6:,.1f} MB), readable by you alone.")
    if made.with_key:
        typer.echo("It holds the master key.")
    else:
        typer.echo("It does not hold the master key, which KEYLODGE_MASTER_KEY sets: keep that one too.")


def restore(
    path: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the database that is there.")] = False,
) -> None:
    """Put a backup in the place of what is there.

    It brings back the database and the master key. Stop Keylodge first.

    A database that is there already is replaced only with --force. SQLite's is then kept beside the new one; of
    PostgreSQL's nothing is kept, so make a backup first. Everybody has to sign in again afterwards.
    """
    values = settings.load()
    with progress.shown("Restore") as tell:
        done = asyncio.run(making.restore(values, path, force=force, progress=tell))
    typer.echo(f"Restored the backup of {done.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC. Everybody signs in again.")
    for file in done.kept:
        typer.echo(f"What was there before is kept in {file}. Delete it when all is well.")
