"""When a secret expires: presets, one text box with calendar and clock, or never."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from nicegui import ui

from components.buttons import icon_button
from components.forms.fields import Field, Segmented, checkbox, segmented, text_field
from components.notes import note
from components.text import box
from web.assets import asset_url

NEVER: Final = "never"
"""What `ExpirationField.value` is where Never Expires is ticked."""
FORM: Final = "YYYY-MM-DD HH:mm"
CUSTOM: Final = "custom"
RISK: Final = (
    "If this secret leaks, it keeps working until somebody removes it. Nothing will remind you. "
    "You can set a date later with Edit Secret."
)


@dataclass(frozen=True, slots=True)
class ExpirationRules:
    """What a tenant offers: `presets` maps words to the text they fill in, `describe` says what is below a date."""

    presets: dict[str, str]
    describe: Callable[[str], str]
    never_allowed: bool = True


class DatePicker(ui.element, component="date_picker.js"):
    """Calendar and clock; they read and write the text box themselves, in the browser."""

    def __init__(self, box_id: str, calendar_id: str, clock_id: str) -> None:
        super().__init__()
        self.props.update({"box": box_id, "calendar": calendar_id, "clock": clock_id})
        self.props["icons"] = asset_url("icons.svg")


class ExpirationField(ui.element):
    """`value` is what is typed, or NEVER; `set_error` and `focus` as in other fields."""

    def __init__(
        self, rules: ExpirationRules, value: str, *, fallback: str = "", on_change: Callable[[], None] = lambda: None
    ) -> None:
        super().__init__("div")
        self.classes("expires")
        self.rules, self.on_change = rules, on_change
        self._kept = fallback if value == NEVER else value
        with self:
            self.date = text_field("Expiration Date", value="", on_change=lambda _: self._typed())
            self._build_presets()
            self._build_picker()
            self.never = checkbox("Never Expires", value == NEVER, self._ticked, help=self._never_help())
            self.risk = box("risk").props("role=status")
        self._says = self._help_of_never()
        if not rules.never_allowed and value != NEVER:
            self.never.disable()
        self._show()

    @property
    def value(self) -> str:
        """What is typed, or NEVER."""
        return NEVER if self.never.value else self.date.value

    @value.setter
    def value(self, value: str) -> None:
        self.never.set_value(value == NEVER)
        if value != NEVER:
            self._kept = value
        self._show()

    def set_error(self, message: str | None) -> None:
        """Mark the date as wrong and say why, or take that away with None."""
        self.date.set_error(message)

    def focus(self) -> None:
        """Put the cursor into the date, or on the check box while that has no use."""
        if self.never.value:
            self.never.run_method("focus")
        else:
            self.date.focus()

    @property
    def field(self) -> Field:
        """The frame around the date."""
        return self.date

    def _build_presets(self) -> None:
        with self.date:
            options = {text: words for words, text in self.rules.presets.items()}
            self.seg = segmented({**options, CUSTOM: "Custom"}, None, self._press, label="Lifetime")
        self.seg.move(self.date, target_index=1)

    def _build_picker(self) -> None:
        with self.date.trailing:
            self.openers = [icon_button("calendar", "Open calendar"), icon_button("clock", "Open clock")]
        with self.date:
            picker = DatePicker(self.date.input.html_id, *(opener.html_id for opener in self.openers))
        picker.move(self.date, target_index=3)
        self.date.input.classes("num")

    def _never_help(self) -> str:
        if self.rules.never_allowed:
            return "A secret without an end works until somebody removes it."
        return "This tenant does not allow secrets that never expire."

    def _help_of_never(self) -> ui.element:
        slot = self.never.parent_slot
        assert slot is not None
        return slot.children[-1]

    def _press(self, key: str) -> None:
        if key == CUSTOM:
            self.date.focus()
        else:
            self.date.value = key

    def _typed(self) -> None:
        if self.never.value:
            return
        self._kept = self.date.value
        self._describe()
        self.on_change()

    def _ticked(self, _never: bool) -> None:
        self._show()
        self.on_change()

    def _describe(self) -> None:
        text = self.date.value
        self.seg.set_value(text if text in self.rules.presets.values() else CUSTOM)
        self.date.set_help(self.rules.describe(text))

    def _show(self) -> None:
        never = self.never.value is True
        self.date.value = "" if never else self._kept
        self.date.input.props["placeholder"] = FORM
        (self.date.disable if never else self.date.enable)()
        for opener in self.openers:
            opener.set_enabled(not never)
        set_enabled(self.seg, enabled=not never)
        self.risk.clear()
        if never:
            self.seg.set_value(None)
            self.date.set_error(None)
            self.date.set_help("Not used while Never Expires is on.")
            with self.risk:
                note("soon", RISK)
        else:
            self._describe()
        self._says.set_visibility(not never)


def set_enabled(seg: Segmented, *, enabled: bool) -> None:
    """Let presets be pressed, or show that they have no use now."""
    seg.classes(add="" if enabled else "off", remove="off" if enabled else "")
    for made in seg.default_slot.children:
        made.props["disabled"] = not enabled
        made.update()
