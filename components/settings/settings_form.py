"""The form of the tenant's settings: its name, what identifies it, its secret policy, and its audiences."""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from components.buttons import ClickHandler, button
from components.forms.drafts import Draft, mark_form, tell_brought_back
from components.forms.fields import TextField, checkbox, text_field
from components.forms.form_entries import Entry, FlagEntry, ListEntry, TextEntry, Value
from components.forms.value_lists import ListField
from components.notes import id_box, note
from components.text import box, text

LABELS = {
    "name": "Name",
    "longest_days": "Longest lifetime (days)",
    "default_days": "Default lifetime (days)",
    "never_allowed": "Never Expires allowed",
    "audiences": "Audiences",
}
POLICY_WORDS = "Counts for secrets added or changed from now on. Those that exist keep their dates."
AUDIENCES_WORDS = (
    "Your own APIs. By the parameter resource (RFC 8707), a client asks for a token that is good at one of them only. "
    "Without it, a token is for Keylodge's API."
)


@dataclass(frozen=True, slots=True)
class SettingsValues:
    """What the form holds: the days as they are typed."""

    name: str
    longest_days: str
    default_days: str
    never_allowed: bool
    audiences: tuple[str, ...] = ()

    def get(self, field: str) -> Value:
        """One value by the name of its field."""
        value: Value = getattr(self, field)
        return value


def settings_facts(
    values: SettingsValues, *, tenant_id: str, api_address: str, spell: Callable[[str], str], readers: str
) -> None:
    """The tenant's settings for those who only read; `readers` says why they do."""
    with box("settings"), box("form"):
        note("plain", readers).classes("after")
        with _section("Tenant"):
            _facts({LABELS["name"]: values.name})
            _addresses(tenant_id, api_address)
        with _section("Secret policy"):
            never = "Yes" if values.never_allowed else "No"
            days = {LABELS[name]: str(values.get(name)) for name in ("longest_days", "default_days")}
            _facts({**days, LABELS["never_allowed"]: never}, spell)
        with _section("Tokens"):
            heading = text("div", LABELS["audiences"], "lbl")
            with box("addresses", "ul") as addresses:
                for address in values.audiences or ["None"]:
                    text("li", address, "mono" if values.audiences else "")
            addresses.props["aria-labelledby"] = heading.html_id


