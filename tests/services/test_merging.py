"""Two people edit one thing: different fields both hold, the same field asks."""

import pytest

from errors import Conflict
from services.merging import merge


def test_what_nobody_else_touched_is_written() -> None:
    assert merge({"name": "a", "tags": ()}, {"name": "b", "tags": ()}, {"name": "a", "tags": ()}, version=1, by="") == {
        "name": "b"
    }


def test_what_others_changed_meanwhile_stays() -> None:
    base, wanted, current = {"name": "a", "tags": ()}, {"name": "b", "tags": ()}, {"name": "a", "tags": ("x",)}
    assert merge(base, wanted, current, version=2, by="Maya Chen") == {"name": "b"}


def test_same_change_by_both_is_no_conflict_and_nothing_to_write() -> None:
    assert merge({"name": "a"}, {"name": "b"}, {"name": "b"}, version=2, by="Maya Chen") == {}


def test_nothing_changed_is_nothing_to_write() -> None:
    assert merge({"name": "a"}, {"name": "a"}, {"name": "c"}, version=2, by="Maya Chen") == {}


def test_field_given_back_its_old_value_meanwhile_is_no_conflict() -> None:
    assert merge({"name": "a"}, {"name": "b"}, {"name": "a"}, version=3, by="Maya Chen") == {"name": "b"}


def test_conflict_names_both_values_of_the_clashing_fields_only() -> None:
    base = {"name": "a", "lifetime": 60, "enabled": True}
    wanted = {"name": "mine", "lifetime": 90, "enabled": True}
    current = {"name": "theirs", "lifetime": 60, "enabled": False}
    with pytest.raises(Conflict, match="Maya Chen changed the same fields") as caught:
        merge(base, wanted, current, version=7, by="Maya Chen")
    assert caught.value.mine == {"name": "mine"}
    assert caught.value.theirs == {"name": "theirs"}
    assert (caught.value.version, caught.value.by) == (7, "Maya Chen")


def test_conflict_by_somebody_unknown_says_somebody() -> None:
    with pytest.raises(Conflict, match=r"^Somebody changed"):
        merge({"name": "a"}, {"name": "b"}, {"name": "c"}, version=2, by="")
