"""The row above the grid: chips that filter by state, or, with several clients selected, what can be done to them."""

from collections.abc import Awaitable, Callable, Mapping

from components.buttons import Button, button, icon_button
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
        self.place = box("filters")
        self._shown: object = None

    def show_chips(self, counts: Mapping[ClientState | None, int], current: ClientState | None) -> None:
        """Show the chips for which there is a count."""
        if not self._changes(("chips", tuple(counts.items()), current)):
            return
        with self.place, box("chips") as chips:
            chips.props('role=group aria-label="Filter"')
            for state, label in LABELS.items():
                if state in counts:
                    self._chip(state, label, counts[state], pressed=state is current)

    def show_bulk(self, selected: int) -> None:
        """Show what can be done to so many selected clients."""
        if not self._changes(("bulk", selected)):
            return
        with self.place, box("bulk") as bar:
            bar.props('role=group aria-label="Selected clients"')
            text("span", f"{selected} selected", "strong num").props("role=status")
            text("span", "", "vr")
            for action, icon_name in BULK:
                self._bulk_button(action, icon_name)
            box("grow", "span")
            icon_button("x", "Clear selection", self.on_clear)

    def _chip(self, state: ClientState | None, label: str, count: int, *, pressed: bool) -> None:
        async def choose() -> None:
            await self.on_state(state)

        chip = Button(choose, "chip on" if pressed else "chip")
        chip.props["aria-pressed"] = "true" if pressed else "false"
        with chip:
            text("span", label)
            text("b", f"{count:,}")

    def _bulk_button(self, action: str, icon_name: str) -> None:
        async def press() -> None:
            await self.on_bulk(action)

        button(action, press, icon=icon_name, kind="flat", size="small")

    def _changes(self, shown: object) -> bool:
        if shown == self._shown:
            return False
        self._shown = shown
        self.place.clear()
        return True
