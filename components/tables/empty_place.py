"""What stands in place of a list that has no rows."""

from collections.abc import Callable
from dataclasses import dataclass, field

from components.buttons import ClickHandler
from components.notes import empty_state
from components.text import box


@dataclass(frozen=True, slots=True)
class Empty:
    """What isn't here, and one button."""

    title: str
    words: str = ""
    action: str = ""
    on_action: ClickHandler | None = field(default=None, compare=False)

    def build(self) -> None:
        """Say it here."""
        empty_state(self.title, self.words, action=self.action, on_action=self.on_action)


class EmptyPlace:
    """The place; hidden at first."""

    def __init__(self) -> None:
        self._frame = box("nothing")
        self._frame.set_visibility(False)
        self._about: object = None

    def show(self, about: object, build: Callable[[], object] | None) -> None:
        """Fill the place by `build`, anew only for something else to say `about`; None for both hides it."""
        if about == self._about:
            return
        self._about = about
        self._frame.clear()
        self._frame.set_visibility(about is not None)
        if build is not None:
            with self._frame:
                build()
