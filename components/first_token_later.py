"""The examples and Get a token for a client whose secret was shown before: pasted here, it stays in the browser."""

from typing import Final

from components.buttons import button
from components.client_examples import Example
from components.dialogs import Dialog
from components.first_token import Examples, TokenAnswer
from components.text import box, text

CHANGED: Final = "(e) => e.target.dispatchEvent(new Event('kl-secret-here', {bubbles: true}))"
HELP: Final = "Paste a secret of this client. Get a token sends it to the token endpoint only; closing this forgets it."


class FirstTokenDialog(Dialog):
    """The dialog; `token_path` "" for clients that get no token with nothing but their secret.

    What is pasted is never sent to the server's page: nothing here listens to the field but the browser.
    """

    def __init__(self, title: str, name: str, client_id: str, examples: tuple[Example, ...], token_path: str) -> None:
        super().__init__(title, name, width=672)
        self.root.on("hide", self.delete, [])
        with self:
            with box("field"):
                label = text("label", "Client secret", "lbl")
                with box("inbox"):
                    field = box("mono", "input")
                help_words = text("p", HELP, "help")
            label.props["for"] = field.html_id
            field.props.update({"type": "text", "autocomplete": "off", "spellcheck": "false"})
            field.props["aria-describedby"] = help_words.html_id
            field.on("input", js_handler=CHANGED)
            Examples(examples, field.html_id, lambda: None)
            answer = TokenAnswer(client_id, field.html_id, token_path) if token_path else None
        with self.footer:
            if answer is not None:
                self.submit_with(answer.button())
            box("grow")
            button("Close", self.close, size="lg")
