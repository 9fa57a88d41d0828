"""Asking before something is removed: its name, and what breaks."""

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from components.buttons import button
from components.dialogs import Dialog
from components.text import box, icon, text


@dataclass(frozen=True, slots=True)
class Loss:
    """One line of what breaks: an icon, the part that counts, the rest."""

    icon: str
    strong: str
    words: str


async def ask_removal(command: str, name: str, lead: str, losses: Sequence[Loss]) -> bool:
    """Ask whether `name` may go; the dialog is called by its `command` and by its question."""
    asked = Dialog(f"Remove {name}?", width=460, role="alertdialog")
    with asked:
        text("span", f"{command}: ", "vh").props["id"] = f"{asked.title.html_id}-command"
        lines = text("p", lead)
        if losses:
            with box("bul", "ul"):
                for loss in losses:
                    _show(loss)
    asked.root.props["aria-labelledby"] = f"{asked.title.html_id}-command {asked.title.html_id}"
    asked.root.props["aria-describedby"] = lines.html_id
    with asked.footer:
        box("grow")
        button("Cancel", lambda: asked.close(False), size="lg")
        button("Remove", lambda: asked.close(True), kind="danger", size="lg")
    asked.root.on("hide", asked.delete, [])
    return await asked.answer() is True


def _show(loss: Loss) -> None:
    with ui.element("li"):
        icon(loss.icon)
        with ui.element("span"):
            if loss.strong:
                text("span", loss.strong, "strong")
                text("span", " ")
            text("span", loss.words)
