"""`backup` and `restore`: the whole installation in one file, and back."""

from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from commands import progress

if TYPE_CHECKING:
    from services.backups.making import Made
    from services.backups.restoring import Restored

PassphraseFile = Annotated[
    Path | None,
    typer.Option(help="A file that only you can read, with the passphrase of the backup in its first line."),
]


def backup(
    path: Annotated[Path, typer.Argument(help="The file to write, such as keylodge-2026-11-23.tar.gz.")],
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file where there is one.")] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Write the whole installation to one file.

    It holds the database as it is now, and the master key. Keylodge may be running. Whoever has the file can read
    everything in it: encrypt it with --passphrase-file, or keep it as safe as the data folder.
    """
    import asyncio

    import db
    import settings
    from services.backups import making, sealing

    values = settings.load()
    passphrase = sealing.read_passphrase(passphrase_file, new=True) if passphrase_file else ""

    async def work() -> "Made":
        with progress.shown("Backup") as tell:
            done = await making.backup(values, path, force=force, progress=tell, passphrase=passphrase)
        async with db.connect(values.url_of_database):
            await making.record(done)
        return done

    made = asyncio.run(work())
    how = "encrypted with the passphrase" if passphrase else "readable by you alone"
    typer.echo(f"Wrote {made.path} ({made.size / 1e6:,.1f} MB), {how}.")
    if made.with_key:
        typer.echo("It holds the master key.")
    else:
        typer.echo("It does not hold the master key, which KEYLODGE_MASTER_KEY sets: keep that one too.")


def restore(
    path: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    force: Annotated[bool, typer.Option("--force", help="Replace the database that is there.")] = False,
    as_it_was: Annotated[
        bool,
        typer.Option("--as-it-was", help="Bring back what was revoked since, too: secrets, people, roles, clients."),
    ] = False,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Put a backup in the place of what is there.

    It brings back the database and the master key. Stop Keylodge first.

    A database that is there already is replaced only with --force, and kept: SQLite's beside the new one, PostgreSQL's
    in a file beside the backup. What was revoked since the backup was made stays revoked, and is listed. Everybody has
    to sign in again, and tokens that were given before are refused.
    """
    import asyncio

    import settings
    from services.backups import restoring, sealing

    values = settings.load()
    passphrase = sealing.read_passphrase(passphrase_file, new=False) if passphrase_file else ""
    with progress.shown("Restore") as tell:
        work = restoring.restore(values, path, force=force, as_it_was=as_it_was, passphrase=passphrase, progress=tell)
        done = asyncio.run(work)
    typer.echo(f"Restored the backup of {done.made_at.astimezone(UTC):%Y-%m-%d %H:%M} UTC. Everybody signs in again,")
    typer.echo("applications too: new keys sign, and tokens that were given before are refused.")
    _tell_compared(done, as_it_was=as_it_was)
    for file in done.kept:
        typer.echo(f"What was there before is kept in {file}. Delete it when all is well.")


def _tell_compared(done: "Restored", *, as_it_was: bool) -> None:
    revoked = done.compared.revoked
    if revoked:
        result = "--as-it-was brought it back" if as_it_was else "it stays revoked"
        typer.echo(f"\nRevoked since that backup was made, and {result}:")
    for tenant_id, several in groupby(sorted(revoked, key=lambda each: each.tenant_id), lambda each: each.tenant_id):
        typer.echo(f"  In {done.tenants[tenant_id]}:")
        for each in several:
            typer.echo(f"  - {each.words}")
    if revoked and not as_it_was:
        typer.echo("Restore again with --as-it-was to bring it back.")
    if done.compared.unknown:
        typer.echo(
            f"Not compared: {done.compared.unknown}. Look through secrets, people, roles and clients for what was "
            "revoked since the backup was made: it is back."
        )
    for name in done.unmanned:
        typer.echo(
            f"Nobody can sign in as Tenant Administrator of {name} now. Make an account with create-user, or enable "
            "one by restoring with --as-it-was."
        )
