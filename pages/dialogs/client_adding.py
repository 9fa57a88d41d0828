"""Add Client, with the first secret where the type has secrets."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, datetime
from uuid import UUID, uuid4

from components.clients.client_form import ClientParts, build_client_form
from components.forms.drafts import Draft, clear_draft, draft_key, read_draft
from components.forms.fields import text_field
from components.forms.form_dialog import START_OVER, FormDialog
from components.forms.form_entries import TextEntry
from components.secrets.secret_form import SecretParts, build_secret_form
from components.time_words import exact
from errors import NotFound, RuleViolation
from models import ClientType, Secret
from pages.console.form_values import Moments, client_fields, form_value, role_choices
from pages.console.frame import current_actor, current_person, say
from pages.console.zone import browser_zone
from pages.dialogs.first_token import show_new_secret
from services.clients import clients
from services.clients.client_fields import LABELS, ClientFields, fields_of
from services.clients.clients import NewClient
from services.people import roles
from services.secrets import secrets
from services.secrets.secrets import SecretFields

FIRST = "secret."
"""What the names of the first secret's fields begin with."""
ABOUT = {
    ClientType.AUTHORIZATION_CODE: " · proves itself with PKCE, has no secret",
    ClientType.DEVICE_CODE: " · a person confirms each device, has no secret",
}


async def add_client(kind: ClientType, on_added: Callable[[UUID], Awaitable[None]]) -> None:
    """Open Add Client; tells `on_added`, then shows the first secret."""
    again = True
    while again:
        adding = await _Adding.prepare(kind)
        again = await adding.form.answer() == START_OVER
        if adding.new is not None:
            await _after(adding.new, on_added, adding.moments)


class _Adding:
    """One Add Client dialog.

    `proposed` is the ID that the client gets where none is typed: a second try after a lost answer is the same client,
    never another.
    """

    def __init__(self, kind: ClientType, moments: Moments, proposed: UUID) -> None:
        self.kind, self.moments, self.proposed = kind, moments, proposed
        self.new: NewClient | None = None
        about = kind.label + ABOUT.get(kind, "")
        self.form = FormDialog("Add Client", about, action="Add", width=600 if kind.has_secrets else 640)
        self.form.submit = self.submit

    @classmethod
    async def prepare(cls, kind: ClientType) -> "_Adding":
        person = await current_person()
        key = draft_key(str(person.id), "add-client", kind.value)
        draft = await _still_wanted(key, await read_draft(key))
        policy, now = await secrets.policy(person.actor)
        made = cls(kind, Moments(policy, now, browser_zone()), _uuid(draft.mark if draft else "") or uuid4())
        held = await roles.list_roles(person.actor) if kind is ClientType.CLIENT_CREDENTIALS else []
        values = {name: form_value(value) for name, value in asdict(ClientFields()).items()}
        parts = ClientParts(fields_of(kind), LABELS, values, role_choices(held))
        with made.form:
            build_client_form(made.form, parts, made.build_id)
            if kind.has_secrets:
                made.build_secret()
        made.form.start(key, draft, str(made.proposed))
        return made

    def build_id(self) -> None:
        field = text_field(
            "Client ID",
            optional=True,
            mono=True,
            placeholder="Leave empty for a new one",
            help="A GUID, for moving a client here. It can't be changed later.",
        )
        self.form.add(TextEntry("client_id", field, "Client ID"))

    def build_secret(self) -> None:
        default = self.moments.default
        with self.form.part("First secret"):
            build_secret_form(self.form, SecretParts(self.moments.rules, default, default), FIRST)

    async def submit(self) -> None:
        values = self.form.values()
        first, unread = self._first_secret()
        typed = str(values["client_id"]).strip()
        try:
            self.new = await clients.add(
                current_actor(),
                self.kind,
                client_fields(values),
                client_id=typed or str(self.proposed),
                secret=first,
            )
        except RuleViolation as error:
            raise RuleViolation({**error.fields, **unread}) from None
        self.form.finish(None)

    def _first_secret(self) -> tuple[SecretFields | None, dict[str, str]]:
        """The first secret's fields, and what is wrong with its date where that can't be read.

        The fields hold a date then that is refused, so that all other errors show at once.
        """
        if not self.kind.has_secrets:
            return None, {}
        values = self.form.values()
        try:
            return self.moments.fields(values, FIRST), {}
        except RuleViolation as error:
            past = datetime(2000, 1, 1, tzinfo=UTC)
            unread = {f"{FIRST}{name}": sentence for name, sentence in error.fields.items()}
            return SecretFields(str(values[f"{FIRST}description"]), past), unread


async def _still_wanted(key: str, draft: Draft | None) -> Draft | None:
    """The draft, unless its client was added before the answer got lost."""
    there = _uuid(draft.mark) if draft else None
    if there is None:
        return draft
    try:
        view = await clients.get(current_actor(), there)
    except NotFound:
        return draft
    clear_draft(key)
    say(f"{view.client.name} was added before the connection was lost.")
    return None


async def _after(new: NewClient, on_added: Callable[[UUID], Awaitable[None]], moments: Moments) -> None:
    try:
        await on_added(new.client.id)
    finally:
        if new.secret is not None:
            about = f"{new.client.name} · {secret_words(new.secret.secret, moments)}"
            await show_new_secret(new.secret, new.client, about)


def secret_words(secret: Secret, moments: Moments) -> str:
    """What a new secret is, in a line: "Historian node C · expires 23 Nov 2027, 11:20 (Europe/Oslo)"."""
    ends = f"expires {exact(secret.expires_at, moments.zone)}" if secret.expires_at else "never expires"
    return f"{secret.description} · {ends}" if secret.description else ends


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
