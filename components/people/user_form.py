"""The fields of "Add User" and "Edit User", and the link that lets a person in, shown once."""

from collections.abc import Sequence
from dataclasses import dataclass

from nicegui import ui

from components.buttons import button
from components.forms.dialogs import Dialog
from components.forms.fields import text_field
from components.forms.form_dialog import FormDialog
from components.forms.form_entries import RolesEntry, TextEntry
from components.forms.selects import RolesField
from components.notes import note
from components.secrets.secret_shown import SecretBox, ShownSecret
from components.text import box, text

ADMINISTRATOR_WARNING = "A Tenant Administrator can change every client, secret, user and role of this tenant."
EMAIL_HELP = "What this person signs in with. It can't be changed afterwards."


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role that can be given; everybody has the one that is `always`."""

    id: str
    name: str
    words: str = ""
    always: bool = False
    administers: bool = False


def build_user_form(
    form: FormDialog, choices: Sequence[RoleChoice], *, name: str = "", role_ids: Sequence[str] = (), is_new: bool
) -> None:
    """Fill `form` with email (only for somebody new), name and roles."""
    with form.part():
        if is_new:
            email = text_field("Email", type="email", help=EMAIL_HELP)
            form.add(TextEntry("email", email, "Email"))
        form.add(TextEntry("name", text_field("Name", value=name), "Name"))
        _add_roles(form, choices, role_ids)


def _add_roles(form: FormDialog, choices: Sequence[RoleChoice], held: Sequence[str]) -> None:
    names = {choice.id: choice.name for choice in choices}
    field = RolesField(
        "Roles",
        names,
        values=held,
        locked=[choice.id for choice in choices if choice.always],
        notes={choice.id: choice.words for choice in choices},
    )
    powerful = {choice.id for choice in choices if choice.administers} - set(held)

    def weigh(*_: object) -> None:
        field.warn(ADMINISTRATOR_WARNING if powerful & set(field.values()) else None)

    field.choice.on_value_change(weigh)
    form.add(RolesEntry("role_ids", field, "Roles", names))


class LinkDialog(Dialog):
    """A link, shown once: it goes to the browser past everything that keeps messages, as a secret does."""

    def __init__(self, title: str, about: str, *, name: str, link: str, until: str) -> None:
        super().__init__(title, about, persistent=True, width=640, closable=False)
        with self:
            note("soon", "It can't be shown again; whoever has it sets the password.", strong="Copy the link now.")
            with box("once"):
                label = text("div", f"Link for {name}", "lbl")
                with box("value"):
                    self.link = SecretBox(ShownSecret(link, ""))
                    self.copy = button("Copy", icon="copy", kind="primary")
                help_text = text("p", f"Works once, until {until}.", "help")
        self.link.props.update({"aria-labelledby": label.html_id, "aria-describedby": help_text.html_id})
        self.copy.props.update({"data-copy-from": self.link.html_id, "aria-describedby": label.html_id})
        self.copy.on("copied", self._copied, [])
        with self.footer:
            box("grow")
            self.done = button("Close", self._close, size="lg")

    def _copied(self) -> None:
        self.copy.classes(remove="primary")
        self.done.classes("primary")

    def _close(self) -> None:
        self.close()
        self.link.delete()
        ui.timer(0.4, self.delete, once=True)
