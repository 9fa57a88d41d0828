"""The dialogs "Add User" and "Edit User", and the link that lets a person in, shown once."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from nicegui import ui

from components.buttons import button
from components.dialogs import Dialog
from components.fields import TextField, text_field
from components.notes import note
from components.secret_shown import SecretBox, ShownSecret
from components.selects import RolesField
from components.small_form import SmallForm
from components.text import box, text

ADMINISTRATOR_WARNING = "A Tenant Administrator can change every client, secret, user and role of this tenant."


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role that can be given; everybody has the one that is `always`."""

    id: str
    name: str
    words: str = ""
    always: bool = False
    administers: bool = False


class UserForm(SmallForm):
    """Email (only for somebody new), name and roles. `name_text` and `role_ids` are what is there now."""

    def __init__(
        self,
        title: str,
        command: str,
        choices: Sequence[RoleChoice],
        *,
        on_save: Callable[[], Awaitable[None]],
        email: str = "",
        name: str = "",
        role_ids: Sequence[str] = (),
        is_new: bool = False,
    ) -> None:
        super().__init__(title, email, command=command, on_save=on_save, changed=self._is_changed)
        self.choices = choices
        self.email: TextField | None = None
        with self:
            if is_new:
                self.email = text_field("Email", type="email")
                self.email.set_help("What this person signs in with. It can't be changed afterwards.")
                self.fields["email"] = self.email
            self.name = text_field("Name", value=name)
            self.roles = RolesField(
                "Roles",
                {choice.id: choice.name for choice in choices},
                values=role_ids,
                locked=[choice.id for choice in choices if choice.always],
                notes={choice.id: choice.words for choice in choices},
                on_change=self._warn,
            )
        self.fields |= {"name": self.name, "role_ids": self.roles}
        self._start = (self.name.value, set(self.roles.values()))
        self._warn()

    def read(self) -> tuple[str, str, list[str]]:
        """Email ('' for somebody who has one), name and roles as they are in the form."""
        return self.email.value if self.email else "", self.name.value, self.roles.values()

    def _is_changed(self) -> bool:
        email, name, roles = self.read()
        return bool(email.strip()) or (name, set(roles)) != self._start

    def _warn(self, *_: object) -> None:
        held = set(self.roles.values())
        given = held - self._start[1] if self.email is None else held
        administers = any(choice.administers and choice.id in given for choice in self.choices)
        self.roles.warn(ADMINISTRATOR_WARNING if administers else None)


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
