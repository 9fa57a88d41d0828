"""What a new secret is shown with: examples, and the token endpoint to try it at."""

from components.client_examples import examples_of
from components.secret_shown import ShownSecret
from models import Client, ClientType
from services import issuers
from services.secrets import NewSecret

TOKEN_PATH = f"{issuers.PATH}/connect/token"
"""On the origin that the browser is on, which is the only one that a page may ask."""


def shown_secret(new: NewSecret, client: Client, about: str) -> ShownSecret:
    """A client's new secret as its dialog shows it; `about` is the line below the title."""
    client_id = str(client.id)
    return ShownSecret(
        new.text,
        client_id,
        about,
        examples_of(client.type, client_id, issuers.current().url),
        TOKEN_PATH if client.type is ClientType.CLIENT_CREDENTIALS else "",
    )
