"""Add User and Edit User: what is typed is kept, and what others save meanwhile is merged or asked about."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from uuid import UUID

from nicegui import context

from components.forms.drafts import draft_key, read_draft
from components.forms.form_dialog import START_OVER, FormDialog
from components.forms.form_entries import Value
from components.people.user_form import RoleChoice, build_user_form
from errors import NotFound
from models.actions import TargetKind
from pages.console.edit_dialog import open_edit
from pages.console.editing import Author, Editing, Values
from pages.console.form_values import form_value
from pages.console.frame import current_actor, current_person, say
from pages.console.zone import browser_zone
from pages.users import user_rows
from services.access import activity
from services.access.access import Person
from services.live.changes import Kind
from services.live.news import News
from services.people import roles, users
from services.people.user_views import UserFields, UserView

OnAdded = Callable[[UserView, str], Awaitable[None]]


async def add_user(on_added: OnAdded) -> None:
    """Open Add User; tells `on_added` the new person, and the token of the link that lets them in."""
    again = True
    while again:
        person = await current_person()
        choices = user_rows.choices(await roles.list_roles(person.actor))
        key = draft_key(str(person.id), "add-user")
        with context.client:
            adding = _AddUser(choices)
        adding.form.start(key, await read_draft(key))
        again = await adding.form.answer() == START_OVER
        if adding.new is not None:
            await on_added(*adding.new)


async def edit_user(user_id: UUID) -> None:
    """Open Edit User, until it is saved or left. Raises NotFound."""

    async def make(person: Person) -> _EditUser:
        user = await users.get(person.actor, user_id)
        return _EditUser(person, user, user_rows.choices(await roles.list_roles(person.actor)))

    await open_edit(make, "edit-user", str(user_id))


class _AddUser:
    def __init__(self, choices: Sequence[RoleChoice]) -> None:
        self.new: tuple[UserView, str] | None = None
        self.form = FormDialog("Add User", "", action="Add")
        self.form.submit = self.submit
        with self.form:
            build_user_form(self.form, choices, is_new=True)

    async def submit(self) -> None:
        values = self.form.values()
        wanted = user_fields(values)
        self.new = await users.add(
            current_actor(), email=str(values["email"]), name=wanted.name, role_ids=wanted.role_ids
        )
        self.form.finish(None)


class _EditUser:
    def __init__(self, person: Person, user: UserView, choices: Sequence[RoleChoice]) -> None:
        self.user = user
        self.form = FormDialog("Edit User", user.email, action="Save", tells=True)
        self.form.submit = self.submit
        self.editing = Editing(self.form, person, browser_zone(), "user", user.name)
        self.editing.options = {choice.id: choice.name for choice in choices}
        self.editing.to_value = lambda _, value: comparable(value)
        with self.form:
            held = [str(role.id) for role in user.roles]
            build_user_form(self.form, choices, name=user.name, role_ids=held, is_new=False)

    async def submit(self) -> None:
        """Save, ask where it clashes, close."""
        if await self.editing.save(self._save, self._author):
            self.form.finish(None)
            say(f"Saved {self.user.name}.")

    async def hear(self, news: News) -> None:
        """Something changed: show what, where it is this person."""
        if not news.concerns(Kind.USER, self.user.id):
            return
        try:
            user = await users.get(current_actor(), self.user.id)
        except NotFound:
            words = "This user was removed meanwhile. Nothing can be saved; what you typed can still be copied."
            self.editing.gone(words, Author(None, "Somebody", self.user.created_at))
            return
        stored = {"name": user.name, "role_ids": comparable(user.fields.role_ids)}
        await self.editing.follow(stored, await self._author())

    async def _save(self, base: Values, wanted: Values) -> None:
        fields = user_fields(base), user_fields(wanted)
        self.user = await users.edit(current_actor(), self.user.id, base=fields[0], wanted=fields[1])

    async def _author(self) -> Author:
        last = await activity.last_change(current_actor(), TargetKind.USER, self.user.id)
        return Author(last.by_id, last.by_name, last.at) if last else Author(None, "Somebody", self.user.created_at)


def user_fields(values: Mapping[str, Value]) -> UserFields:
    """What a person's form holds, for `services.people.users`."""
    chosen = values["role_ids"]
    return UserFields(str(values["name"]), tuple(UUID(key) for key in chosen) if isinstance(chosen, tuple) else ())


def comparable(value: object) -> Value:
    """A stored value as the form holds it: the order of roles means nothing."""
    kept = form_value(value)
    return tuple(sorted(kept)) if isinstance(kept, tuple) else kept
