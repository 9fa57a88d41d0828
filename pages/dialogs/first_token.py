"""What a new secret is shown with, and a client tried with later: examples, and a real token."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from nicegui import context

from components.first_token.callback import Callback
from components.first_token.client_examples import SCOPE, examples_of
from components.first_token.first_token import Device, SignIn, Trial
from components.first_token.first_token_later import FirstTokenDialog
from components.secrets.secret_shown import ShownSecret, show_secret
from errors import NotFound
from models import Client, ClientType
from pages.console.frame import current_actor, current_site, current_tenant, say
from pages.console.live import follow
from pages.dialogs import callback
from services.callers import issuers
from services.clients import client_redirects, clients, redirects
from services.live.changes import Kind
from services.live.news import News
from services.secrets.secrets import NewSecret

TOKEN_PATH: Final = f"{issuers.PATH}/connect/token"
"""On the origin that the browser is on, which is the only one that a page may ask."""
AUTHORIZE_PATH: Final = f"{issuers.PATH}/connect/authorize"
DEVICE_PATH: Final = f"{issuers.PATH}/connect/deviceauthorization"
RESPONSE_TYPES: Final = {ClientType.AUTHORIZATION_CODE: "code", ClientType.HYBRID: "code id_token"}


async def show_new_secret(new: NewSecret, client: Client, about: str) -> None:
    """Show a client's new secret, until it is closed; `about` is the line below the title."""
    with _trial(client) as trial:
        await show_secret(ShownSecret(new.text, str(client.id), about, trial))


async def open_first_token(client_id: UUID) -> None:
    """Examples and a token for a client whose secret was shown before, and is pasted, or that has none.

    Raises NotFound.
    """
    with context.client:
        client = (await clients.get(current_actor(), client_id)).client
        with _trial(client) as trial:
            await FirstTokenDialog(client.name, trial, with_secret=client.type.has_secrets).answer()


@contextmanager
def _trial(client: Client) -> Iterator[Trial]:
    """How this client gets a token. While the block runs, others may register the callback, or remove it."""
    issuer, client_id = issuers.current().url, str(client.id)
    if client.type not in RESPONSE_TYPES:
        device = Device(DEVICE_PATH, SCOPE) if client.type is ClientType.DEVICE_CODE else None
        yield Trial(client_id, examples_of(client.type, client_id, issuer), TOKEN_PATH, device=device)
        return
    waiting = _Waiting(client)
    home = next((uri for uri in client.redirect_uris if uri != waiting.uri), waiting.uri)
    examples = examples_of(client.type, client_id, issuer, home)
    sign_in = SignIn(AUTHORIZE_PATH, waiting.uri, RESPONSE_TYPES[client.type], SCOPE, issuer)
    end = follow(current_tenant().id, waiting.hear)
    try:
        yield Trial(client_id, examples, TOKEN_PATH, sign_in, callback=waiting.callback)
    finally:
        end()


class _Waiting:
    """A dialog that runs an authorization once its callback is one of the client's redirect URIs."""

    def __init__(self, client: Client) -> None:
        self.id = client.id
        self.uri = current_site().url(callback.PATH)
        self.callback = Callback(self.uri, registered=self._is_registered(client), on_add=self.register)

    async def register(self) -> None:
        """Add the callback to the client's redirect URIs. Raises RuleViolation, Forbidden, NotFound."""
        await client_redirects.register(current_actor(), self.id, self.uri)
        say("Redirect URI added.")

    async def hear(self, news: News) -> None:
        """Something changed: look whether the callback is registered, where it is this client."""
        if not news.concerns(Kind.CLIENT, self.id):
            return
        try:
            self.callback.set_registered(self._is_registered((await clients.get(current_actor(), self.id)).client))
        except NotFound:
            self.callback.set_registered(False)

    def _is_registered(self, client: Client) -> bool:
        return redirects.is_registered(self.uri, client.redirect_uris)
