"""Tabs by the ARIA pattern: arrow keys walk, one tab is in the order of Tab."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from nicegui import ui

from components.text import box, text

_WALK: Final = """(event) => {
  const step = {ArrowRight: 1, ArrowLeft: -1}[event.key];
  if (!step) return;
  const tabs = [...event.currentTarget.querySelectorAll('[role=tab]')];
  const next = tabs[(tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length];
  next.focus(); next.click(); event.preventDefault();
}"""


class Tabs:
    """A list of tabs, each (key, label, count or None). `on_choose` gets the key."""

    def __init__(
        self,
        tabs: Sequence[tuple[str, str, int | None]],
        current: str,
        *,
        name: str,
        panel_id: str,
        on_choose: Callable[[str], Awaitable[None]],
    ) -> None:
        self.buttons: dict[str, ui.element] = {}
        self.on_choose = on_choose
        with box("tabs") as frame:
            frame.props.update({"role": "tablist", "aria-label": name})
            frame.on("keydown", js_handler=_WALK)
            for key, label, count in tabs:
                self._tab(key, label, count, panel_id)
        self.show(current)

    def show(self, current: str) -> None:
        """Mark the current tab."""
        for key, made in self.buttons.items():
            made.props["aria-selected"] = "true" if key == current else "false"
            made.props["tabindex"] = "0" if key == current else "-1"
            made.update()

    def _tab(self, key: str, label: str, count: int | None, panel_id: str) -> None:
        async def choose() -> None:
            self.show(key)
            await self.on_choose(key)

        with box("tab", "button") as made:
            text("span", label)
            if count is not None:
                text("span", str(count), "count")
        made.props.update({"type": "button", "role": "tab", "aria-controls": panel_id})
        made.on("click", choose, [])
        self.buttons[key] = made
