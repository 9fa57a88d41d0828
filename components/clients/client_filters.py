"""The row above the grid: chips that filter by state, or, with several clients selected, what can be done to them."""

from collections.abc import Awaitable, Callable, Mapping

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from components.buttons import button, icon_button
from components.chips import Chips
from components.text import box, text
from models import ClientState

LABELS: Mapping[ClientState | None, str] = {
    None: "All",
    ClientState.ENABLED: "Enabled",
    ClientState.DISABLED: "Disabled",
    ClientState.EXPIRING: "Expiring within 30 days",
    ClientState.EXPIRED: "Expired",
    ClientState.NO_SECRET: "No secret",
}
BULK = (("Enable", "circle-check"), ("Disable", "ban"), ("Tag", "tag"), ("Remove", "trash-2"))


class ClientFilters:
    """Chips and bulk bar at one place and of one height, so that the grid doesn't jump."""

    def __init__(
        self,
        *,
        on_state: Callable[[ClientState | None], Awaitable[None]],
        on_bulk: Callable[[str], Awaitable[None]],
        on_clear: Callable[[], Awaitable[None]],
    ) -> None:
        self.on_state, self.on_bulk, self.on_clear = on_state, on_bulk, on_clear
        self.chips = Chips(self._choose)
        self.place = self.chips.frame
        self._bulk: tuple[ui.element, TextElement] | None = None

    def show_chips(
        self, counts: Mapping[ClientState | None, int], current: ClientState | None, *, most: int | None = None
    ) -> None:
        """Show the chips for which there is a count. `most` as in `Chips.show`."""
        if self._bulk is not None:
            self._bulk[0].delete()
            self._bulk = None
        self.chips.place.set_visibility(True)
        chips = [(_key(state), label, counts[state]) for state, label in LABELS.items() if state in counts]
        self.chips.show(chips, _key(current), most=most)

    def show_bulk(self, selected: int) -> None:
        """Show what can be done to so many selected clients."""
        self.chips.place.set_visibility(False)
        if self._bulk is None:
            with self.place:
                self._bulk = self._build_bulk()
        self._bulk[1].set_text(f"{selected} selected")

    async def _choose(self, key: str) -> None:
        await self.on_state(ClientState(key) if key else None)

    def _build_bulk(self) -> tuple[ui.element, TextElement]:
        with box("bulk") as bar:
            bar.props('role=group aria-label="Selected clients"')
            selected = text("span", "", "strong num")
            selected.props("role=status")
            text("span", "", "vr")
            for action, icon_name in BULK:
                self._bulk_button(action, icon_name)
            box("grow", "span")
            icon_button("x", "Clear selection", self.on_clear)
        return bar, selected

    def _bulk_button(self, action: str, icon_name: str) -> None:
        async def press() -> None:
            await self.on_bulk(action)

        button(action, press, icon=icon_name, kind="flat", size="small")


def _key(state: ClientState | None) -> str:
    return state.value if state else ""
