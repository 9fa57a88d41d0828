"""Asking before something is removed: its name, and what breaks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from nicegui import ui

from components.buttons import button
from components.forms.dialogs import Dialog
from components.forms.fields import Tick, checkbox
from components.text import box, icon, text


@dataclass(frozen=True, slots=True)
class Loss:
    """One line of what breaks: an icon, the part that counts, the rest."""

    icon: str
    strong: str
    words: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What can be removed along, as a check box with a sentence below it; `key` names it in the answer."""

    key: str
    label: str
    help: str


async def ask_removal(
    command: str, name: str, lead: str, losses: Sequence[Loss], offers: Sequence[Offer] = ()
) -> frozenset[str] | None:
    """Ask whether `name` may go; the keys of what was chosen to go along, None where it stays.

    The dialog is called by its `command` and by its question.
    """
    asked = Dialog(f"Remove {name}?", width=460, role="alertdialog")
    with asked:
        text("span", f"{command}: ", "vh").props["id"] = f"{asked.title.html_id}-command"
        lines = text("p", lead)
        if losses:
            with box("bul", "ul"):
                for loss in losses:
                    _show(loss)
        ticks = {offer.key: checkbox(offer.label, help=offer.help) for offer in offers}
    asked.root.props["aria-labelledby"] = f"{asked.title.html_id}-command {asked.title.html_id}"
    asked.root.props["aria-describedby"] = lines.html_id
    with asked.footer:
        box("grow")
        button("Cancel", asked.close, size="lg")
        button("Remove", lambda: asked.close(_ticked(ticks)), kind="danger", size="lg")
    asked.root.on("hide", asked.delete, [])
    answer = await asked.answer()
    return answer if isinstance(answer, frozenset) else None


def _ticked(ticks: Mapping[str, Tick]) -> frozenset[str]:
    return frozenset(key for key, tick in ticks.items() if tick.value)


def _show(loss: Loss) -> None:
    with ui.element("li"):
        icon(loss.icon)
        with ui.element("span"):
            if loss.strong:
                text("span", loss.strong, "strong")
                text("span", " ")
            text("span", loss.words)
