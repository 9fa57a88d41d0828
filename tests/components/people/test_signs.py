"""People as signs."""

from uuid import UUID

from components.people.signs import hue

ELIN = UUID("7c1e0000-0000-4000-8000-000000004f20")
MAYA = UUID("7c1e0000-0000-4000-8000-000000004f21")


def test_a_person_keeps_their_hue_and_only_oneself_is_me() -> None:
    assert hue(ELIN, ELIN) == hue(str(ELIN), ELIN) == "me"
    assert hue(MAYA, ELIN) == hue(str(MAYA), None) in ("w1", "w2")
    assert hue(MAYA, ELIN) != hue(ELIN, MAYA)
    assert hue(None, None) == ""