class SettingsForm:
    """The fields and Save. `spell(days)` says a number of days in words, '' for none."""

    def __init__(
        self,
        values: SettingsValues,
        *,
        tenant_id: str,
        api_address: str,
        most_audiences: int,
        spell: Callable[[str], str],
        on_save: Callable[[], Awaitable[None]],
    ) -> None:
        self.spell = spell
        with box("settings"), box("form") as form:
            self.notes = box("notes")
            with _section("Tenant"):
                self.name = text_field(LABELS["name"], value=values.name)
                _addresses(tenant_id, api_address)
            with _section("Secret policy", POLICY_WORDS):
                self._build_policy(values)
            with _section("Tokens"):
                self.audiences = _audiences(values.audiences, most_audiences)
            self.place = box("say")
            self.place.props["role"] = "status"
            with box("acts"):
                save = button("Save", on_save, kind="primary", size="lg")
        form.on("keydown.enter", js_handler=f'(e) => keylodge.submitOnEnter(e, "{save.html_id}")')
        self.texts = {"name": self.name, "longest_days": self.longest, "default_days": self.default}
        self.form = form
        entries: list[Entry] = [TextEntry(name, place, LABELS[name]) for name, place in self.texts.items()]
        entries.append(FlagEntry("never_allowed", self.never, LABELS["never_allowed"]))
        entries.append(ListEntry("audiences", self.audiences, LABELS["audiences"]))
        self.entries = {entry.name: entry for entry in entries}

    def keep(self, key: str, base: SettingsValues) -> None:
        """Have the browser keep what is typed and differs from `base`, until it is saved."""
        mark_form(self.form, key, {name: entry.to_draft(base.get(name)) for name, entry in self.entries.items()})

    def bring_back(self, draft: Draft, start_over: ClickHandler) -> dict[str, Value]:
        """Write what was typed before the page was loaded anew; what those fields were then, by name."""
        now, was = self.read(), {}
        for name in draft.changed:
            entry = self.entries.get(name)
            typed = entry.from_draft(draft.values[name]) if entry else None
            base = entry.from_draft(draft.base.get(name)) if entry else None
            if entry is None or typed is None or base is None or typed == now.get(name):
                continue
            entry.write(typed)
            was[name] = base
        if was:
            with self.notes:
                tell_brought_back(start_over)
        return was

    def read(self) -> SettingsValues:
        """What the form holds now."""
        return SettingsValues(
            self.name.value,
            self.longest.value,
            self.default.value,
            self.never.value is True,
            tuple(self.audiences.values()),
        )

    def take(self) -> SettingsValues:
        """What is to be saved: an address that was typed without Enter becomes a row."""
        self.audiences.take_typed()
        return self.read()

    def write(self, values: SettingsValues) -> None:
        """Show other values."""
        for field, place in self.texts.items():
            if place.value != values.get(field):
                place.value = str(values.get(field))
        self.never.set_value(values.never_allowed)
        if tuple(self.audiences.values()) != values.audiences:
            self.audiences.set_values(values.audiences)

    def show_errors(self, errors: Mapping[str, str]) -> None:
        """Show each error at its field, an address's (`audiences.2`) at its row; focus goes to the first one."""
        for field, place in self.texts.items():
            place.set_error(errors.get(field))
        rows = {int(at): words for name, words in errors.items() if (at := name.partition(".")[2])}
        self.audiences.set_error(errors.get("audiences"))
        if rows:
            self.audiences.set_errors(rows)
        places: dict[str, TextField | ListField] = {**self.texts, "audiences": self.audiences}
        wrong = {name.partition(".")[0] for name in errors}
        first = next((place for field, place in places.items() if field in wrong), None)
        if first is not None:
            first.focus()

    def say(self, words: str, strong: str = "") -> None:
        """Say something above Save, or take that away with ''."""
        self.place.clear()
        if words:
            with self.place:
                note("soon", words, strong=strong)

    def _build_policy(self, values: SettingsValues) -> None:
        with box("duo"):
            self.longest = self._days("longest_days", values.longest_days)
            self.default = self._days("default_days", values.default_days)
        self.never = checkbox(
            LABELS["never_allowed"],
            values.never_allowed,
            help="Without an expiration, a leaked secret keeps working until somebody removes it.",
        )

    def _days(self, name: str, value: str) -> TextField:
        def spell(typed: str) -> None:
            field.set_help(self.spell(typed))

        field = text_field(LABELS[name], value=value, on_change=spell, help=self.spell(value))
        field.input.props["inputmode"] = "numeric"
        return field


@contextmanager
def _section(title: str, lead: str = "") -> Iterator[None]:
    with box("set", "section") as part:
        heading = text("h2", title)
        if lead:
            text("p", lead, "lead")
        yield
    part.props["aria-labelledby"] = heading.html_id


def _audiences(values: Sequence[str], most: int) -> ListField:
    return ListField(
        LABELS["audiences"],
        values=values,
        optional=True,
        help=AUDIENCES_WORDS,
        placeholder="Type an address, then Enter",
        most=most,
    )


def _addresses(tenant_id: str, api_address: str) -> None:
    for label, value, name in (
        ("Tenant ID", tenant_id, "Copy tenant ID"),
        ("API address", api_address, "Copy API address"),
    ):
        with box("idrow"):
            text("div", label, "lbl")
            id_box(value, name)


def _facts(values: Mapping[str, str], spell: Callable[[str], str] | None = None) -> None:
    with box("facts", "dl"):
        for label, value in values.items():
            text("dt", label)
            with box("", "dd"):
                text("span", value, "num")
                if spell and (words := spell(value)):
                    text("span", words, "muted")
