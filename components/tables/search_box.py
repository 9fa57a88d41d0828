"""The search box of a page: `/` focuses it, and it searches when typing rests."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

from components.forms.fields import TextBox
from components.text import box, icon, text

REST_SECONDS: Final = 0.25
LONGEST: Final = 200


class SearchBox:
    """`on_search` gets what is typed, once typing rests for a quarter of a second; `name` names the box."""

    def __init__(
        self, name: str, placeholder: str, on_search: Callable[[str], Awaitable[None]], *, value: str = ""
    ) -> None:
        self._on_search = on_search
        self._turn = 0
        self.searched = clean_search(value)
        with box("inbox search") as self.frame:
            icon("search")
            self.input = TextBox(self.searched, self._changed)
            text("kbd", "/", "no-phone").props["aria-hidden"] = "true"
        self.input.props.update({"type": "search", "aria-label": name, "placeholder": placeholder, "data-search": ""})

    def set(self, words: str) -> None:
        """Show other words, without searching; a space that is typed meanwhile stays."""
        self.searched = words
        if words != clean_search(self.input.words):
            self.input.set_value(words)

    def clear(self) -> None:
        """Empty the box; that searches too."""
        self.input.set_value("")

    async def _changed(self, words: str) -> None:
        self._turn += 1
        turn = self._turn
        await asyncio.sleep(REST_SECONDS)
        words = clean_search(words)
        if turn == self._turn and words != self.searched and not self.input.is_deleted:
            self.searched = words
            await self._on_search(words)


def clean_search(words: str) -> str:
    """What a browser sent to be searched: cut, runs of spaces made one, without letters that don't show."""
    return " ".join("".join(letter for letter in words[:LONGEST] if letter.isprintable()).split())
