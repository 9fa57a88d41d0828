"""What a new secret is shown with, and an old one tried with: examples, and the token endpoint."""

from uuid import UUID

from nicegui import context

from components.client_examples import Example, examples_of
from components.first_token_later import FirstTokenDialog
from components.secret_shown import ShownSecret
from models import Client, ClientType
from pages.frame import current_actor
from services import clients, issuers
from services.secrets import NewSecret

TOKEN_PATH = f"{issuers.PATH}/connect/token"
"""On the origin that the browser is on, which is the only one that a page may ask."""


def shown_secret(new: NewSecret, client: Client, about: str) -> ShownSecret:
    """A client's new secret as its dialog shows it; `about` is the line below the title."""
    return ShownSecret(new.text, str(client.id), about, _examples(client), _token_path(client))


async def open_first_token(client_id: UUID) -> None:
    """The same for a client whose secret was shown before, and is pasted. Raises NotFound."""
    with context.client:
        client = (await clients.get(current_actor(), client_id)).client
        words = title(client.type)
        await FirstTokenDialog(words, client.name, str(client.id), _examples(client), _token_path(client)).answer()


def title(kind: ClientType) -> str:
    """What there is for clients of this type: a token to get, or examples alone."""
    return "Get a token" if kind is ClientType.CLIENT_CREDENTIALS else "Examples"


def _examples(client: Client) -> tuple[Example, ...]:
    return examples_of(client.type, str(client.id), issuers.current().url)


def _token_path(client: Client) -> str:
    return TOKEN_PATH if client.type is ClientType.CLIENT_CREDENTIALS else ""
