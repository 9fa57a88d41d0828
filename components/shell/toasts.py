"""Toasts: what just happened, above the pager, with Undo where there is one."""

import inspect
from collections.abc import Callable
from typing import Any

from nicegui import ui

from components.buttons import button, icon_button
from components.text import box, icon, text

ROOM = 3  # toasts at a time


class Toasts:
    """The region toasts appear in; one a page, made by the shell."""

    def __init__(self) -> None:
        self.region = box("toasts").props("role=status aria-live=polite")

    def show(
        self, message: str, undo: Callable[[], Any] | None = None, seconds: float = 10, *, bad: bool = False
    ) -> None:
        """Say `message` for some seconds; the time waits while the toast is hovered or holds the focus."""
        while len(self.region.default_slot.children) >= ROOM:
            self.region.default_slot.children[0].delete()
        with self.region:
            Toast(message, undo, seconds, bad=bad)


class Toast(ui.element, component="toast.js"):
    """One toast; the browser counts its time, and it leaves by itself."""

    def __init__(self, message: str, undo: Callable[[], Any] | None, seconds: float, *, bad: bool) -> None:
        super().__init__()
        self.classes("toast bad" if bad else "toast")
        self._props["seconds"] = seconds
        self._undo = undo
        with self:
            icon("circle-alert" if bad else "circle-check")
            text("span", message, "grow")
            if undo is not None:
                button("Undo", self._press_undo, icon="undo-2").icon_small()
            icon_button("x", "Dismiss", self.leave, small=True)
        self.on("over", self.leave, [])

    def leave(self) -> None:
        """Go away now."""
        if not self.is_deleted:
            self.delete()

    async def _press_undo(self) -> None:
        with self.client.layout:
            result = self._undo() if self._undo is not None else None
            if inspect.iscoroutine(result):
                await result
        self.leave()
