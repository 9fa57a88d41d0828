"""Fields: a visible label, a box, help that stays, and an error that says what to do."""

from collections.abc import Callable
from typing import Any, Literal

from nicegui import ui
from nicegui.elements.mixins.disableable_element import DisableableElement
from nicegui.elements.mixins.value_element import ValueElement

from components.text import box, icon, text

InputType = Literal["text", "password", "email", "search", "url", "tel"]
OnText = Callable[[str], Any]


class TextBox(ui.input, component="text_box.js"):
    """The native text box inside a field; the value protocol is that of `ui.input`."""

    def __init__(self, value: str = "", on_change: OnText | None = None) -> None:
        super().__init__(value=value)
        if on_change is not None:
            self.on_value_change(lambda _: on_change(self.words))
        for name in ("for", "_autocomplete", "label", "error", "error-message"):
            self._props.pop(name, None)
        self._props.update({"autocomplete": "off", "spellcheck": "false"})

    @property
    def words(self) -> str:
        """What is typed, '' for nothing; anything else a browser sends counts as nothing."""
        return self.value if isinstance(self.value, str) else ""

    def _handle_enabled_change(self, enabled: bool) -> None:
        self._props["disabled"] = not enabled


class Field(ui.element):
    """The frame of a field: label, whatever it holds, help, error. `with field.slot:` is where a control goes."""

    def __init__(self, label: str, *, optional: bool = False, help: str = "", group: bool = False) -> None:
        super().__init__("div")
        self.classes("group field" if group else "field")
        self.label_id = f"{self.html_id}-label"
        self._label = label
        with self:
            with ui.element("div" if group else "label") as self.caption:
                text("span", label).props["id"] = self.label_id
                if optional:
                    text("i", "Optional").props["id"] = f"{self.html_id}-optional"
            if group:
                self.caption.classes("lbl")
            self.slot = ui.element("div")
            self.messages = box("msgs").props("role=alert")
            self.messages.props["id"] = f"{self.html_id}-error"
            self.help = text("p", help, "help")
            self.help.props["id"] = f"{self.html_id}-help"
            self.help.set_visibility(bool(help))
        self.described_by = " ".join(f"{self.html_id}-{part}" for part in ("optional", "error", "help"))
        self.error: str | None = None

    def name_control(self, control: ui.element) -> None:
        """Tie the label, the help and the error to `control`."""
        control.props.update({"aria-labelledby": self.label_id, "aria-describedby": self.described_by})
        if self.caption.tag == "label":
            self.caption.props["for"] = control.html_id

    def set_help(self, help: str) -> None:
        """Change the grey sentence below; '' takes it away."""
        self.help.set_text(help)
        self.help.set_visibility(bool(help))

    def show_error(self, message: str | None) -> None:
        """Say what is wrong below the control, or take that away with None; `set_error` marks the control too."""
        self.error = message
        self.messages.clear()
        if message:
            with self.messages, box("msg", "p"):
                icon("circle-alert", small=True)
                text("span", message)


class TextField(Field):
    """One text box with its label. `.value` is what is typed, `.set_error(message)` marks and explains."""

    def __init__(
        self,
        label: str,
        *,
        value: str = "",
        optional: bool = False,
        help: str = "",
        type: InputType = "text",
        multiline: bool = False,
        placeholder: str = "",
        on_change: OnText | None = None,
        autocomplete: str = "off",
    ) -> None:
        super().__init__(label, optional=optional, help=help)
        self.slot.classes("inbox")
        with self.slot:
            self.input = TextBox(value, on_change)
        self.input.props.update({"type": type, "autocomplete": autocomplete, "multiline": multiline})
        if placeholder:
            self.input.props["placeholder"] = placeholder
        self.trailing = self.slot
        self.name_control(self.input)

    @property
    def value(self) -> str:
        """What is typed now."""
        return self.input.words

    @value.setter
    def value(self, value: str) -> None:
        self.input.set_value(value)

    def set_error(self, message: str | None) -> None:
        """Mark the box as wrong and say why below it, or take both away with None."""
        if message == self.error:
            return
        self.show_error(message)
        self.slot.classes(add="err" if message else None, remove=None if message else "err")
        if message:
            self.input.props["aria-invalid"] = "true"
        else:
            self.input.props.pop("aria-invalid", None)

    def focus(self) -> None:
        """Put the cursor into the box."""
        self.input.run_method("focus")

    def disable(self) -> None:
        """Show the value without letting it be changed."""
        self.input.disable()
        self.slot.classes("off")

    def enable(self) -> None:
        """Let the value be changed again."""
        self.input.enable()
        self.slot.classes(remove="off")


