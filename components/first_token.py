"""The first token: examples in which the browser fills in the secret, and a real request for a token."""

from collections.abc import Callable, Sequence

from nicegui import ui

from components.buttons import Button, button, icon_button
from components.client_examples import Example
from components.head import asset_url
from components.tabs import Tabs
from components.text import box, text

PANEL = "kl-examples"
PLACEHOLDER = "CLIENT_SECRET"
"""What stands for the secret where the browser has none."""


class FilledExample(ui.element, component="vue/example.js"):
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
        copy.on("copied", self.on_copied, [])


class TokenAnswer(ui.element, component="vue/token_answer.js"):
    """Where the answer of the token endpoint is shown; the browser alone asks and reads it."""

    def __init__(self, client_id: str, source: str, path: str) -> None:
        super().__init__()
        self.props.update({"icons": asset_url("icons.svg"), "path": path, "client": client_id, "source": source})

    def button(self) -> Button:
        """The button that asks, made where it is called."""
        made = button("Get a token", icon="play", size="lg")
        made.on("click", js_handler=f"() => getElement({self.id}).ask()")
        return made
