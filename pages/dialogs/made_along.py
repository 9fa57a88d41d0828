"""What a secret made, in words: what is offered to go along with it, and what went."""

from collections.abc import Sequence
from typing import Final

from components.forms.removal import Offer
from services.leaks.made import Made
from services.leaks.removal import Part

_NAMED: Final = 3
"""So many are named; the others are counted."""
_LEAKED: Final = "If this secret leaked, whoever took it may have."


def offers_of(made: Made) -> list[Offer]:
    """A check box for each kind of thing that this secret's tokens made, or that those made in turn."""
    people = [user.name for user in (*made.people, *made.entered, *made.links)]
    kinds = (
        (Part.SECRETS, "", [secret.label for secret in made.secrets], "Added by clients with this secret's tokens."),
        (Part.CLIENTS, "the clients ", [client.name for client in made.clients], "Can be restored for 30 days."),
        (Part.PEOPLE, "the people ", people, _about_people(made)),
        (Part.ROLES, "the roles ", [role.name for role in made.roles], "Whoever has one of them loses it."),
    )
    return [
        Offer(part.value, f"Also remove {_singular(word, names)}{listed(names)}", f"{help_} {_LEAKED}")
        for part, word, names, help_ in kinds
        if names
    ]


def gone_words(label: str, gone: Made) -> str:
    """That the secret `label` is removed, and what went along."""
    people = [user.name for user in (*gone.people, *gone.entered, *gone.links)]
    along = [
        *(secret.label for secret in gone.secrets),
        *(client.name for client in gone.clients),
        *people,
        *(role.name for role in gone.roles),
    ]
    return f"{listed([label, *along])} removed."


def listed(names: Sequence[str]) -> str:
    """Names in a sentence, the first three of more than four."""
    shown = list(names) if len(names) <= _NAMED + 1 else [*names[:_NAMED], f"{len(names) - _NAMED} more"]
    *others, last = shown
    return f"{', '.join(others)} and {last}" if others else last


def _singular(word: str, names: Sequence[str]) -> str:
    if len(names) != 1:
        return word
    return {"the people ": "", "the clients ": "the client ", "the roles ": "the role "}.get(word, word)


def _about_people(made: Made) -> str:
    """What happens to whom: those whom it added go, those who were there before are disabled or lose an unused link."""
    parts = []
    if made.people:
        parts.append(f"{listed([user.name for user in made.people])} cannot be restored.")
    if made.entered:
        names = listed([user.name for user in made.entered])
        parts.append(f"{names}: a link that it made chose the password, so the account is disabled, not removed.")
    if made.links:
        names = listed([user.name for user in made.links])
        parts.append(f"{names}: only the link that it made for choosing a password becomes void.")
    return " ".join(parts)
