"""`serve`: the console, in this process until it is told to stop."""

from typing import Annotated

import typer


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on. 0.0.0.0: every one, needs KEYLODGE_PUBLIC_URL.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="Port to listen on; 0: any free one.", min=0, max=65535)] = 8080,
) -> None:
    """Migrate the database and start Keylodge. Where nobody has an account yet, it prints a link to make the first."""
    from commands import serving

    serving.run(host, port)
