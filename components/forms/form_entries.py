"""The fields of a form behind one face: read, write, mark as wrong, mark as a colleague's.

A value is a text, a flag, or a tuple of texts. `frame` carries what `static/drafts.js` needs to keep what is typed.
"""

from collections.abc import Callable, Mapping
from typing import Final, Literal

from nicegui import ui

from components.forms.expiration_field import NEVER
from components.forms.fields import TextField, Tick
from components.forms.selects import RolesField
from components.forms.value_lists import ListField, TagsField
from components.notes import Hue, avatar
from components.text import box, text

Value = str | bool | tuple[str, ...]
DraftKind = Literal["text", "flag", "list", "labels", "expiration"]
WHOLE: Final = ""
"""The key of an error that concerns the whole field, not one of its rows."""


class Entry:
    """One field of a form. Subclasses say how to read, write, show errors and focus."""

    kind: DraftKind = "text"

    def __init__(self, name: str, label: str, frame: ui.element) -> None:
        self.name, self.label, self.frame = name, label, frame
        self.changed: Callable[[], None] = lambda: None
        self._by: ui.element | None = None
        self._writing = False
        frame.props.update({"data-field": name, "data-kind": self.kind})

    def read(self) -> Value:
        """What the field holds now."""
        raise NotImplementedError

    def held(self) -> Value:
        """What the field holds now, without text that was typed and not entered with Enter."""
        return self.read()

    def show(self, errors: Mapping[str, str]) -> None:
        """Show errors: WHOLE, or the number of a row, to its sentence; an empty mapping takes them away."""
        raise NotImplementedError

    def focus(self) -> None:
        """Put the cursor here."""
        raise NotImplementedError

    def settle(self) -> bool:
        """Somebody typed in a field with an error: take it away where it is out of date; True where none is left."""
        self.show({})
        return True

    def _put(self, value: Value) -> None:
        raise NotImplementedError

    def write(self, value: Value) -> None:
        """Show another value; it doesn't count as typed."""
        self._writing = True
        self._put(value)
        self._writing = False

    def differs(self, other: Value) -> bool:
        """Whether what the field holds means something else than `other`."""
        mine = self.read()
        if isinstance(mine, str) and isinstance(other, str):
            return mine.strip() != other.strip()
        return mine != other

    def to_draft(self, value: Value) -> object:
        """`value` as `static/drafts.js` reads it from the page."""
        return list(value) if isinstance(value, tuple) else value

    def from_draft(self, value: object) -> Value | None:
        """A kept value, if it can be one; the browser's word is hostile."""
        if isinstance(value, str):
            return value[:4000]
        return None

    def touched(self, *_: object) -> None:
        """Note that somebody typed here: a colleague's mark goes."""
        if not self._writing:
            self.unmark()
            self.changed()

    def mark(self, initials: str, hue: Hue, name: str, was: str) -> None:
        """Show that a colleague changed this meanwhile, and what it was."""
        self.unmark()
        self.frame.classes(f"theirs {hue}")
        with self.frame, box("by", "p") as self._by:
            avatar(initials, hue, name)
            text("span", was)

    def unmark(self) -> None:
        """Take the colleague's mark away."""
        if self._by is not None:
            self._by.delete()
            self._by = None
            self.frame.classes(remove="theirs w1 w2 me")


class TextEntry(Entry):
    """A text box."""

    def __init__(self, name: str, field: TextField, label: str) -> None:
        super().__init__(name, label, field)
        self.field = field
        field.input.on_value_change(self.touched)

    def read(self) -> Value:
        return self.field.value

    def show(self, errors: Mapping[str, str]) -> None:
        self.field.set_error(" ".join(errors.values()) or None)

    def focus(self) -> None:
        self.field.focus()

    def _put(self, value: Value) -> None:
        self.field.value = str(value)


class FlagEntry(Entry):
    """A check box; its row is the frame."""

    kind = "flag"

    def __init__(self, name: str, tick: Tick, label: str) -> None:
        slot = tick.parent_slot
        assert slot is not None
        super().__init__(name, label, slot.parent)
        self.tick = tick
        tick.on_value_change(self.touched)

    def read(self) -> Value:
        return self.tick.value is True

    def show(self, errors: Mapping[str, str]) -> None:
        """A check box can't be wrong by itself."""

    def focus(self) -> None:
        self.tick.run_method("focus")

    def _put(self, value: Value) -> None:
        self.tick.set_value(value is True)

    def from_draft(self, value: object) -> Value | None:
        return value if isinstance(value, bool) else None


class ListEntry(Entry):
    """Tags, or addresses in rows; text left without Enter counts."""

    kind = "list"

    def __init__(self, name: str, field: ListField | TagsField, label: str) -> None:
        super().__init__(name, label, field)
        self.field = field
        field._on_change = self.touched
        field.input.on_value_change(self.touched)

    def read(self) -> Value:
        return tuple(self.field.values())

    def held(self) -> Value:
        return tuple(self.field._values)

    def show(self, errors: Mapping[str, str]) -> None:
        rows = {int(at): words for at, words in errors.items() if at.isdecimal()}
        if rows and isinstance(self.field, ListField):
            self.field.set_errors(rows)
        else:
            self.field.set_error(" ".join(errors.values()) or None)

    def settle(self) -> bool:
        """Rows keep their errors: the field moves them with their rows and drops them with those."""
        rows = isinstance(self.field, ListField) and any(at >= 0 for at in self.field._errors)
        return False if rows else super().settle()

    def focus(self) -> None:
        self.field.focus()

    def _put(self, value: Value) -> None:
        self.field.set_values(value if isinstance(value, tuple) else ())

    def from_draft(self, value: object) -> Value | None:
        return read_texts(value)


class RolesEntry(Entry):
    """Roles by ID; the order means nothing. `options` maps an ID to its name."""

    kind = "labels"

    def __init__(self, name: str, field: RolesField, label: str, options: Mapping[str, str]) -> None:
        super().__init__(name, label, field)
        self.field, self.options = field, options
        field.choice.on_value_change(self.touched)

    def read(self) -> Value:
        return tuple(sorted(self.field.values()))

    def show(self, errors: Mapping[str, str]) -> None:
        self.field.set_error(" ".join(errors.values()) or None)

    def focus(self) -> None:
        self.field.choice.run_method("focus")

    def _put(self, value: Value) -> None:
        self.field.set_values(value if isinstance(value, tuple) else ())

    def differs(self, other: Value) -> bool:
        return isinstance(other, tuple) and set(self.field.values()) != set(other)

    def to_draft(self, value: Value) -> object:
        chosen = self.field.choice.known(value)
        return [self.options[key] for key in chosen if key in self.options]

    def from_draft(self, value: object) -> Value | None:
        names = read_texts(value)
        return None if names is None else tuple(key for key, label in self.options.items() if label in names)


def read_texts(value: object) -> tuple[str, ...] | None:
    """A hostile list as texts, at most 100 of 4,000 characters; None for anything else."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return None
    return tuple(item[:4000] for item in value[:100])


def words_of(value: Value, options: Mapping[str, str] | None = None) -> str:
    """A value in words, for "was …" and for a conflict."""
    if isinstance(value, bool):
        return "on" if value else "off"
    if isinstance(value, tuple):
        return ", ".join((options or {}).get(item, item) for item in value) or "empty"
    return "never" if value == NEVER else value.strip() or "empty"
