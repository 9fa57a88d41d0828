"""People as signs: initials and a hue of their own."""

from uuid import UUID

from components.notes import Hue

_COLLEAGUES: tuple[Hue, Hue] = ("w1", "w2")


def initials(name: str) -> str:
    """Two letters at most: of the first and the last word, "?" where the name has none."""
    words = [word for word in name.replace("@", " ").split() if word[0].isalnum()]
    chosen = [words[0], words[-1]] if len(words) > 1 else words
    return "".join(word[0].upper()[0] for word in chosen) or "?"


def hue(person_id: UUID | str | None, me_id: UUID | str | None) -> Hue:
    """'me' for oneself, otherwise one of the colleagues' hues, always the same for a person; '' for nobody."""
    if person_id is None:
        return ""
    if me_id is not None and str(person_id) == str(me_id):
        return "me"
    return _COLLEAGUES[sum(str(person_id).encode()) % len(_COLLEAGUES)]
