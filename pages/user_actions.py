"""What an administrator does to people on the Users page."""

from typing import TYPE_CHECKING
from uuid import UUID

from nicegui import context

from components.dialogs import confirm
from components.time_words import exact
from components.user_form import LinkDialog, UserForm
from errors import Conflict, NotFound, RuleViolation
from models import LinkKind
from pages import user_rows
from pages.frame import current_actor, current_site, say
from services import client_list, roles, users
from services.links import LIFETIMES
from services.user_views import UserFields, UserState, UserView

if TYPE_CHECKING:
    from pages.user_board import UserBoard


class UserActions:
    """The handlers of the page's commands; each acts on whoever is selected."""

    def __init__(self, board: "UserBoard") -> None:
        self.board = board

    async def add(self) -> None:
        """Ask for a new person, add them, and show their link."""
        choices = user_rows.choices(await roles.list_roles(current_actor()))

        async def save() -> None:
            email, name, role_ids = form.read()
            try:
                user, token = await users.add(current_actor(), email=email, name=name, role_ids=_ids(role_ids))
            except RuleViolation as error:
                form.show_errors(error.fields)
                return
            form.close()
            await self._show_link("User added", user, token)
            await self.board.select(user.id)

        with context.client.layout:
            form = UserForm("Add User", "Add", choices, on_save=save, is_new=True)
        form.open()

    async def edit(self) -> None:
        """Change name and roles of whoever is selected."""
        user = await self._selected()
        choices = user_rows.choices(await roles.list_roles(current_actor()))
        base = user.fields

        async def save() -> None:
            nonlocal base
            _, name, role_ids = form.read()
            wanted = UserFields(name, tuple(_ids(role_ids)))
            try:
                changed = await users.edit(current_actor(), user.id, base=base, wanted=wanted)
            except RuleViolation as error:
                form.show_errors(error.fields)
            except Conflict as error:
                now = await users.get(current_actor(), user.id)
                base = now.fields
                form.say(conflict_words(now, error), strong=f"{error.by or 'Somebody'} changed this too.")
            except NotFound as error:
                form.show_errors({"": str(error)})
            else:
                form.close()
                say(f"Saved {changed.name}.")

        with context.client.layout:
            form = UserForm(
                "Edit User",
                "Save",
                choices,
                on_save=save,
                email=user.email,
                name=user.name,
                role_ids=[str(role.id) for role in user.roles],
            )
        form.open()

    async def disable(self) -> None:
        """Ask, then keep whoever is selected out."""
        user = await self._selected()
        lines = [f"{user.name} is signed out everywhere at once, and can't sign in until somebody enables them again."]
        if user.id == self.board.me.id:
            lines.append("This is your own account: you are signed out too.")
        if await self._confirm(f"Disable {user.name}?", lines, "Disable"):
            await users.set_enabled(current_actor(), user.id, False)
            say(f"{user.name} is disabled.")

    async def enable(self) -> None:
        """Let whoever is selected in again."""
        user = await self._selected()
        await users.set_enabled(current_actor(), user.id, True)
        say(f"{user.name} is enabled.")

    async def make_link(self) -> None:
        """Make a link with which whoever is selected chooses a password."""
        user, token = await users.new_password_link(current_actor(), (await self._selected()).id)
        await self._show_link("New password link", user, token)

    async def remove(self) -> None:
        """Ask, then remove whoever is selected for good."""
        user = await self._selected()
        lines = [
            f"{user.name} ({user.email}) is signed out everywhere at once, and the account is gone for good.",
            "What they changed stays in Activity under their name.",
        ]
        if user.id == self.board.me.id:
            lines.append("This is your own account: you are signed out too.")
        if await self._confirm(f"Remove {user.name}?", lines, "Remove"):
            self.board.removing = user.id
            await users.remove(current_actor(), user.id)
            say(f"{user.name} was removed.")
            if self.board.selected == user.id:
                await self.board.select(None)

    async def _selected(self) -> UserView:
        if self.board.selected is None:
            raise NotFound(users.NO_USER)
        return await users.get(current_actor(), self.board.selected)

    async def _confirm(self, title: str, lines: list[str], action: str) -> bool:
        with context.client.layout:
            return await confirm(title, lines, action)

    async def _show_link(self, title: str, user: UserView, token: str) -> None:
        kind = LinkKind.INVITATION if user.state is UserState.INVITED else LinkKind.NEW_PASSWORD
        until = await client_list.clock() + LIFETIMES[kind]
        names = ", ".join(role.name for role in user_rows.most_telling_first(user.roles))
        with context.client.layout:
            shown = LinkDialog(
                title,
                f"{user.email} · {names}",
                name=user.name,
                link=current_site().url(f"/link/{token}"),
                until=exact(until, self.board.zone),
            )
        shown.open()


def conflict_words(now: UserView, error: Conflict) -> str:
    """What somebody else made of the fields that were edited here too, and the way out."""
    theirs = []
    if "name" in error.theirs:
        theirs.append(f"The name is now “{now.name}”.")
    if "role_ids" in error.theirs:
        theirs.append(f"The roles are now {', '.join(role.name for role in now.roles)}.")
    return " ".join([*theirs, "Save again to replace that with yours, or cancel to keep it."])


def _ids(texts: list[str]) -> list[UUID]:
    return [UUID(text) for text in texts]
