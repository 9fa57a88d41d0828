"""What all edit forms share: following what others save meanwhile, and asking where both changed the same field."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from components.conflict import THEIRS, Clash, Side, ask_conflict
from components.form_dialog import FormDialog
from components.form_entries import Entry, Value, words_of
from components.notes import who_note
from components.people import hue, initials
from components.time_words import ago
from errors import Conflict
from services import client_list
from services.access import Person

Values = Mapping[str, Value]
Save = Callable[[Values, Values], Awaitable[None]]


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
        """Somebody saved: fields not touched here take the new value and say so; others keep what is typed."""
        news = {name: value for name, value in stored.items() if value != self.form.base.get(name)}
        if not news:
            return
        clashing: list[str] = []
        for name, value in news.items():
            entry = self.form.entries[name]
            if not entry.differs(self.form.base[name]):
                self._take(entry, value, author)
            elif entry.differs(value):
                clashing.append(entry.label)
            else:
                self.form.rebase(name, value)
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

    async def _say(self, author: Author, taken: int, clashing: list[str]) -> None:
        when = ago(author.at, await client_list.clock(), self.zone, seconds=True)
        who = "You" if author.id and author.id == self.me.id else author.name
        words = [f"{who} saved this {self.what} {when}{' in another window' if who == 'You' else ''}."]
        if taken:
            words.append(
                "One change is marked below; your text is kept."
                if taken == 1
                else f"{taken} changes are marked below; your text is kept."
            )
        if clashing:
            words.append(f"You both changed {' and '.join(clashing)}: Save asks which to keep.")
        self._note(author, " ".join(words))

    def _note(self, author: Author, words: str) -> None:
        self.form.live.clear()
        with self.form.live:
            who_note(initials(author.name), hue(author.id, self.me.id), author.name, words)

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
        when = ago(author.at, await client_list.clock(), self.zone, seconds=True)
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
