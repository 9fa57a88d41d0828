"""Choosing from a list: one value (`Select`, `SelectField`) or several (`RolesField`)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui.elements.mixins.disableable_element import DisableableElement
from nicegui.elements.mixins.value_element import ValueElement

from components.forms.fields import Field
from components.notes import note
from components.text import box
from web.assets import asset_url

Options = Mapping[str, str]
OnKey = Callable[[str], Any]


class Choice(ValueElement[Any], DisableableElement, component="choice.js"):
    """The combobox itself. Its value is a key of `options`, or None; with `multiple` a list of keys."""

    VALUE_PROP = "value"
    LOOPBACK = False

    def __init__(
        self,
        name: str,
        options: Options,
        value: str | Sequence[str] | None,
        *,
        multiple: bool = False,
        locked: Sequence[str] = (),
        notes: Options | None = None,
    ) -> None:
        self.keys = list(options)
        self.locked = list(locked)
        self.multiple = multiple
        super().__init__(value=self.known(value), on_value_change=None)
        self._props.update(
            {"name": name, "multiple": multiple, "locked": self.locked, "sprite": asset_url("icons.svg")}
        )
        self.set_options(options, notes)

    def set_options(self, options: Options, notes: Options | None = None) -> None:
        """Offer other values; `notes` says something small about some of them."""
        self.keys = list(options)
        notes = notes or {}
        self._props["options"] = [
            {"value": key, "label": label, "note": notes.get(key, "")} for key, label in options.items()
        ]

    def known(self, value: Any) -> Any:
        """`value` without anything that isn't offered; the locked ones always stay."""
        if not self.multiple:
            return value if isinstance(value, str) and value in self.keys else None
        chosen = [key for key in value if isinstance(key, str)] if isinstance(value, list | tuple) else []
        return [*self.locked, *(key for key in dict.fromkeys(chosen) if key in self.keys and key not in self.locked)]

    def _event_args_to_value(self, e: Any) -> Any:
        return self.known(e.args)

    def _handle_enabled_change(self, enabled: bool) -> None:
        self._props["disabled"] = not enabled


class Select(Choice):
    """One value of a list, in a toolbar: its label stands before the value, or is only its name with `inline=False`."""

    def __init__(
        self,
        label: str,
        options: Options,
        value: str | None,
        on_change: OnKey | None = None,
        *,
        inline: bool = True,
    ) -> None:
        super().__init__(label, options, value)
        self._props["prefix"] = inline
        tell(self, on_change)


class SelectField(Field):
    """One value of a list, in a form, under its label."""

    def __init__(
        self,
        label: str,
        options: Options,
        *,
        value: str | None = None,
        on_change: OnKey | None = None,
        optional: bool = False,
        help: str = "",
        placeholder: str = "",
    ) -> None:
        super().__init__(label, optional=optional, help=help)
        with self.slot:
            self.choice = Choice(label, options, value)
        name_choice(self, self.choice)
        self.choice.props["placeholder"] = placeholder
        tell(self.choice, on_change)

    @property
    def value(self) -> str | None:
        """The key that is chosen, or None."""
        return self.choice.value if isinstance(self.choice.value, str) else None

    @value.setter
    def value(self, value: str | None) -> None:
        self.choice.set_value(value)

    def set_error(self, message: str | None) -> None:
        """Mark it as wrong and say why, or take that away with None."""
        self.show_error(message)
        mark_choice(self.choice, wrong=bool(message))


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
        optional: bool = False,
        on_change: Callable[[list[str]], Any] | None = None,
    ) -> None:
        super().__init__(label, optional=optional, help=help)
        with self.slot:
            self.choice = Choice(label, options, values, multiple=True, locked=locked, notes=notes)
        name_choice(self, self.choice)
        with self:
            self.warning = box("warning")
        if on_change is not None:
            self.choice.on_value_change(lambda _: on_change(self.values()))

    def values(self) -> list[str]:
        """The keys that are chosen, locked ones first."""
        return list(self.choice.value or [])

    def set_values(self, values: Sequence[str]) -> None:
        """Choose others; those that aren't offered are left out, the locked ones stay."""
        self.choice.set_value(self.choice.known(values))

    def set_error(self, message: str | None) -> None:
        """Mark it as wrong and say why, or take that away with None."""
        self.show_error(message)
        mark_choice(self.choice, wrong=bool(message))

    def focus(self) -> None:
        """Put the cursor into the box."""
        self.choice.run_method("focus")

    def warn(self, message: str | None) -> None:
        """Say below what the choice means where that is worth a second look, or take it away with None."""
        self.warning.clear()
        if message:
            with self.warning:
                note("soon", message)


def name_choice(field: Field, choice: Choice) -> None:
    """Tie label, help and error to the combobox."""
    choice.props.update({"labelledby": field.label_id, "describedby": field.described_by})
    field.caption.props["for"] = choice.html_id


def mark_choice(choice: Choice, *, wrong: bool) -> None:
    """Outline the combobox in red, and say so to assistive technology."""
    choice.props["invalid"] = wrong
    choice.update()


def tell(choice: Choice, on_change: OnKey | None) -> None:
    """Call `on_change`, async or not, with the key that was chosen."""
    if on_change is not None:
        choice.on_value_change(lambda event: on_change(event.value) if isinstance(event.value, str) else None)
