"""Edit Client: merges with what others save, asks where both changed the same field."""

from dataclasses import asdict
from functools import partial
from uuid import UUID

from components.clients.client_form import ClientParts, build_client_form
from components.clients.client_id import client_id_field
from components.forms.form_dialog import FormDialog
from components.forms.form_entries import Value
from errors import NotFound
from models import ClientType
from pages.console.edit_dialog import open_edit
from pages.console.editing import Author, Editing, Values
from pages.console.form_values import client_fields, form_value, role_choices
from pages.console.frame import current_actor, say
from pages.console.zone import browser_zone
from services.access.access import Person
from services.clients import clients, removed_clients
from services.clients.client_fields import LABELS, fields_of
from services.clients.clients import ClientView
from services.live.changes import Kind
from services.live.news import News
from services.people import roles
from services.people.roles import RoleView


async def edit_client(client_id: UUID) -> None:
    """Open Edit Client, until it is saved or left."""

    async def make(person: Person) -> _EditClient:
        view = await clients.get(person.actor, client_id)
        held = await roles.list_roles(person.actor) if view.client.type is ClientType.CLIENT_CREDENTIALS else []
        return _EditClient(person, view, held)

    await open_edit(make, "edit-client", str(client_id))


class _EditClient:
    def __init__(self, person: Person, view: ClientView, held: list[RoleView]) -> None:
        self.client = view.client
        self.form = FormDialog(
            "Edit Client", f"{view.client.name} · {view.client.type.label}", action="Save", width=640, tells=True
        )
        self.form.submit = self.submit
        self.editing = Editing(self.form, person, browser_zone(), "client", view.client.name)
        self.editing.settle = partial(clients.settle, view.client.type)
        choices = role_choices(held)
        self.editing.options = {role.id: role.name for role in choices}
        self.editing.to_value = lambda name, value: comparable(name, form_value(value))
        parts = ClientParts(fields_of(view.client.type), LABELS, stored_values(view), choices)
        with self.form:
            build_client_form(self.form, parts, lambda: client_id_field(str(view.client.id)))

    async def submit(self) -> None:
        """Save, ask where it clashes, close."""
        if await self.editing.save(self._save, self._author):
            self.form.finish(None)
            say(f"{self.client.name} saved.")

    async def hear(self, news: News) -> None:
        """Something changed: show what, where it is this client."""
        if not news.concerns(Kind.CLIENT, self.client.id):
            return
        try:
            view = await clients.get(current_actor(), self.client.id)
        except NotFound:
            await self._gone()
            return
        await self.editing.follow(stored_values(view), _author_of(view))

    async def _save(self, base: Values, wanted: Values) -> None:
        view = await clients.edit(
            current_actor(), self.client.id, base=client_fields(base), wanted=client_fields(wanted)
        )
        self.client = view.client

    async def _author(self) -> Author:
        return _author_of(await clients.get(current_actor(), self.client.id))

    async def _gone(self) -> None:
        removed = (await removed_clients.read_removed(current_actor(), self.client.id)).client
        by = removed.removed_by_name or "Somebody"
        self.editing.gone(
            f"{by} removed this client. Nothing can be saved; restore it under Recently removed.",
            Author(removed.removed_by_id, by, removed.changed_at),
        )


def stored_values(view: ClientView) -> dict[str, Value]:
    """A stored client's fields as a form holds them."""
    names = fields_of(view.client.type)
    return {name: comparable(name, form_value(value)) for name, value in asdict(view.fields).items() if name in names}


def comparable(name: str, value: Value) -> Value:
    """A form's value for comparing: roles sorted, since their order means nothing."""
    return tuple(sorted(value)) if name == "role_ids" and isinstance(value, tuple) else value


def _author_of(view: ClientView) -> Author:
    client = view.client
    return Author(client.changed_by_id, client.changed_by_name or "Somebody", client.changed_at)
