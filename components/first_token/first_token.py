"""The first token: examples in which the browser fills in the secret, and a real token, got from the browser."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from nicegui import ui

from components.buttons import Button, button, icon_button
from components.first_token.callback import Callback
from components.first_token.client_examples import Example
from components.tabs import Tabs
from components.text import box, text
from web.assets import asset_url

PANEL = "kl-examples"
WIDTH = 720
"""Pixels of a dialog with examples: a line that holds a whole secret fits, beside a scroll bar too."""
PLACEHOLDER = "CLIENT_SECRET"
"""What stands for the secret where the browser has none."""


class FilledExample(ui.element, component="example.js"):
    """Code; the browser puts the text of the box `source` into it."""

    def __init__(self, example: Example, source: str) -> None:
        super().__init__()
        self.props.update({"text": example.text, "source": source, "placeholder": PLACEHOLDER})


class Examples:
    """Tabs with an example or more each. `source` is the HTML ID of the box that holds the secret."""

    def __init__(self, examples: Sequence[Example], source: str, on_copied: Callable[[], None]) -> None:
        self.frames: dict[str, ui.element] = {}
        self.source, self.on_copied = source, on_copied
        names = list(dict.fromkeys(example.tab for example in examples))
        with box("examples") as self.root:
            self.tabs = Tabs(
                [(name, name, None) for name in names], names[0], name="Examples", panel_id=PANEL, on_choose=self.choose
            )
            with box() as self.panel:
                for name in names:
                    with box() as self.frames[name]:
                        for example in examples:
                            if example.tab == name:
                                self._build(example)
        self.panel.props.update({"role": "tabpanel", "id": PANEL})
        self._show(names[0])

    async def choose(self, name: str) -> None:
        """Show the examples under another tab."""
        self._show(name)

    def _show(self, name: str) -> None:
        self.panel.props["aria-label"] = name
        for each, frame in self.frames.items():
            frame.set_visibility(each == name)

    def _build(self, example: Example) -> None:
        if example.library:
            text("div", example.library, "lbl quiet")
        with box("code"):
            code = FilledExample(example, self.source)
            copy = icon_button("copy", f"Copy {example.library} example".replace("  ", " "), mini=True)
        copy.props["data-copy-from"] = code.html_id
        if example.holds_secret:
            copy.on("copied", self.on_copied, [])


@dataclass(frozen=True, slots=True)
class SignIn:
    """An authorization request (RFC 6749 section 4.1.1), made in a window that comes back to `redirect_uri`."""

    path: str
    """The authorization endpoint's."""
    redirect_uri: str
    response_type: str
    scope: str
    issuer: str


@dataclass(frozen=True, slots=True)
class Device:
    """A device authorization request (RFC 8628 section 3.1): this page is the device."""

    path: str
    """The device authorization endpoint's."""
    scope: str


@dataclass(frozen=True, slots=True)
class Trial:
    """How a client gets its first token: by the examples, and from here."""

    client_id: str
    examples: tuple[Example, ...]
    token_path: str
    sign_in: SignIn | None = None
    """For clients that send a person to sign in."""
    device: Device | None = None
    """For clients that wait for a person."""
    callback: Callback | None = None
    """Whether the window may come back, where there is one."""


class TokenAnswer(ui.element, component="token_answer.js"):
    """Where the answer of the token endpoint is shown; the browser alone asks and reads it."""

    def __init__(self, trial: Trial, source: str) -> None:
        super().__init__()
        self.props.update({"icons": asset_url("icons.svg"), "path": trial.token_path, "client": trial.client_id})
        self.props["source"] = source
        if trial.sign_in:
            self.props["sign-in"] = asdict(trial.sign_in)
        if trial.device:
            self.props["device"] = asdict(trial.device)

    def button(self) -> Button:
        """The button that asks, made where it is called."""
        made = button("Get a token", icon="play", size="lg")
        made.on("click", js_handler=f"() => getElement({self.id}).ask()")
        return made


class FirstToken:
    """Examples and answer, below one another. `source` is the HTML ID of the box that holds the secret, "" for none."""

    def __init__(self, trial: Trial, source: str, on_copied: Callable[[], None] = lambda: None) -> None:
        self.callback = trial.callback
        if self.callback is not None:
            self.callback.build()
        Examples(trial.examples, source, on_copied)
        self.answer = TokenAnswer(trial, source)

    def button(self) -> Button:
        """The button that gets a token, made where it is called; it waits for the callback to be registered."""
        made = self.answer.button()
        if self.callback is not None:
            self.callback.hold(made)
        return made
