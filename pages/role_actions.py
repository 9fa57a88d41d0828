"""What an administrator does to roles on the Roles page."""

from typing import TYPE_CHECKING

from nicegui import context

from components.dialogs import confirm
from components.role_form import RoleForm
from errors import Conflict, NotFound, RuleViolation
from pages import role_rows
from pages.frame import current_actor, say
from services import roles
from services.roles import RoleFields, RoleView

if TYPE_CHECKING:
    from pages.role_board import RoleBoard


class RoleActions:
    """The handlers of the page's commands; each acts on the role that is selected."""

    def __init__(self, board: "RoleBoard") -> None:
        self.board = board

    async def add(self) -> None:
        """Ask for a new role and add it."""

        async def save() -> None:
            try:
                role = await roles.add(current_actor(), RoleFields(*form.read()))
            except RuleViolation as error:
                form.show_errors(error.fields)
                return
            form.close()
            say(f"Added the role {role.name}.")
            await self.board.select(role.id)

        with context.client.layout:
            form = RoleForm("Add Role", "Add", on_save=save)
        form.open()

    async def edit(self) -> None:
        """Change the selected role."""
        role = await self._selected()
        base = role.fields

        async def save() -> None:
            nonlocal base
            try:
                changed = await roles.edit(current_actor(), role.id, base=base, wanted=RoleFields(*form.read()))
            except RuleViolation as error:
                form.show_errors(error.fields)
            except Conflict as error:
                base = (await roles.get(current_actor(), role.id)).fields
                form.say(conflict_words(base, error), strong=f"{error.by or 'Somebody'} changed this too.")
            except NotFound as error:
                form.show_errors({"": str(error)})
            else:
                form.close()
                say(f"Saved the role {changed.name}.")

        with context.client.layout:
            form = RoleForm("Edit Role", "Save", on_save=save, name=role.name, description=role.description)
        form.open()

    async def remove(self) -> None:
        """Ask, saying who loses it, then remove the selected role."""
        role = await self._selected()
        with context.client.layout:
            sure = await confirm(f"Remove {role.name}?", role_rows.losses(role), "Remove")
        if sure:
            self.board.removing = role.id
            await roles.remove(current_actor(), role.id)
            say(f"The role {role.name} was removed.")
            if self.board.selected == role.id:
                await self.board.select(None)

    async def _selected(self) -> RoleView:
        if self.board.selected is None:
            raise NotFound(roles.NO_ROLE)
        return await roles.get(current_actor(), self.board.selected)


def conflict_words(now: RoleFields, error: Conflict) -> str:
    """What somebody else made of the fields that were edited here too, and the way out."""
    theirs = []
    if "name" in error.theirs:
        theirs.append(f"The name is now “{now.name}”.")
    if "description" in error.theirs:
        theirs.append(f"The description is now “{now.description}”.")
    return " ".join([*theirs, "Save again to replace that with yours, or cancel to keep it."])
