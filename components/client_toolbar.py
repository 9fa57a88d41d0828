"""The toolbar above the grid: client type, search, and the commands for the selected client."""

from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from components.buttons import Button, button
from components.selects import Select
from components.text import box, icon, text
from models import ClientType

Do = Callable[[], Awaitable[None]]


class ClientToolbar:
    """Client Type, search, Edit Client, Remove Client, Add Client. Those who only read get a sentence instead."""

    def __init__(
        self,
        kind: ClientType,
        *,
        on_type: Callable[[str], Awaitable[None]],
        on_search: Callable[[str], Awaitable[None]],
        commands: tuple[Do, Do, Do] | None,
    ) -> None:
        self.edit: list[Button] = []
        with box("tools"):
            with box("pick-type"):
                self.type = Select(
                    "Client Type",
                    {each.value: each.label for each in ClientType},
                    kind.value,
                    on_change=on_type,
                    inline=True,
                )
            self.search = _search_box(on_search)
            box("grow no-phone", "span")
            if commands is None:
                text("span", READERS, "muted no-phone")
                return
            edit, remove, add = commands
            self.edit = [
                button("Edit Client", edit, icon="pencil", compact=True),
                button("Remove Client", remove, icon="trash-2", compact=True),
            ]
            rule = box("vr no-phone", "span")
            rule.props["aria-hidden"] = "true"
            button("Add Client", add, icon="plus", kind="primary").classes("no-phone")
            for made in self.edit:
                made.classes("no-phone")

    def allow_commands(self, one_selected: bool) -> None:
        """Edit and Remove need one selected client."""
        for made in self.edit:
            made.set_enabled(one_selected)


READERS = "Changing clients and seeing secrets takes a Tenant Administrator."


def _search_box(on_search: Callable[[str], Awaitable[None]]) -> ui.input:
    async def changed(event: Any) -> None:
        await on_search(str(event.value or ""))

    with box("inbox search"):
        icon("search")
        search = ui.input(placeholder="Search name, ID, tag or redirect URI", on_change=changed)
        search.props('borderless dense debounce=250 type=search aria-label="Search clients" data-search')
        text("kbd", "/", "no-phone").props["aria-hidden"] = "true"
    return search
