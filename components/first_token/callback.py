"""The redirect URI that the window of Get a token comes back to: is it registered, and a button that adds it."""

from collections.abc import Awaitable, Callable
from typing import Final

from components.buttons import Button, button
from components.text import box, icon, text
from errors import RuleViolation

NEEDED: Final = "Get a token needs one more redirect URI at this client:"


class Callback:
    """One of a client's redirect URIs, registered or not. `on_add` registers it; its RuleViolation is shown here."""

    def __init__(self, uri: str, *, registered: bool, on_add: Callable[[], Awaitable[None]]) -> None:
        self.uri, self.registered, self.on_add = uri, registered, on_add
        self.held: Button | None = None

    def build(self) -> None:
        """Draw the note that says what is missing; it is seen until the address is registered."""
        with box("note soon callback") as self.note:
            icon("triangle-alert")
            with box("grow") as said:
                self.words = text("p", NEEDED)
                text("p", self.uri, "mono")
            button("Add redirect URI", self._add, size="small")
        said.props["role"] = "status"
        self._draw()

    def hold(self, made: Button) -> None:
        """Keep `made` disabled until the address is registered."""
        self.held = made
        self._draw()

    def set_registered(self, registered: bool) -> None:
        """Somebody registered the address, or removed it."""
        if registered != self.registered and not self.note.is_deleted:
            self.registered = registered
            self._draw()

    async def _add(self) -> None:
        try:
            await self.on_add()
        except RuleViolation as error:
            self.words.set_text(f"{error} {NEEDED}")
            return
        self.set_registered(True)
        if self.held is not None:
            self.held.run_method("focus")  # the button that was pressed is gone

    def _draw(self) -> None:
        self.note.set_visibility(not self.registered)
        if self.held is not None:
            self.held.set_enabled(self.registered)
            self.held.props["aria-describedby"] = None if self.registered else self.note.html_id
