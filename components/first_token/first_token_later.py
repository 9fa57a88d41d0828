"""The examples and Get a token at any time later; the secret of a client that has one is pasted, and stays here."""

from typing import Final

from components.buttons import button
from components.first_token.first_token import WIDTH, FirstToken, Trial
from components.forms.dialogs import Dialog
from components.text import box, text

CHANGED: Final = "(e) => e.target.dispatchEvent(new Event('kl-secret-here', {bubbles: true}))"
HELP: Final = "Paste a secret of this client. Get a token sends it to the token endpoint only; closing this forgets it."


class FirstTokenDialog(Dialog):
    """The dialog "Get a token"; it asks for a secret where the client has one (`with_secret`).

    What is pasted is never sent to the server's page: nothing here listens to the field but the browser.
    """

    def __init__(self, name: str, trial: Trial, *, with_secret: bool) -> None:
        super().__init__("Get a token", name, width=WIDTH)
        self.root.on("hide", self.delete, [])
        with self:
            first = FirstToken(trial, _secret_field() if with_secret else "")
        with self.footer:
            self.submit_with(first.button())
            box("grow")
            button("Close", self.close, size="lg")


def _secret_field() -> str:
    """The field for a pasted secret; returns its HTML ID."""
    with box("field"):
        label = text("label", "Client secret", "lbl")
        with box("inbox"):
            field = box("mono", "input")
        help_words = text("p", HELP, "help")
    label.props["for"] = field.html_id
    field.props.update({"type": "text", "autocomplete": "off", "spellcheck": "false"})
    field.props["aria-describedby"] = help_words.html_id
    field.on("input", js_handler=CHANGED)
    return field.html_id
