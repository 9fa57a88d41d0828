"""People as signs: each has a hue of their own."""

from uuid import UUID

from components.notes import Hue

_COLLEAGUES: tuple[Hue, Hue] = ("w1", "w2")


def hue(person_id: UUID | str | None, me_id: UUID | str | None) -> Hue:
    """'me' for oneself, otherwise one of the colleagues' hues, always the same for a person; '' for nobody."""
    if person_id is None:
        return ""
    if me_id is not None and str(person_id) == str(me_id):
        return "me"
    return _COLLEAGUES[sum(str(person_id).encode()) % len(_COLLEAGUES)]
