"""The fields of a secret: what it is for, and when it expires."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.forms.expiration_field import ExpirationField, ExpirationRules
from components.forms.fields import text_field
from components.forms.form_dialog import FormDialog
from components.forms.form_entries import Entry, TextEntry, Value


@dataclass(frozen=True, slots=True)
class SecretParts:
    """What a secret's fields start from: `expires` as typed or NEVER, `fallback` what takes the place of never."""

    rules: ExpirationRules
    expires: str
    fallback: str
    description: str = ""


def build_secret_form(form: FormDialog, parts: SecretParts, prefix: str = "") -> None:
    """Put the fields into the part of `form` that is open; `prefix` tells them apart from a client's own."""
    description = text_field(
        "Description", value=parts.description, optional=True, help="Name the machine or job that will use it."
    )
    form.add(TextEntry(f"{prefix}description", description, "Description"))
    expiration = ExpirationField(parts.rules, parts.expires, fallback=parts.fallback)
    form.add(ExpirationEntry(f"{prefix}expires_at", expiration, "Expiration Date"))


class ExpirationEntry(Entry):
    """A date as typed, or NEVER."""

    kind = "expiration"

    def __init__(self, name: str, field: ExpirationField, label: str) -> None:
        super().__init__(name, label, field)
        self.field = field
        field.on_change = self.touched

    def read(self) -> Value:
        return self.field.value

    def show(self, errors: Mapping[str, str]) -> None:
        self.field.set_error(" ".join(errors.values()) or None)

    def focus(self) -> None:
        self.field.focus()

    def _put(self, value: Value) -> None:
        self.field.value = str(value)