def text_field(
    label: str,
    *,
    value: str = "",
    optional: bool = False,
    help: str = "",
    error: str = "",
    type: InputType = "text",
    multiline: bool = False,
    mono: bool = False,
    placeholder: str = "",
    on_change: OnText | None = None,
    autocomplete: str = "off",
) -> TextField:
    """A labelled text box; `with field.trailing:` puts icon buttons behind the text (calendar, show password)."""
    field = TextField(
        label, value=value, optional=optional, help=help, type=type, multiline=multiline,
        placeholder=placeholder, on_change=on_change, autocomplete=autocomplete,
    )  # fmt: skip
    if mono:
        field.input.classes("mono")
    if error:
        field.set_error(error)
    return field


class Tick(ValueElement[bool], DisableableElement, component="tick.js"):
    """A native check box; `.value`, `.set_value`, `.disable()`. `some` shows it half ticked."""

    VALUE_PROP = "value"
    LOOPBACK = False

    def __init__(self, value: bool = False, on_change: Callable[[bool], Any] | None = None) -> None:
        super().__init__(value=value, on_value_change=None)
        self.classes("ck")
        if on_change is not None:
            self.on_value_change(lambda event: on_change(event.value is True))

    def set_some(self, some: bool) -> None:
        """Show that some of what it stands for is chosen."""
        self._props["some"] = some

    def _event_args_to_value(self, e: Any) -> bool:
        return e.args is True

    def _handle_enabled_change(self, enabled: bool) -> None:
        self._props["disabled"] = not enabled


def checkbox(
    label: str, value: bool = False, on_change: Callable[[bool], Any] | None = None, *, help: str = ""
) -> Tick:
    """A check box named by its visible label, with an optional grey sentence below it."""
    with box("slab check"):
        tick = Tick(value, on_change)
        text("label", label).props["for"] = tick.html_id
        if help:
            text("p", help).props["id"] = f"{tick.html_id}-help"
            tick.props["aria-describedby"] = f"{tick.html_id}-help"
    return tick


class Segmented(ui.element):
    """A row of choices of which one is pressed: presets, a view. `.value`, `.set_value(key)`."""

    def __init__(
        self, options: dict[str, str], value: str | None, on_change: Callable[[str], Any] | None, label: str
    ) -> None:
        super().__init__("div")
        self.classes("seg")
        self.props.update({"role": "group", "aria-label": label})
        self.value = value
        self._on_change = on_change
        self._buttons: dict[str, ui.element] = {}
        with self:
            for key, words in options.items():
                self._buttons[key] = text("button", words).on("click", lambda _, key=key: self._press(key), [])
        self.set_value(value)

    def set_value(self, value: str | None) -> None:
        """Press one choice, or none, without calling the handler."""
        self.value = value
        for key, made in self._buttons.items():
            made.props.update({"type": "button", "aria-pressed": "true" if key == value else "false"})
            made.update()

    def _press(self, key: str) -> Any:
        self.set_value(key)
        return None if self._on_change is None else self._on_change(key)


def segmented(
    options: dict[str, str], value: str | None, on_change: Callable[[str], Any] | None = None, *, label: str
) -> Segmented:
    """Presets side by side: `options` maps a key to its words, `label` names the group."""
    return Segmented(options, value, on_change, label)
