"""Edit Secret: description and expiration, merged with what others save."""

from datetime import datetime
from uuid import UUID

from components.forms.form_dialog import FormDialog
from components.forms.form_entries import Value
from components.secrets.secret_form import SecretParts, build_secret_form
from errors import NotFound
from models import Client, Secret
from pages.console.edit_dialog import open_edit
from pages.console.editing import Author, Editing, Values
from pages.console.form_values import Moments
from pages.console.frame import current_actor, say
from pages.console.zone import browser_zone
from services.access.access import Person
from services.clients import clients
from services.live.changes import Kind
from services.live.news import News
from services.secrets import secrets


async def edit_secret(client_id: UUID, secret_id: int) -> None:
    """Open Edit Secret, until it is saved or left."""

    async def make(person: Person) -> _EditSecret:
        client, secret = await _read(client_id, secret_id)
        policy, now = await secrets.policy(person.actor)
        return _EditSecret(person, client, secret, Moments(policy, now, browser_zone()))

    await open_edit(make, "edit-secret", str(client_id), str(secret_id))


class _EditSecret:
    def __init__(self, person: Person, client: Client, secret: Secret, moments: Moments) -> None:
        self.client, self.secret, self.moments = client, secret, moments
        self.form = FormDialog("Edit Secret", f"{secret.label} · {client.name}", action="Save", width=560, tells=True)
        self.form.submit = self.submit
        self.editing = Editing(self.form, person, moments.zone, "secret", f"{secret.label} · {client.name}")
        self.editing.to_value = lambda _, value: self._value(value)
        stored = self._stored(secret)
        with self.form:
            build_secret_form(
                self.form,
                SecretParts(moments.rules, str(stored["expires_at"]), moments.default, secret.description),
            )

    async def submit(self) -> None:
        """Save, ask where it clashes, close."""
        if await self.editing.save(self._save, self._author):
            self.form.finish(None)
            say(f"{self.secret.label} saved.")

    async def hear(self, news: News) -> None:
        """Something changed: show what, where it is this secret."""
        if not news.concerns(Kind.CLIENT, self.client.id):
            return
        try:
            self.client, secret = await _read(self.client.id, self.secret.id)
        except NotFound:
            words = "This secret was removed meanwhile. Nothing can be saved; add a new one."
            self.editing.gone(words, Author(None, "Somebody", self.moments.now))
            return
        await self.editing.follow(self._stored(secret), await self._author())

    def _stored(self, secret: Secret) -> dict[str, Value]:
        return {"description": secret.description, "expires_at": self._value(secret.expires_at)}

    def _value(self, value: object) -> Value:
        return self.moments.text(value) if value is None or isinstance(value, datetime) else str(value)

    async def _save(self, base: Values, wanted: Values) -> None:
        self.secret = await secrets.edit(
            current_actor(),
            self.client.id,
            self.secret.id,
            base=self.moments.fields(base),
            wanted=self.moments.fields(wanted),
        )

    async def _author(self) -> Author:
        client = (await clients.get(current_actor(), self.client.id)).client
        return Author(client.changed_by_id, client.changed_by_name or "Somebody", client.changed_at)


async def _read(client_id: UUID, secret_id: int) -> tuple[Client, Secret]:
    client = (await clients.get(current_actor(), client_id)).client
    return client, await find_secret(client_id, secret_id)


async def find_secret(client_id: UUID, secret_id: int) -> Secret:
    """One secret of a client. Raises NotFound."""
    for secret in await secrets.list_secrets(current_actor(), client_id):
        if secret.id == secret_id:
            return secret
    raise NotFound(secrets.NO_SECRET)
