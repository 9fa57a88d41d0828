"""What all edit forms share: following what others save meanwhile, and asking where both changed the same field."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from nicegui import ui
from nicegui.elements.mixins.text_element import TextElement

from components.forms.conflict import THEIRS, Clash, Side, ask_conflict
from components.forms.form_dialog import FormDialog
from components.forms.form_entries import Entry, Value, words_of
from components.notes import avatar
from components.people.signs import hue
from components.text import box, text
from components.time_words import ago
from errors import Conflict
from services.access.access import Person
from services.access.merging import Settle, as_it_is, join_settled
from services.live import clock
from web.initials import initials

Values = Mapping[str, Value]
Save = Callable[[Values, Values], Awaitable[None]]
TICK_S: Final = 15.0
"""Seconds after which "just now" is said anew."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who saved last, and when."""

    id: UUID | None
    name: str
    at: datetime


class Editing:
    """An edit form on something that others may edit too. `what` is "client" or "secret"."""

    def __init__(self, form: FormDialog, me: Person, zone: ZoneInfo, what: str, name: str) -> None:
        self.form, self.me, self.zone, self.what, self.name = form, me, zone, what, name
        self.options: Mapping[str, str] = {}
        self.settle: Settle = as_it_is
        self.to_value: Callable[[str, object], Value] = lambda _name, value: str(value)

    async def save(self, save: Save, author: Callable[[], Awaitable[Author]]) -> bool:
        """Save what differs from what was read; where others changed the same field, ask, and save that.

        False where the person would rather go on editing.
        """
        base, wanted = dict(self.form.base), self.form.values()
        while True:
            try:
                await save(base, wanted)
            except Conflict as conflict:
                theirs = {name: self.to_value(name, value) for name, value in conflict.theirs.items()}
                chosen = await self._ask(base, wanted, theirs, await author())
                if chosen is None:
                    return False
                base |= theirs
                wanted |= {name: theirs[name] for name, whose in chosen.items() if whose == THEIRS}
            else:
                return True

    async def follow(self, stored: Values, author: Author) -> None:
        """Somebody saved: what isn't touched here takes the new value and says so, the rest keeps what is typed.

        Lists take what was added to them or removed.
        """
        if not self.form.command.enabled:
            self.form.command.enable()
            self.form.live.clear()
        news = {name: value for name, value in stored.items() if value != self.form.base.get(name)}
        if not news:
            return
        clashing: list[str] = []
        for name, value in news.items():
            entry = self.form.entries[name]
            if not entry.differs(self.form.base[name]):
                self._take(entry, value, author)
            elif not entry.differs(value):
                self.form.rebase(name, value)
            elif not self._join(entry, value, author):
                clashing.append(entry.label)
        self.form.refresh()
        await self._say(author, len(news) - len(clashing), clashing)

    def gone(self, words: str, author: Author) -> None:
        """It was removed: say by whom, and save nothing any more; what is typed can still be copied."""
        self.form.command.disable()
        self._note(author, words)

    def _take(self, entry: Entry, value: Value, author: Author) -> None:
        was = words_of(self.form.base[entry.name], self.options)
        entry.write(value)
        entry.mark(initials(author.name), hue(author.id, self.me.id), author.name, f"was {was}")
        self.form.rebase(entry.name, value)

    def _join(self, entry: Entry, theirs: Value, author: Author) -> bool:
        """Lists that both changed hold what either added or removed; False where that isn't one, or breaks a rule."""
        base = self.form.base[entry.name]
        both = join_settled(entry.name, base, entry.held(), theirs, self.settle)
        if both is None:
            return False
        entry.write(both)
        entry.mark(initials(author.name), hue(author.id, self.me.id), author.name, self._news(base, theirs))
        self.form.rebase(entry.name, theirs)
        return True

    def _news(self, base: Value, theirs: Value) -> str:
        assert isinstance(base, tuple)
        assert isinstance(theirs, tuple)
        added = tuple(item for item in theirs if item not in base)
        removed = tuple(item for item in base if item not in theirs)
        parts = [("added", added), ("removed", removed)]
        return ", ".join(f"{word} {words_of(items, self.options)}" for word, items in parts if items) or "reordered"

    async def _say(self, author: Author, taken: int, clashing: list[str]) -> None:
        rest = ""
        if taken:
            marked = "One change is" if taken == 1 else f"{taken} changes are"
            rest += f" {marked} marked below; your text is kept."
        if clashing:
            rest += f" You both changed {' and '.join(clashing)}: Save asks which to keep."
        words = self._note(author, await self._saved(author) + rest)

        async def count_on() -> None:
            self.form.live.props["aria-live"] = "off"
            words.set_text(await self._saved(author) + rest)

        with self.form.live:
            ui.timer(TICK_S, count_on, immediate=False)

    async def _saved(self, author: Author) -> str:
        when = ago(author.at, await clock.now(), self.zone, seconds=True)
        if author.id and author.id == self.me.id:
            return f"You saved this {self.what} {when}, in another window."
        return f"{author.name} saved this {self.what} {when}."

    def _note(self, author: Author, words: str) -> TextElement:
        self.form.live.clear()
        self.form.live.props["aria-live"] = "polite"
        with self.form.live:
            color = hue(author.id, self.me.id)
            with box(f"note {'who2' if color == 'w2' else 'who1'}"):
                avatar(initials(author.name), color, author.name, decorative=True)
                return text("span", words, "grow")

    async def _ask(self, base: Values, wanted: Values, theirs: Values, author: Author) -> dict[str, str] | None:
        clashes = [
            Clash(
                name=name,
                label=self.form.entries[name].label,
                was=words_of(base[name], self.options),
                mine=words_of(wanted[name], self.options),
                theirs=words_of(value, self.options),
            )
            for name, value in theirs.items()
        ]
        when = ago(author.at, await clock.now(), self.zone, seconds=True)
        fields = "the same field" if len(clashes) == 1 else f"the same {len(clashes)} fields"
        fits = len(self.form.changed()) > len(clashes)
        return await ask_conflict(
            f"Two edits of the same {self.what}",
            self.name,
            f"{author.name} saved this {self.what} {when}, while you were editing. "
            f"You both changed {fields}; choose what to keep.",
            clashes,
            Side("Yours", initials(self.me.name), "me"),
            Side(f"{author.name}'s", initials(author.name), hue(author.id, self.me.id), self._at(author)),
            rest="Everything else fits together: your other changes are kept." if fits else "",
        )

    def _at(self, author: Author) -> str:
        return f"saved {author.at.astimezone(self.zone):%H:%M}"
