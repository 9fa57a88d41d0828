"""What a secret made, in words: why that matters, what is offered to go along with it, and what went."""

from collections.abc import Sequence
from typing import Any, Final

from components.forms.removal import Loss, Offer
from services.leaks.made import Made
from services.leaks.removal import Part

_NAMED: Final = 3
"""So many are named; the others are counted."""
_OFFERS: Final = {
    Part.SECRETS: ("Also remove {}", "Otherwise whoever has the text goes on signing in."),
    Part.CLIENTS: ("Also remove the clients {}", "Removed clients can be restored for 30 days."),
    Part.PEOPLE: ("Also remove the users {}", "Removed users can't be restored."),
    Part.ENTERED: ("Also disable the users {}", "Whoever chose the password had a link that it made."),
    Part.LINKS: ("Also void the links for {}", "Whoever has such a link chooses the password."),
    Part.ROLES: ("Also remove the roles {}", "Whoever has such a role loses it."),
}
LEAKED: Final = Loss("triangle-alert", "If it leaked,", "whoever took it may have made what stands below.")
_ONE: Final = (
    ("the clients ", "the client "),
    ("the users ", "the user "),
    ("the links ", "the link "),
    ("the roles ", "the role "),
)


def offers_of(made: Made) -> list[Offer]:
    """A check box for each kind of thing that this secret's tokens made, or that those made in turn."""
    return [
        Offer(part.value, _named(label, _names(made, part)), help_)
        for part, (label, help_) in _OFFERS.items()
        if _names(made, part)
    ]


def gone_words(label: str, gone: Made) -> str:
    """That the secret `label` is removed, and what went along."""
    removed = (Part.SECRETS, Part.CLIENTS, Part.PEOPLE, Part.ROLES)
    words = [f"{_listed([label, *(name for part in removed for name in _names(gone, part))])} removed."]
    if gone.entered:
        words.append(f"{_listed(_names(gone, Part.ENTERED))} disabled.")
    if gone.links:
        words.append(f"{_named('Void: the links for {}', _names(gone, Part.LINKS))}.")
    return " ".join(words)


def _names(made: Made, part: Part) -> list[str]:
    things: Sequence[Any] = getattr(made, part.value)
    return [thing.label if part is Part.SECRETS else thing.name for thing in things]


def _named(words: str, names: Sequence[str]) -> str:
    """`words` with the names in their place, in the singular for one."""
    if len(names) == 1:
        for several, one in _ONE:
            words = words.replace(several, one)
    return words.format(_listed(names))


def _listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first three of more than four."""
    shown = list(names) if len(names) <= _NAMED + 1 else [*names[:_NAMED], f"{len(names) - _NAMED} more"]
    *others, last = shown
    return f"{', '.join(others)} and {last}" if others else last
