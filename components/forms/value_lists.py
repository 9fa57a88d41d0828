"""Values typed one by one: tags as pills, addresses as rows. Text left in the box without Enter counts too."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from nicegui import ui
from nicegui.events import GenericEventArguments

from components.buttons import icon_button
from components.forms.fields import Field, TextBox
from components.text import box, icon, text

OnValues = Callable[[list[str]], Any]

# Enter hands the text over and empties the box there and then, so that the next letters are safe from the answer.
TAKE: Final = "(event) => keylodge.takeValue(event, emit)"


class ValuesField(Field):
    """What both lists share: the values, the box for a new one, adding and removing."""

    def __init__(
        self,
        label: str,
        values: Sequence[str],
        *,
        optional: bool,
        help: str,
        placeholder: str,
        on_change: OnValues | None,
    ) -> None:
        super().__init__(label, optional=optional, help=help)
        self._values = list(dict.fromkeys(values))
        self._on_change = on_change
        with self.slot:
            self.rows = self._build_rows()
            with self._build_new():
                self.input = TextBox()
        if placeholder:
            self.input.props["placeholder"] = placeholder
        self.input.on("keydown.enter", self._take, js_handler=TAKE)
        self.name_control(self.input)
        self._draw()

    def values(self) -> list[str]:
        """The values in their order, and last whatever is typed but not yet added."""
        left = [word for word in self._split(self.input.words) if word not in self._values]
        return [*self._values, *left]

    def set_values(self, values: Sequence[str]) -> None:
        """Show other values; what is typed stays."""
        self._values = list(dict.fromkeys(values))
        self._draw()

    def take_typed(self) -> None:
        """Make what is typed a value of its own, as Enter does."""
        if self.input.words.strip():
            self._values = self.values()
            self.input.set_value("")
            self._draw()

    def focus(self) -> None:
        """Put the cursor into the box for a new value."""
        self.input.run_method("focus")

    def add(self, words: str) -> Any:
        """Add what `words` holds, without what is there already."""
        self._values += [word for word in dict.fromkeys(self._split(words)) if word not in self._values]
        return self._changed()

    def drop(self, value: str) -> Any:
        """Take one value out; focus goes back to the box."""
        self._values = [other for other in self._values if other != value]
        self.focus()
        return self._changed()

    def _split(self, words: str) -> list[str]:
        return [words.strip()] if words.strip() else []

    def _take(self, event: GenericEventArguments) -> Any:
        return self.add(event.args) if isinstance(event.args, str) else None

    def _mark_input(self, *, wrong: bool) -> None:
        if wrong:
            self.input.props["aria-invalid"] = "true"
        else:
            self.input.props.pop("aria-invalid", None)

    def _changed(self) -> Any:
        self._draw()
        return None if self._on_change is None else self._on_change(list(self._values))

    def _build_rows(self) -> ui.element:
        raise NotImplementedError

    def _build_new(self) -> ui.element:
        raise NotImplementedError

    def _draw(self) -> None:
        raise NotImplementedError


class TagsField(ValuesField):
    """Tags: pills with "Remove …", Enter or a comma between them adds. `suggestions` are offered while typing."""

    def __init__(
        self,
        label: str = "Tags",
        *,
        values: Sequence[str] = (),
        suggestions: Sequence[str] = (),
        optional: bool = True,
        help: str = "",
        placeholder: str = "",
        on_change: OnValues | None = None,
    ) -> None:
        super().__init__(label, values, optional=optional, help=help, placeholder=placeholder, on_change=on_change)
        self.slot.classes("inbox multi")
        if suggestions:
            with self, ui.element("datalist") as offered:
                for word in suggestions:
                    ui.element("option").props["value"] = word
            self.input.props["list"] = offered.html_id

    def set_error(self, message: str | None) -> None:
        """Mark the box as wrong and say why, or take that away with None."""
        self.show_error(message)
        self.slot.classes(add="err" if message else None, remove=None if message else "err")
        self._mark_input(wrong=bool(message))

    def _split(self, words: str) -> list[str]:
        return [word.strip() for word in words.split(",") if word.strip()]

    def _build_rows(self) -> ui.element:
        return box("contents")

    def _build_new(self) -> ui.element:
        return box("contents")

    def _draw(self) -> None:
        self.rows.clear()
        with self.rows:
            for value in self._values:
                with box("pill", "span"):
                    text("span", value)
                    icon_button("x", f"Remove {value}", partial(self.drop, value), mini=True)


class ListField(ValuesField):
    """Addresses: a row each, in one frame, with the box for a new one below. A wrong row keeps its place."""

    def __init__(
        self,
        label: str,
        *,
        values: Sequence[str] = (),
        optional: bool = False,
        help: str = "",
        placeholder: str = "Type an address, then Enter",
        most: int | None = None,
        on_change: OnValues | None = None,
    ) -> None:
        self._most = most
        self._errors: dict[int, str] = {}
        self.counter: Any = None
        super().__init__(label, values, optional=optional, help=help, placeholder=placeholder, on_change=on_change)
        self.slot.classes("uris")
        if most is not None:
            with self.caption:
                self.counter = text("span", "", "num")
        self._draw()

    def set_errors(self, errors: Mapping[int, str]) -> None:
        """Say what is wrong with which row (counted from 0, as in `values()`); an empty mapping takes it all away.

        Text that was left in the box becomes a row, so that its error has a place.
        """
        if errors:
            self.take_typed()
        self._errors = dict(errors)
        self._draw()

    def set_error(self, message: str | None) -> None:
        """Say what is wrong with the list as a whole, or take that away with None."""
        self._errors = {} if message is None else {-1: message}
        self._draw()

    def drop(self, value: str) -> Any:
        """Take one row out; errors of the others move with their rows."""
        gone = self._values.index(value) if value in self._values else None
        if gone is not None:
            self._errors = {at - (at > gone): words for at, words in self._errors.items() if at != gone}
        return super().drop(value)

    def _build_rows(self) -> ui.element:
        return box(tag="ul")

    def _build_new(self) -> ui.element:
        return box("new")

    def _draw(self) -> None:
        self.rows.clear()
        with self.rows:
            for at, value in enumerate(self._values):
                with box("err" if at in self._errors else "", "li"):
                    if at in self._errors:
                        icon("circle-alert", small=True)
                    text("span", value, "mono clip grow").props["data-tip-clipped"] = value
                    icon_button("x", f"Remove {value}", partial(self.drop, value), mini=True)
        if self.counter is not None:
            self.counter.set_text(f"{len(self._values)} of {self._most}")
        self._draw_errors()

    def _draw_errors(self) -> None:
        self.messages.clear()
        with self.messages:
            for words in dict.fromkeys(self._errors.values()):
                with box("msg", "p"):
                    icon("circle-alert", small=True)
                    text("span", words)
        self._mark_input(wrong=bool(self._errors))
