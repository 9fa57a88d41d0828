"""Buttons that can't be pressed twice while their handler runs. The browser shows it by itself: static/busy.js."""

import asyncio
import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, Final, Literal, Self

from nicegui.elements.mixins.disableable_element import DisableableElement

from components.text import Icon, text

ClickHandler = Callable[[], Any]
Kind = Literal["", "primary", "danger", "flat"]
Size = Literal["", "small", "lg"]

SIZES: Final[dict[Size, str]] = {"": "", "small": "small", "lg": "large"}  # Quasar hides .lg on small screens
BUSY_AFTER: Final = 0.15  # seconds


class Button(DisableableElement):
    """A native button. Its handler takes no argument, may be async, and never runs while it is still running."""

    def __init__(self, on_click: ClickHandler | None, classes: str) -> None:
        super().__init__(tag="button")
        self._props["type"] = "button"
        self.classes(classes)
        self.icon: Icon | None = None
        self._handler = on_click
        self._busy = False
        self._later: asyncio.TimerHandle | None = None
        if on_click is not None:
            self._props["data-settled"] = 0
            self.on("click", self.press, [])

    async def press(self) -> None:
        """Run the handler, unless it runs already or the button is disabled."""
        if self._busy or not self.enabled or self._handler is None:
            return
        self._busy = True
        token = PRESSED.set(self)
        try:
            with self.client:  # not in the slot of this button, which others' changes may delete meanwhile
                result = self._handler()
                if inspect.iscoroutine(result):
                    await result
        finally:
            PRESSED.reset(token)
            self._busy = False
            self._settle()

    def give_icon(self, name: str, *, small: bool = False) -> Icon:
        """Put the icon `name` into this button, or change it."""
        if self.icon is None:
            with self:
                self.icon = Icon(name, small=small)
                self.icon.move(target_index=0)
        else:
            self.icon.set_icon(name)
        return self.icon

    def icon_small(self) -> Self:
        """Draw the icon at 14 px."""
        if self.icon is not None:
            self.icon.classes("s")
        return self

    def _settle(self) -> None:
        """Tell the browser that nothing goes on here: the handler has ended, or waits for a person."""
        if self._later is not None:
            self._later.cancel()
            self._later = None
        if self.is_deleted:
            return
        self._props.pop("aria-busy", None)
        self._props["data-settled"] += 1
        self.update()

    def _go_on(self) -> None:
        """A person has answered, and the handler runs on, which the browser can't know."""
        self._later = asyncio.get_running_loop().call_later(BUSY_AFTER, self._show_busy)

    def _show_busy(self) -> None:
        if not self.is_deleted:
            self._props["aria-busy"] = "true"
            self.update()

    def _handle_enabled_change(self, enabled: bool) -> None:
        self._props["disabled"] = not enabled


@contextmanager
def resting() -> Iterator[None]:
    """While a handler waits for a person (a dialog is open), the button that was pressed doesn't look busy."""
    pressed = PRESSED.get()
    if pressed is not None:
        pressed._settle()
    try:
        yield
    finally:
        if pressed is not None and pressed._busy:
            pressed._go_on()


PRESSED: Final[ContextVar[Button | None]] = ContextVar("pressed", default=None)


def button(
    label: str,
    on_click: ClickHandler | None = None,
    *,
    icon: str | None = None,
    kind: Kind = "",
    size: Size = "",
    disabled: bool = False,
    described_by: str | None = None,
    compact: bool = False,
) -> Button:
    """A button with words. `described_by`: id of the element that says why; `compact`: icon only on a tablet."""
    made = Button(on_click, f"btn {kind} {SIZES[size]}")
    if icon is not None:
        made.give_icon(icon)
    with made:
        text("span", label, "t" if compact else "")
    if compact:
        made.props.update({"aria-label": label, "data-tip-compact": label})
    if described_by is not None:
        made.props["aria-describedby"] = described_by
    if disabled:
        made.disable()
    return made


def icon_button(
    icon: str, label: str, on_click: ClickHandler | None = None, *, mini: bool = False, small: bool = False
) -> Button:
    """An icon alone, named `label` to everybody: as its name and as its tooltip."""
    made = Button(on_click, "ib mini" if mini else "ib")
    made.props.update({"aria-label": label, "data-tip": label})
    made.give_icon(icon, small=small or mini)
    return made
