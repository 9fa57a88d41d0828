"""A row of chips that filter a list, each with its count."""

from collections.abc import Awaitable, Callable, Sequence

from nicegui.elements.mixins.text_element import TextElement

from components.buttons import Button
from components.text import box, text

Chip = tuple[str, str, int]
"""Key, label, count."""


class Chips:
    """One of them is pressed; `on_choose` gets the key of the one that is pressed next."""

    def __init__(self, on_choose: Callable[[str], Awaitable[None]]) -> None:
        self._on_choose = on_choose
        with box("filters") as self.frame:
            self.place = box("chips")
            self.place.props.update({"role": "group", "aria-label": "Filter"})
        self._made: dict[str, tuple[Button, TextElement]] = {}

    def show(self, chips: Sequence[Chip], current: str, *, most: int | None = None) -> None:
        """Show these chips, the one with the key `current` as pressed. Only what differs is drawn again.

        A count below 0 is not known, and not shown. `most`: no further was counted, so one beyond it says "or more".
        """
        if [key for key, _, _ in chips] != list(self._made):
            self.place.clear()
            self._made = {}
            with self.place:
                for key, label, _ in chips:
                    self._made[key] = self._build(key, label)
        for key, _, count in chips:
            made, figure = self._made[key]
            pressed = "true" if key == current else "false"
            if made.props.get("aria-pressed") != pressed:
                made.classes(add="on" if key == current else None, remove=None if key == current else "on")
                made.props["aria-pressed"] = pressed
                made.update()
            figure.set_text(f"{most:,}+" if most is not None and count > most else f"{count:,}")
            figure.set_visibility(count >= 0)

    def _build(self, key: str, label: str) -> tuple[Button, TextElement]:
        async def choose() -> None:
            await self._on_choose(key)

        made = Button(choose, "chip")
        with made:
            text("span", label)
            figure = text("b", "")
        return made, figure
