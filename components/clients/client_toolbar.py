"""The toolbar above the grid: client type, search, and the commands for the selected client."""

from collections.abc import Awaitable, Callable

from components.buttons import Button, button
from components.forms.selects import Select
from components.tables.search_box import SearchBox
from components.text import box, text
from models import ClientType

Do = Callable[[], Awaitable[None]]


class ClientToolbar:
    """Client Type, search, Edit Client, Remove Client, Add Client. Those who only read get a sentence instead."""

    def __init__(
        self,
        kind: ClientType,
        *,
        search: str,
        on_type: Callable[[str], Awaitable[None]],
        on_search: Callable[[str], Awaitable[None]],
        commands: tuple[Do, Do, Do] | None,
    ) -> None:
        self.edit: list[Button] = []
        with box("tools"):
            types = {each.value: each.label for each in ClientType}
            self.type = Select("Client Type", types, kind.value, on_change=on_type)
            self.search = SearchBox("Search clients", "Search name, ID, tag or redirect URI", on_search, value=search)
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
