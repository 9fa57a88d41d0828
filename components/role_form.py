"""The dialogs "Add Role" and "Edit Role"."""

from collections.abc import Awaitable, Callable

from components.fields import text_field
from components.small_form import SmallForm


class RoleForm(SmallForm):
    """Name and description."""

    def __init__(
        self,
        title: str,
        command: str,
        *,
        on_save: Callable[[], Awaitable[None]],
        name: str = "",
        description: str = "",
    ) -> None:
        super().__init__(title, name, command=command, on_save=on_save, changed=self._is_changed)
        with self:
            self.name = text_field("Name", value=name)
            self.description = text_field("Description", value=description, optional=True, multiline=True)
        self.fields = {"name": self.name, "description": self.description}
        self._start = self.read()

    def read(self) -> tuple[str, str]:
        """Name and description as they are in the form."""
        return self.name.value, self.description.value

    def _is_changed(self) -> bool:
        return self.read() != self._start
