"""A short form in a dialog: the command, Cancel, errors at their fields, and no leaving by accident."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from components.buttons import button
from components.dialogs import Dialog, confirm
from components.notes import note
from components.text import box


class ErrorPlace(Protocol):
    """A field that can be marked as wrong, and gets the cursor then."""

    def set_error(self, message: str | None) -> None: ...
    def focus(self) -> None: ...


class SmallForm(Dialog):
    """Fill it with `with form:`, then register each field in `fields` by the name that errors give it.

    `on_save` does it, and calls `close()` where that went well; `changed` says whether there is something to lose.
    """

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        *,
        command: str,
        on_save: Callable[[], Awaitable[None]],
        changed: Callable[[], bool],
    ) -> None:
        super().__init__(title, subtitle, persistent=True)
        self.fields: dict[str, ErrorPlace] = {}
        self.changed = changed
        with self:
            self.place = box("say")
            self.place.props["role"] = "alert"
        with self.footer:
            box("grow")
            button("Cancel", self.dismiss, size="lg")
            self.save = button(command, on_save, kind="primary", size="lg")
        self.submit_with(self.save)
        self.card.on("keydown.escape", self.dismiss, [])
        self.root.on("hide", self.delete, [])
        self._asking = False

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Show each error at its field, those of no field above them all; focus goes to the first one."""
        self.say("")
        for name, field in self.fields.items():
            field.set_error(errors.get(name))
        if rest := [words for name, words in errors.items() if name not in self.fields]:
            self.say(" ".join(rest), bad=True)
        for name, field in self.fields.items():
            if name in errors:
                field.focus()
                return

    def say(self, words: str, *, strong: str = "", bad: bool = False) -> None:
        """Say something above the fields, or take that away with ''."""
        self.place.clear()
        if words:
            with self.place:
                note("bad" if bad else "soon", words, strong=strong)

    async def dismiss(self) -> None:
        """Close, by Cancel, the cross or Escape; where something was changed, ask first."""
        if self._asking:
            return
        self._asking = True
        if not self.changed() or await confirm("Leave without saving?", "What you changed here is lost.", "Leave"):
            self.close()
        self._asking = False
