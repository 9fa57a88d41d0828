"""What an administrator does to roles on the Roles page."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from nicegui import context

from components.forms.dialogs import confirm
from errors import NotFound
from pages.console.board import Board
from pages.console.frame import current_actor, say
from pages.console.reopening import Openers
from pages.roles import role_rows
from pages.roles.role_editing import add_role, edit_role
from services.people import roles
from services.people.roles import RoleView


class RoleActions:
    """The handlers of the page's commands; each acts on the role that Details show."""

    openers: Openers

    def __init__(self, shown: Callable[[], RoleView | None], board: Board[Any, Any, Any]) -> None:
        self.shown, self.board = shown, board
        self.openers = {
            "add-role": self.add,
            "edit-role": lambda role_id: edit_role(UUID(role_id)),
        }

    async def add(self) -> None:
        """Ask for a new role, add it and select it."""
        await add_role(self.board.select)

    async def edit(self) -> None:
        """Change the selected role."""
        await edit_role((await self._selected()).id)

    async def remove(self) -> None:
        """Ask, saying who loses it, then remove the selected role."""
        role = await self._selected()
        with context.client.layout:
            sure = await confirm(f"Remove {role.name}?", role_rows.losses(role), "Remove")
        if sure:
            await self.board.remove(role.id, roles.remove(current_actor(), role.id))
            say(f"The role {role.name} was removed.")
            if self.board.view.opened == role.id:
                await self.board.select(None)

    async def _selected(self) -> RoleView:
        role = self.shown()
        if role is None:
            raise NotFound(roles.NO_ROLE)
        return await roles.get(current_actor(), role.id)
