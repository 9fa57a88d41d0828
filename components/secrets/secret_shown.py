"""A new secret, shown once.

The text never enters the element tree, a prop or the outbox, all of which are kept and sent again to a browser that
reconnects. The box asks for it when it is in the page, gets it straight through the socket, and confirms; then the
server has forgotten it.
"""

from dataclasses import dataclass, field

from nicegui import core, ui

from components.buttons import Button, button, icon_button
from components.first_token.client_examples import env_file
from components.first_token.first_token import WIDTH, FirstToken, Trial
from components.forms.dialogs import Dialog
from components.notes import note
from components.text import box, text

MESSAGE = "kl-secret"
"""The socket's message that carries the text: `{id, text}`."""


@dataclass(frozen=True, slots=True)
class ShownSecret:
    """What the dialog shows; `about` is the line below its title."""

    text: str = field(repr=False)
    client_id: str
    about: str = ""
    trial: Trial | None = None


async def show_secret(secret: ShownSecret) -> None:
    """Show a new secret until Close is pressed; Escape and a click beside it do nothing."""
    shown = SecretDialog(secret)
    await shown.answer()
    shown.forget()


class SecretBox(ui.element, component="secret_box.js"):
    """The read-only text box that holds the text in the browser."""

    def __init__(self, secret: ShownSecret) -> None:
        super().__init__()
        self._unsent: str | None = secret.text
        self.props.update({"env": f"CLIENT_ID={secret.client_id}\n", "file": env_file(secret.client_id)})
        self.on("ready", self.send, [])
        self.on("shown", self.forget, [])

    async def send(self) -> None:
        """Hand the text to the browser, unless it has arrived there already."""
        if self._unsent is not None:
            await core.sio.emit(MESSAGE, {"id": self.html_id, "text": self._unsent}, room=self.client.id)

    def forget(self) -> None:
        """The text has arrived: from now on it exists in the browser only."""
        self._unsent = None

    def _handle_delete(self) -> None:
        self.forget()
        super()._handle_delete()


class SecretDialog(Dialog):
    """The dialog "Secret added"."""

    def __init__(self, secret: ShownSecret) -> None:
        super().__init__("Secret added", secret.about, persistent=True, width=WIDTH, closable=False)
        self.root.on("hide", self.delete, [])
        with self:
            note("soon", "It can't be shown again after you close this.", strong="Copy the secret now.")
            with box("once"):
                self.copy = self._build_secret(secret)
            with box("once-id stackp"):
                self._build_client_id(secret.client_id)
                download = button("Download .env", icon="download", size="lg")
                download.on("click", js_handler=f"() => getElement({self.secret.id}).download()")
            with box() as self.first_token:
                first = FirstToken(secret.trial, self.secret.html_id, self._copied) if secret.trial else None
        with self.footer:
            if first is not None:
                first.button()
            box("grow")
            self.close_button = button("Close", self.close, size="lg")

    def _build_secret(self, secret: ShownSecret) -> Button:
        label = text("div", "Client secret", "lbl")
        with box("value"):
            self.secret = SecretBox(secret)
            copy = button("Copy", icon="copy", kind="primary")
        self.secret.props["aria-labelledby"] = label.html_id
        copy.props.update({"data-copy-from": self.secret.html_id, "aria-describedby": label.html_id})
        copy.on("copied", self._copied, [])
        return copy

    def _build_client_id(self, client_id: str) -> None:
        with box("grow"):
            label = text("div", "Client ID", "lbl")
            with box("idbox"):
                shown = box("mono grow", "input")
                copy = icon_button("copy", "Copy", mini=True)
        shown.props.update({"value": client_id, "readonly": True, "aria-labelledby": label.html_id})
        copy.props.update({"data-copy": client_id, "aria-describedby": label.html_id})

    def _copied(self) -> None:
        self.copy.classes(remove="primary")
        self.close_button.classes("primary")

    def forget(self) -> None:
        """Delete what shows the text at once; the dialog goes when it has faded."""
        for holder in (self.first_token, self.secret):
            if not holder.is_deleted:
                holder.delete()
