"""What an administrator does to people on the Users page."""

from typing import Any
from uuid import UUID

from nicegui import context

from components.forms.dialogs import confirm
from components.people.user_form import LinkDialog
from components.time_words import exact
from errors import NotFound
from models import LinkKind
from pages.console.board import Board
from pages.console.frame import current_actor, current_site, say
from pages.console.reopening import Openers
from pages.console.zone import browser_zone
from pages.users import user_rows
from pages.users.user_editing import add_user, edit_user
from services.live import clock
from services.people import users
from services.people.links import LIFETIMES
from services.people.user_views import UserState, UserView


class UserActions:
    """The handlers of the page's commands; each acts on whomever Details show."""

    openers: Openers

    def __init__(self, board: Board[Any, Any, UserView]) -> None:
        self.board = board
        self.openers = {
            "add-user": self.add,
            "edit-user": lambda user_id: edit_user(UUID(user_id)),
        }

    async def add(self) -> None:
        """Ask for a new person, add them, and show their link."""
        await add_user(self._added)

    async def edit(self) -> None:
        """Change name and roles of whoever is selected."""
        await edit_user((await self._selected()).id)

    async def disable(self) -> None:
        """Ask, then keep whoever is selected out."""
        user = await self._selected()
        lines = [f"{user.name} is signed out everywhere at once, and can't sign in until somebody enables them again."]
        if user.id == self.board.me:
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
        if user.id == self.board.me:
            lines.append("This is your own account: you are signed out too.")
        if await self._confirm(f"Remove {user.name}?", lines, "Remove"):
            await self.board.remove(user.id, users.remove(current_actor(), user.id))
            say(f"{user.name} was removed.")
            if self.board.view.opened == user.id:
                await self.board.select(None)

    async def _added(self, user: UserView, token: str) -> None:
        await self._show_link("User added", user, token)
        await self.board.select(user.id)

    async def _selected(self) -> UserView:
        if self.board.item is None:
            raise NotFound(users.NO_USER)
        return await users.get(current_actor(), self.board.item.id)

    async def _confirm(self, title: str, lines: list[str], action: str) -> bool:
        with context.client.layout:
            return await confirm(title, lines, action)

    async def _show_link(self, title: str, user: UserView, token: str) -> None:
        kind = LinkKind.INVITATION if user.state is UserState.INVITED else LinkKind.NEW_PASSWORD
        until = await clock.now() + LIFETIMES[kind]
        names = ", ".join(role.name for role in user_rows.most_telling_first(user.roles))
        with context.client.layout:
            shown = LinkDialog(
                title,
                f"{user.email} · {names}",
                name=user.name,
                link=current_site().one_time_link(token),
                until=exact(until, browser_zone()),
            )
        shown.open()
