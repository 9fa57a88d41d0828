"""The secrets in Details: a list of rows with a radio each, and what can be done to the selected one."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from components.buttons import Button, button
from components.notes import StatusKind, status
from components.text import box, text

Do = Callable[[], Awaitable[None]]
SHORT: Final = 7
"""Characters of a hint that are shown beside the last use; the tooltip has them all."""


@dataclass(frozen=True, slots=True)
class SecretItem:
    """A secret in words. `name` is its description, or its hint where there is none."""

    id: int
    name: str
    hint: str
    kind: StatusKind
    state: str
    expires: str
    expires_title: str
    added: str


@dataclass(frozen=True, slots=True)
class UseWords:
    """A secret's use in words: "used 2 min ago", and how often and from where, "" if never."""

    last: str = ""
    more: str = ""


class SecretList:
    """The list. `selected` is the ID of the chosen secret."""

    def __init__(
        self,
        items: Sequence[SecretItem],
        most: int,
        *,
        selected: int | None,
        on_select: Callable[[int], None],
        on_add: Do,
        on_edit: Do,
        on_remove: Do,
        on_token: Do | None = None,
    ) -> None:
        self.selected = selected if any(item.id == selected for item in items) else None
        self.on_select = on_select
        self.rows: dict[int, ui.element] = {}
        self.uses: dict[int, tuple[TextElement, TextElement]] = {}
        self.leads: dict[int, str] = {}
        with box("sec-head"):
            text("h3", "Secrets").props("id=kl-secrets")
            text("span", f"{len(items)} of {most}", "muted num")
            box("grow", "span")
            button("Add Secret", on_add, icon="plus", size="small").icon_small()
        if not items:
            text("p", "This client has no secret, so it can't get a token. Add one.", "muted")
            return
        with box("secrets", "ul") as frame:
            frame.props["aria-labelledby"] = "kl-secrets"
            for item in items:
                self._row(item)
        with box("sec-act"):
            self.commands: list[Button] = [
                button("Edit Secret", on_edit, icon="pencil", size="small").icon_small(),
                button("Remove Secret", on_remove, icon="trash-2", size="small").icon_small(),
            ]
            if on_token:
                token_button(on_token)
        self._show_selection()

    def _row(self, item: SecretItem) -> None:
        with ui.element("li"), box("secret", "label") as row:
            radio = ui.element("input").classes("rad")
            radio.props.update({"type": "radio", "name": "secret", "value": str(item.id), "aria-label": item.name})
            radio.props["checked"] = item.id == self.selected
            radio.on("change", lambda: self._choose(item.id), [])
            text("span", item.name, "nm clip")
            status(item.kind, item.state)
            with box("sub", "span"):
                with box("clip", "span"):
                    if item.name != item.hint:
                        text("span", f"{item.hint[:SHORT]}…", "mono").props["data-tip"] = item.hint
                    last = text("span", "")
                text("span", item.expires, "num").props["data-tip"] = item.expires_title
            with box("sub", "span"):
                text("span", item.added, "clip")
            more = text("span", "", "sub more")
        self.rows[item.id] = row
        self.uses[item.id] = last, more
        self.leads[item.id] = "" if item.name == item.hint else " · "

    def show_uses(self, uses: Mapping[int, UseWords]) -> None:
        """Say by secret ID how each is used, in place: nothing is built again. The selected row says more."""
        for secret_id, (last, more) in self.uses.items():
            if last.is_deleted:
                return
            words = uses.get(secret_id, UseWords())
            last.set_text(f"{self.leads[secret_id]}{words.last}" if words.last else "")
            more.set_text(words.more)
            more.set_visibility(bool(words.more))

    def _choose(self, secret_id: int) -> None:
        self.selected = secret_id
        self.on_select(secret_id)
        self._show_selection()

    def _show_selection(self) -> None:
        for secret_id, row in self.rows.items():
            row.classes(
                add="on" if secret_id == self.selected else "", remove="" if secret_id == self.selected else "on"
            )
        for made in self.commands:
            made.set_enabled(self.selected is not None)


def token_button(on_token: Do) -> Button:
    """The button in Details that leads to examples and a real token."""
    return button("Get a token", on_token, icon="play", size="small").icon_small()
