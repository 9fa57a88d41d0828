"""The dialogs of secrets: adding (shown once), editing, removing."""

from uuid import UUID

from nicegui import context

from components.forms.drafts import draft_key, read_draft
from components.forms.form_dialog import START_OVER, FormDialog
from components.forms.removal import Loss, ask_removal
from components.secrets.secret_form import SecretParts, build_secret_form
from components.time_words import until
from models import Client
from pages.console.form_values import Moments
from pages.console.frame import current_actor, current_person, say
from pages.console.zone import browser_zone
from pages.dialogs.client_adding import secret_words
from pages.dialogs.first_token import show_new_secret
from pages.dialogs.made_along import LEAKED, gone_words, offers_of
from pages.dialogs.secret_editing import edit_secret, find_secret
from services.clients import clients
from services.leaks import made, removal
from services.secrets import secrets
from services.secrets.secrets import NewSecret


async def open_add_secret(client_id: UUID) -> None:
    """Add Secret; then the new one is shown once."""
    with context.client:
        again = True
        while again:
            adding = await _AddSecret.prepare(client_id)
            again = await adding.form.answer() == START_OVER
            if adding.new is not None:
                about = secret_words(adding.new.secret, adding.moments)
                await show_new_secret(adding.new, adding.client, about)


async def open_edit_secret(client_id: UUID, secret_id: int) -> None:
    """Edit Secret."""
    with context.client:
        await edit_secret(client_id, secret_id)


async def open_remove_secret(client_id: UUID, secret_id: int) -> None:
    """Remove Secret; asks, and is final."""
    with context.client:
        person = await current_person()
        name = (await clients.get(person.actor, client_id)).client.name
        secret = await find_secret(client_id, secret_id)
        _, now = await secrets.policy(person.actor)
        lead = f"Whatever signs in to {name} with this secret is refused from the next request on."
        if secret.expired(now):
            lead = f"This secret of {name} has {until(secret.expires_at or now, now)}: nothing signs in with it."
        offers = offers_of(await made.made_by(person.actor, client_id, secret_id))
        losses = [Loss("ban", "", "A removed secret can't be restored."), *([LEAKED] if offers else [])]
        chosen = await ask_removal("Remove Secret", secret.label, lead, losses, offers)
        if chosen is not None:
            parts = [removal.Part(key) for key in chosen]
            gone = await removal.remove_with_made(current_actor(), client_id, secret_id, parts)
            say(gone_words(secret.label, gone))


class _AddSecret:
    def __init__(self, client: Client, held: int, moments: Moments) -> None:
        self.client, self.moments = client, moments
        self.new: NewSecret | None = None
        self.form = FormDialog(
            "Add Secret", f"{client.name} · {held} of {secrets.MOST} secrets", action="Add", width=560
        )
        self.form.submit = self.submit
        with self.form:
            build_secret_form(self.form, SecretParts(moments.rules, moments.default, moments.default))

    @classmethod
    async def prepare(cls, client_id: UUID) -> "_AddSecret":
        """Read what the form shows, and build it."""
        person = await current_person()
        view = await clients.get(person.actor, client_id)
        held = await secrets.list_secrets(person.actor, client_id)
        policy, now = await secrets.policy(person.actor)
        made = cls(view.client, len(held), Moments(policy, now, browser_zone()))
        key = draft_key(str(person.id), "add-secret", str(client_id))
        made.form.start(key, await read_draft(key))
        return made

    async def submit(self) -> None:
        """Issue the secret, close."""
        fields = self.moments.fields(self.form.values())
        self.new = await secrets.add(current_actor(), self.client.id, fields)
        self.form.finish(None)
