"""Two people changed the same fields: both values side by side, and a choice for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from nicegui import ui

from components.buttons import button
from components.forms.dialogs import Dialog
from components.notes import Hue, avatar
from components.text import box, icon, text

MINE: Final = "mine"
THEIRS: Final = "theirs"


@dataclass(frozen=True, slots=True)
class Side:
    """Whose value stands in a column: `title` is "Yours" or "Maya Chen's"."""

    title: str
    initials: str
    hue: Hue
    saved: str = ""


@dataclass(frozen=True, slots=True)
class Clash:
    """A field that both changed, in words."""

    name: str
    label: str
    was: str
    mine: str
    theirs: str


async def ask_conflict(
    title: str, subtitle: str, lead: str, clashes: Sequence[Clash], mine: Side, theirs: Side, *, rest: str = ""
) -> dict[str, str] | None:
    """Ask which values to keep: MINE or THEIRS by field name, None where it was dismissed. `rest` says what fits."""
    asked = Dialog(title, subtitle, width=680)
    chosen = {clash.name: MINE for clash in clashes}
    with asked:
        text("p", lead, "two")
        with box("diff"):
            _build_head(mine, theirs)
            for clash in clashes:
                _Row(clash, chosen, mine, theirs)
        if rest:
            with box("merged", "p"):
                icon("git-merge")
                text("span", rest)
    with asked.footer:
        box("grow")
        button("Cancel", asked.close, size="lg")
        button("Save", lambda: asked.close(chosen), kind="primary", size="lg")
    asked.root.on("hide", asked.delete, [])
    answer = await asked.answer()
    return answer if isinstance(answer, dict) else None


def _build_head(mine: Side, theirs: Side) -> None:
    with box("r h"):
        text("span", "Field")
        for side in (mine, theirs):
            with ui.element("span"):
                avatar(side.initials, side.hue, decorative=True)
                text("span", f"{side.title}, {side.saved}" if side.saved else side.title)


class _Row:
    """One field with its two values as radio buttons."""

    def __init__(self, clash: Clash, chosen: dict[str, str], mine: Side, theirs: Side) -> None:
        self.clash, self.chosen = clash, chosen
        self.options: dict[str, ui.element] = {}
        with box("r") as row:
            row.props.update({"role": "radiogroup", "aria-label": clash.label})
            with box("f"):
                text("span", clash.label)
                text("small", f"was {clash.was}")
            self._build(MINE, mine.title, clash.mine, row.html_id)
            self._build(THEIRS, theirs.title, clash.theirs, row.html_id)
        self._show()

    def _build(self, key: str, who: str, value: str, group: str) -> None:
        with box("opt", "label") as option:
            radio = box("rad", "input")
            radio.props.update({"type": "radio", "name": group, "checked": self.chosen[self.clash.name] == key})
            radio.props["aria-label"] = f"{who}: {value}"
            radio.on("change", lambda: self._choose(key), [])
            text("p", value)
        option.props["data-who"] = who
        self.options[key] = option

    def _choose(self, key: str) -> None:
        self.chosen[self.clash.name] = key
        self._show()

    def _show(self) -> None:
        for key, option in self.options.items():
            on = self.chosen[self.clash.name] == key
            option.classes(add="on" if on else "", remove="" if on else "on")
