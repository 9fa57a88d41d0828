"""Commands about the keys that sign tokens."""

from typing import Annotated

import typer

from commands.running import with_database


def rotate_keys(
    withdraw: Annotated[
        bool,
        typer.Option(
            "--withdraw", help="A key leaked: the new ones sign at once, and every token signed before is refused."
        ),
    ] = False,
) -> None:
    """Make new signing keys. The server does it every 90 days by itself; running servers take them up within seconds.

    New keys are published now and sign in an hour, when everybody who keeps the key set for an hour has seen them. The
    old ones stay published until the last token that they signed has expired.
    """
    from services.keys import signing_keys
    from services.live import clock

    async def work() -> None:
        made = await signing_keys.rotate(withdraw=withdraw)
        now = await clock.now()
        for key_id, signs_from in made.items():
            since = f"from {signs_from:%Y-%m-%d %H:%M} UTC on" if signs_from > now else "from now on"
            typer.echo(f"Made the signing key {key_id}. It is published now and signs {since}.")
        if withdraw:
            typer.echo("Tokens signed before are refused: clients have to ask for new ones.")
        else:
            typer.echo("Tokens signed before stay good until they expire.")

    with_database(work)
