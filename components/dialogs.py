"""Dialogs: titled, closed by Escape, focus goes in and comes back; on a phone a sheet from the bottom."""

from types import TracebackType
from typing import Any, Literal, Self

from nicegui import ui

from components.buttons import Button, button, icon_button
from components.text import box, text

FOCUS_FIRST = '() => keylodge.focusFirst("{id}")'


class Dialog:
    """A dialog to fill: `with Dialog('Add Secret', client.name) as dlg: …` fills the body, `with dlg.footer:` the foot.

    `open()` and `close(result)` do what they say; `await dlg.answer()` opens it and waits, None where it was dismissed.
    A persistent dialog is not closed by Escape or by a click beside it.
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
    ) -> None:
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
        self._submit: Button | None = None

    def _build_head(self, title: str, subtitle: str, closable: bool) -> None:
        with box("dlg-h") as self.head:
            with box("grow"):
                self.title = text("h2", title)
                self.subtitle = text("p", subtitle)
                self.subtitle.set_visibility(bool(subtitle))
            if closable:
                icon_button("x", "Close dialog", self.dismiss)

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
        self._submit = made
        self.body.on("keydown.enter", js_handler=f'(e) => keylodge.submitOnEnter(e, "{made.html_id}")')

    def open(self) -> None:
        """Show it; focus goes to the first field, or to the first button where it has none."""
        self.root.open()

    def close(self, result: Any = None) -> None:
        """Hide it and hand `result` to whoever awaits it."""
        self.root.submit(result)
        self.root.close()

    async def dismiss(self) -> None:
        """What the cross does: close without a result. Replace it to ask first."""
        self.close()

    async def answer(self) -> Any:
        """Open, wait until it is closed, and return what it was closed with."""
        return await self.root

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
    answer = await dlg.answer()
    ui.timer(0.4, dlg.delete, once=True)
    return answer is True
