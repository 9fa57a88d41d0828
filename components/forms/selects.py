"""Choosing from a list: one value (`Select`, native) or several as pills (`RolesField`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui.elements.mixins.value_element import ValueElement

from components.forms.fields import Field
from components.notes import note
from components.text import box
from web.assets import asset_url

Options = Mapping[str, str]
OnKey = Callable[[str], Any]


class Select(ValueElement[str], component="select.js"):
    """A native list of which one value is chosen: a key of `options`. Its label stands before it, in one frame."""

    VALUE_PROP = "value"
    LOOPBACK = False

    def __init__(self, label: str, options: Options, value: str, on_change: OnKey) -> None:
        super().__init__(value=value, on_value_change=lambda event: on_change(event.value))
        self._options = options
        self._props.update({"name": label, "options": list(options.items()), "sprite": asset_url("icons.svg")})

    def _event_args_to_value(self, e: Any) -> str:
        return e.args if isinstance(e.args, str) and e.args in self._options else self.value


class Choice(ValueElement[list[str]], component="choice.js"):
    """Pills and the box that finds more of them. Its value is a list of keys of `options`, the `locked` ones first."""

    VALUE_PROP = "value"
    LOOPBACK = False

    def __init__(self, options: Options, values: Sequence[str], locked: Sequence[str], notes: Options) -> None:
        self.keys = list(options)
        self.locked = list(locked)
        super().__init__(value=self.known(values), on_value_change=None)
        self._props.update({"locked": self.locked, "sprite": asset_url("icons.svg")})
        self._props["options"] = [
            {"value": key, "label": label, "note": notes.get(key, "")} for key, label in options.items()
        ]

    def known(self, values: Any) -> list[str]:
        """`values` without anything that isn't offered; the locked ones always stay."""
        chosen = [key for key in values if isinstance(key, str)] if isinstance(values, list | tuple) else []
        return [*self.locked, *(key for key in dict.fromkeys(chosen) if key in self.keys and key not in self.locked)]

    def _event_args_to_value(self, e: Any) -> list[str]:
        return self.known(e.args)


class RolesField(Field):
    """Several values of a list as pills. Those in `locked` can't go, and show a lock."""

    def __init__(
        self,
        label: str,
        options: Options,
        *,
        values: Sequence[str] = (),
        locked: Sequence[str] = (),
        notes: Options | None = None,
        help: str = "",
    ) -> None:
        super().__init__(label, help=help)
        with self.slot:
            self.choice = Choice(options, values, locked, notes or {})
        self.choice.props.update({"labelledby": self.label_id, "describedby": self.described_by})
        self.caption.props["for"] = self.choice.html_id
        with self:
            self.warning = box("warning")

    def values(self) -> list[str]:
        """The keys that are chosen, locked ones first."""
        return list(self.choice.value)

    def set_values(self, values: Sequence[str]) -> None:
        """Choose others; those that aren't offered are left out, the locked ones stay."""
        self.choice.set_value(self.choice.known(values))

    def set_error(self, message: str | None) -> None:
        """Mark it as wrong and say why, or take that away with None."""
        self.show_error(message)
        self.choice.props["invalid"] = bool(message)
        self.choice.update()

    def focus(self) -> None:
        """Put the cursor into the box."""
        self.choice.run_method("focus")

    def warn(self, message: str | None) -> None:
        """Say below what the choice means where that is worth a second look, or take it away with None."""
        self.warning.clear()
        if message:
            with self.warning:
                note("soon", message)
