"""Dialogs: titled, closed by Escape, focus goes in and comes back; on a phone a sheet from the bottom."""

from types import TracebackType
from typing import Any, Literal, Self

from nicegui import ui

from components.buttons import Button, ClickHandler, button, icon_button, resting
from components.text import box, text

FOCUS_BACK = "() => keylodge.focusBack()"
FOCUS_FIRST = '() => keylodge.focusFirst("{id}")'


class Dialog:
    """A dialog to fill: `with Dialog('Add Secret', client.name) as dlg: …` fills the body, `with dlg.footer:` the foot.

    `open()` and `close(result)` do what they say; `await dlg.answer()` opens it and waits, None where it was dismissed.
    A persistent dialog is not closed by Escape or by a click beside it; `on_dismiss` is what the cross does instead of
    closing, to ask first.
    """

    def __init__(
        self,
        title: str,
        subtitle: str = "",
        *,
        persistent: bool = False,
        width: int = 520,
        role: Literal["dialog", "alertdialog"] = "dialog",
        closable: bool = True,
        on_dismiss: ClickHandler | None = None,
    ) -> None:
        self._dismiss: ClickHandler = on_dismiss or self.close
        self._result: Any = None
        self.root = ui.dialog()
        self.root.props.update({"role": role, "persistent": persistent, "no-shake": True, "transition-duration": 120})
        self.root.props.update({"transition-show": "fade", "transition-hide": "fade"})
        with self.root, box("dlg") as self.card:
            self._build_head(title, subtitle, closable)
            self.body = box("dlg-b")
            self.footer = box("dlg-f")
        self.card.style(f"max-width: {width}px")
        self.root.props["aria-labelledby"] = self.title.html_id
        self.root.on("show", js_handler=FOCUS_FIRST.format(id=self.card.html_id))
        self.root.on("hide", js_handler=FOCUS_BACK)

    def _build_head(self, title: str, subtitle: str, closable: bool) -> None:
        with box("dlg-h") as self.head:
            with box("grow"):
                self.title = text("h2", title)
                self.subtitle = text("p", subtitle)
                self.subtitle.set_visibility(bool(subtitle))
            if closable:
                icon_button("x", "Close dialog", self._dismiss)

    def __enter__(self) -> Self:
        self.body.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.body.__exit__(kind, error, trace)

    def set_title(self, title: str, subtitle: str = "") -> None:
        """Change the words in the head."""
        self.title.set_text(title)
        self.subtitle.set_text(subtitle)
        self.subtitle.set_visibility(bool(subtitle))

    def submit_with(self, made: Button) -> None:
        """Have Enter in any single-line field of the body press `made`."""
        self.body.on("keydown.enter", js_handler=f'(e) => keylodge.submitOnEnter(e, "{made.html_id}")')

    def open(self) -> None:
        """Show it; focus goes to the first field, or to the first button where it has none."""
        self.root.open()

    def close(self, result: Any = None) -> None:
        """Hide it and hand `result` to whoever awaits it."""
        self._result = result
        self.root.close()

    def set_persistent(self, persistent: bool) -> None:
        """Have Escape and a click beside it do nothing, as once a form was changed; or have them close it again."""
        self.root.props["persistent"] = persistent

    async def answer(self) -> Any:
        """Open, wait until it is closed, and return what it was closed with."""
        self._result = None
        with resting():
            await self.root
        return self._result

    def delete(self) -> None:
        """Forget it and everything in it: a secret must not stay in the element tree."""
        self.root.delete()


async def confirm(title: str, lines: list[str] | str = "", action: str = "Remove", *, danger: bool = True) -> bool:
    """Ask before something that can't be taken back; True only where the named action was pressed."""
    dlg = Dialog(title, width=460, role="alertdialog")
    with dlg, box("lines"):
        for line in [lines] if isinstance(lines, str) else lines:
            text("p", line)
    with dlg.footer:
        box("grow")
        button("Cancel", lambda: dlg.close(False), size="lg")
        button(action, lambda: dlg.close(True), kind="danger" if danger else "primary", size="lg")
    dlg.root.on("hide", dlg.delete, [])
    return await dlg.answer() is True
