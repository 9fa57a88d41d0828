"""The command line: `python main.py --help`."""

import logging
import os
import sys

import typer

from commands import accounts, backup, database, demo, keys, serve
from errors import KeylodgeError

cli = typer.Typer(
    help="Keylodge keeps the OAuth 2.0 clients of your tenants, and the secrets they sign in with.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
cli.command()(serve.serve)
cli.command()(accounts.create_user)
cli.command()(accounts.create_tenant)
cli.command()(accounts.list_users)
cli.command()(accounts.move_audience)
cli.command()(accounts.move_user)
cli.command()(accounts.remove_user)
cli.command()(accounts.reset_password)
cli.command()(demo.demo)
cli.command()(backup.backup)
cli.command()(backup.restore)
cli.command()(database.doctor)
cli.command()(database.migrate)
cli.command()(keys.rotate_keys)


def main() -> None:
    """Run the command that was asked for. A failure is a sentence and exit code 2, never a traceback."""
    os.umask(0o077)  # whatever is written holds keys or hashes, or may: for its owner only, from its first byte
    try:
        cli()
    except KeylodgeError as error:
        _fail(str(error))
    except KeyboardInterrupt:
        _fail("Stopped.")
    except Exception as error:
        logging.getLogger("keylodge").debug("The command failed", exc_info=error)
        _fail(f"This didn't work ({type(error).__name__}): {error}")


def _fail(words: str) -> None:
    print(words, file=sys.stderr)
    sys.exit(2)


if __name__ == "__main__":
    main()
