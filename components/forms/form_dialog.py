"""A dialog with a form: what changed, what is wrong and where, asks before typed text is thrown away."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from nicegui import ui

from components.buttons import button
from components.forms.dialogs import Dialog
from components.forms.drafts import Draft, clear_draft, mark_form, tell_brought_back
from components.forms.form_entries import WHOLE, Entry, Value
from components.notes import note
from components.text import box, text
from errors import Forbidden, NotFound, RuleViolation

Submit = Callable[[], Awaitable[None]]
FORM: Final = "client"
"""The field name of an error that concerns the whole form."""


class FormDialog(Dialog):
    """Fill it with `add(entry)` inside `with form:`, set `submit`, then `start()` and `await form.answer()`.

    `base` is what the fields held when they were read. `submit` may raise RuleViolation, NotFound or Forbidden: they
    are shown, and nothing typed is lost. It ends the dialog with `finish(result)`.
    """

    def __init__(self, title: str, subtitle: str, *, action: str, width: int = 520, tells: bool = False) -> None:
        super().__init__(title, subtitle, persistent=True, width=width, on_dismiss=self.leave)
        self.root.props["no-shake"] = False
        self.root.on("shake", self.leave, [])
        self.root.on("hide", self.delete, [])
        self.entries: dict[str, Entry] = {}
        self.base: dict[str, Value] = {}
        self.submit: Submit | None = None
        self.draft = ""
        self.mark = ""
        self._tells, self._asking, self._done = tells, False, False
        self._wrong: set[str] = set()
        with self.footer:
            self.state = text("p", "", "grow").props("aria-live=polite")
            button("Cancel", self.leave, size="lg")
            self.command = button(action, self._press, kind="primary", size="lg")
        with self:
            self.live = box("notes").props("aria-live=polite")
            self.notes = box("notes")
        self.submit_with(self.command)

    def add(self, entry: Entry) -> None:
        """Make a field part of the form; what it holds now counts as unchanged."""
        self.entries[entry.name] = entry
        self.base[entry.name] = entry.read()
        entry.changed = lambda: self._typed(entry)

    @contextmanager
    def part(self, title: str = "") -> Iterator[ui.element]:
        """A group of fields; a titled one is a group by that name."""
        with box("part", "section") as section:
            if title:
                heading = text("h3", title)
                section.props.update({"role": "group", "aria-labelledby": heading.html_id})
            yield section

    def start(self, key: str = "", draft: Draft | None = None, mark: str = "") -> None:
        """Lay `draft` over the fields, and have the browser keep what is typed from now on under `key`."""
        self.draft, self.mark = key, mark
        if draft is not None:
            self._bring_back(draft)
        if key:
            mark_form(self.body, key, self.kept_base(), mark)
        self.refresh()

    def kept_base(self) -> dict[str, object]:
        """What counts as unchanged, as the browser compares it."""
        return {name: entry.to_draft(self.base[name]) for name, entry in self.entries.items()}

    def rebase(self, name: str, value: Value) -> None:
        """A field's stored value is another now."""
        self.base[name] = value
        if self.draft:
            mark_form(self.body, self.draft, self.kept_base(), self.mark)

    def values(self) -> dict[str, Value]:
        """What every field holds now."""
        return {name: entry.read() for name, entry in self.entries.items()}

    def changed(self) -> list[Entry]:
        """The fields that hold something else than `base`."""
        return [entry for entry in self.entries.values() if entry.differs(self.base[entry.name])]

    def finish(self, result: Any) -> None:
        """It was saved: forget the draft and close with `result`. A second press on its way does nothing any more."""
        self._done = True
        self._forget()
        self.close(result)

    async def leave(self) -> None:
        """Close; where something was changed, ask first."""
        if self._asking:
            return
        if self.changed():
            self._asking = True
            stays = not await ask_discard()
            self._asking = False
            if stays:
                return
        self._forget()
        self.close()

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Show each sentence at its field, what has no field on top, and put the cursor into the first wrong field."""
        by_field: dict[str, dict[str, str]] = {}
        rest: list[str] = []
        for name, sentence in errors.items():
            field, _, row = name.rpartition(".") if name.rpartition(".")[2].isdecimal() else (name, "", WHOLE)
            if field in self.entries:
                by_field.setdefault(field, {})[row] = sentence
            else:
                rest.append(sentence)
        for name, entry in self.entries.items():
            entry.show(by_field.get(name, {}))
        self.say("bad", rest)
        self._wrong = set(by_field)
        self.refresh()
        first = next((entry for name, entry in self.entries.items() if name in by_field), None)
        if first is not None:
            first.focus()

    def say(self, kind: Any, sentences: Sequence[str]) -> None:
        """Show notes on top of the form instead of those that stand there."""
        self.notes.clear()
        with self.notes:
            for sentence in sentences:
                note(kind, sentence).props("role=alert")

    def refresh(self) -> None:
        """Say in the footer what changed, or what is wrong."""
        if self._wrong:
            wrong = len(self._wrong)
            self.state.set_text("1 field has an error" if wrong == 1 else f"{wrong} fields have an error")
        else:
            self.state.set_text(changes_words([entry.label for entry in self.changed()]) if self._tells else "")

    async def _press(self) -> None:
        if self._done or self.submit is None:
            return
        try:
            await self.submit()
        except RuleViolation as error:
            self.show_errors(error.fields)
        except (NotFound, Forbidden) as error:
            self.show_errors({FORM: str(error)})

    def _typed(self, entry: Entry) -> None:
        if entry.name in self._wrong and entry.settle():
            self._wrong.discard(entry.name)
        self.refresh()

    def _bring_back(self, draft: Draft) -> None:
        brought = False
        for name in draft.changed:
            entry = self.entries.get(name)
            value = entry.from_draft(draft.values[name]) if entry else None
            if entry is None or value is None:
                continue
            kept = entry.from_draft(draft.base.get(name))
            entry.write(value)
            self.base[name] = kept if kept is not None else self.base[name]
            brought = True
        if brought:
            with self.notes:
                tell_brought_back(self._start_over)

    def _start_over(self) -> None:
        self._forget()
        self.close(START_OVER)

    def _forget(self) -> None:
        if self.draft:
            clear_draft(self.draft)


START_OVER: Final = "start over"
"""What the dialog closes with when a brought-back draft was thrown away: open it again, empty."""


def changes_words(labels: Sequence[str]) -> str:
    """What the footer says: "You changed Name and Tags", "You changed 4 fields", or nothing."""
    if not labels:
        return ""
    if len(labels) > 2:
        return f"You changed {len(labels)} fields"
    return f"You changed {' and '.join(labels)}"


async def ask_discard() -> bool:
    """Ask whether what was typed may go."""
    asked = Dialog("Discard changes?", width=420, role="alertdialog")
    with asked:
        text("p", "What you typed is not saved.")
    with asked.footer:
        box("grow")
        button("Keep editing", lambda: asked.close(False), size="lg")
        button("Discard", lambda: asked.close(True), kind="danger", size="lg")
    asked.root.on("hide", asked.delete, [])
    return await asked.answer() is True
