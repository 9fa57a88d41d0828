"""Add Role and Edit Role: what is typed is kept, and what others save meanwhile is merged or asked about."""

from collections.abc import Awaitable, Callable, Mapping
from uuid import UUID

from nicegui import context

from components.forms.drafts import draft_key, read_draft
from components.forms.form_dialog import START_OVER, FormDialog
from components.forms.form_entries import Value
from components.people.role_form import build_role_form
from errors import NotFound
from pages.console.edit_dialog import open_edit
from pages.console.editing import Author, Editing, Values
from pages.console.frame import current_actor, current_person, say
from pages.console.zone import browser_zone
from services.access.access import Person
from services.live.changes import Kind
from services.live.news import News
from services.people import roles
from services.people.roles import RoleFields, RoleView


async def add_role(on_added: Callable[[UUID], Awaitable[None]]) -> None:
    """Open Add Role; tells `on_added` the new role's ID."""
    again = True
    while again:
        key = draft_key(str((await current_person()).id), "add-role")
        with context.client:
            adding = _AddRole()
        adding.form.start(key, await read_draft(key))
        again = await adding.form.answer() == START_OVER
        if adding.new is not None:
            say(f"Added the role {adding.new.name}.")
            await on_added(adding.new.id)


async def edit_role(role_id: UUID) -> None:
    """Open Edit Role, until it is saved or left. Raises NotFound."""

    async def make(person: Person) -> _EditRole:
        return _EditRole(person, await roles.get(person.actor, role_id))

    await open_edit(make, "edit-role", str(role_id))


class _AddRole:
    def __init__(self) -> None:
        self.new: RoleView | None = None
        self.form = FormDialog("Add Role", "", action="Add")
        self.form.submit = self.submit
        with self.form:
            build_role_form(self.form)

    async def submit(self) -> None:
        self.new = await roles.add(current_actor(), role_fields(self.form.values()))
        self.form.finish(None)


class _EditRole:
    def __init__(self, person: Person, role: RoleView) -> None:
        self.role = role
        self.form = FormDialog("Edit Role", role.name, action="Save", tells=True)
        self.form.submit = self.submit
        self.editing = Editing(self.form, person, browser_zone(), "role", role.name)
        with self.form:
            build_role_form(self.form, role.name, role.description)

    async def submit(self) -> None:
        """Save, ask where it clashes, close."""
        if await self.editing.save(self._save, self._author):
            self.form.finish(None)
            say(f"Saved the role {self.role.name}.")

    async def hear(self, news: News) -> None:
        """Something changed: show what, where it is this role."""
        if not news.concerns(Kind.ROLE, self.role.id):
            return
        try:
            role = await roles.get(current_actor(), self.role.id)
        except NotFound:
            words = "This role was removed meanwhile. Nothing can be saved; what you typed can still be copied."
            self.editing.gone(words, Author(None, "Somebody", self.role.created_at))
            return
        await self.editing.follow({"name": role.name, "description": role.description}, author_of(role))

    async def _save(self, base: Values, wanted: Values) -> None:
        fields = role_fields(base), role_fields(wanted)
        self.role = await roles.edit(current_actor(), self.role.id, base=fields[0], wanted=fields[1])

    async def _author(self) -> Author:
        return author_of(await roles.get(current_actor(), self.role.id))


def role_fields(values: Mapping[str, Value]) -> RoleFields:
    """What a role's form holds, for `services.people.roles`."""
    return RoleFields(str(values["name"]), str(values["description"]))


def author_of(role: RoleView) -> Author:
    """Who changed it last."""
    changed = role.changed
    return Author(changed.by_id, changed.by_name, changed.at) if changed else Author(None, "Somebody", role.created_at)
