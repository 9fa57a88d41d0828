"""The form of the tenant's settings: its name, what identifies it, and its secret policy."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from components.buttons import button
from components.fields import TextField, checkbox, text_field
from components.notes import id_box, note
from components.text import box, text

LABELS = {
    "name": "Name",
    "longest_days": "Longest lifetime (days)",
    "default_days": "Default lifetime (days)",
    "never_allowed": "Never Expires allowed",
}


@dataclass(frozen=True, slots=True)
class SettingsValues:
    """What the form holds: the days as they are typed."""

    name: str
    longest_days: str
    default_days: str
    never_allowed: bool

    def get(self, field: str) -> str | bool:
        """One value by the name of its field."""
        value: str | bool = getattr(self, field)
        return value


class SettingsForm:
    """`on_save` is None for those who only read; `spell(days)` says a number of days in words, '' for none."""

    def __init__(
        self,
        values: SettingsValues,
        *,
        tenant_id: str,
        api_address: str,
        spell: Callable[[str], str],
        on_save: Callable[[], Awaitable[None]] | None,
        readers: str,
    ) -> None:
        self.spell = spell
        with box("settings"), box("form"):
            if on_save is None:
                note("plain", readers).classes("after")
            self._build_tenant(values, tenant_id, api_address)
            self._build_policy(values)
            self.place = box("say")
            self.place.props["role"] = "status"
            if on_save is not None:
                with box("acts"):
                    button("Save", on_save, kind="primary", size="lg")
        self.texts = {"name": self.name, "longest_days": self.longest, "default_days": self.default}
        if on_save is None:
            for field in self.texts.values():
                field.disable()
            self.never.disable()

    def read(self) -> SettingsValues:
        """What the form holds now."""
        return SettingsValues(self.name.value, self.longest.value, self.default.value, self.never.value is True)

    def write(self, values: SettingsValues) -> None:
        """Show other values."""
        for field, place in self.texts.items():
            if place.value != values.get(field):
                place.value = str(values.get(field))
        self.never.set_value(values.never_allowed)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Show each error at its field; focus goes to the first one."""
        for field, place in self.texts.items():
            place.set_error(errors.get(field))
        for field, place in self.texts.items():
            if field in errors:
                place.focus()
                return

    def say(self, words: str, strong: str = "") -> None:
        """Say something above Save, or take that away with ''."""
        self.place.clear()
        if words:
            with self.place:
                note("soon", words, strong=strong)

    def _build_tenant(self, values: SettingsValues, tenant_id: str, api_address: str) -> None:
        with box("set", "section") as part:
            heading = text("h2", "Tenant")
            self.name = text_field(LABELS["name"], value=values.name)
            for label, value in (("Tenant ID", tenant_id), ("API address", api_address)):
                with box("idrow"):
                    text("div", label, "lbl")
                    id_box(value, f"Copy {label[0].lower()}{label[1:]}" if label != "API address" else f"Copy {label}")
        part.props["aria-labelledby"] = heading.html_id

    def _build_policy(self, values: SettingsValues) -> None:
        with box("set", "section") as part:
            heading = text("h2", "Secret policy")
            text("p", "Counts for secrets added or changed from now on. Those that exist keep their dates.", "lead")
            with box("duo"):
                self.longest = self._days("longest_days", values.longest_days)
                self.default = self._days("default_days", values.default_days)
            self.never = checkbox(
                LABELS["never_allowed"],
                values.never_allowed,
                help="Without an expiration, a leaked secret keeps working until somebody removes it.",
            )
        part.props["aria-labelledby"] = heading.html_id

    def _days(self, name: str, value: str) -> TextField:
        def spell(typed: str) -> None:
            field.set_help(self.spell(typed))

        field = text_field(LABELS[name], value=value, on_change=spell, help=self.spell(value))
        field.input.props["inputmode"] = "numeric"
        return field
