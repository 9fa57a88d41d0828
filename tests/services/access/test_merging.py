"""Two people edit one thing: different fields both hold, lists are joined, the same field asks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from errors import Conflict
from services.access.merging import join, merge


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


def joined(was: str, mine: str, theirs: str) -> str | None:
    found = join(tuple(was), tuple(mine), tuple(theirs))
    return None if found is None else "".join(found)


@pytest.mark.parametrize(
    ("was", "mine", "theirs", "both"),
    [
        ("ab", "abx", "aby", "abyx"),  # both add at the end: who saved first stands first
        ("", "x", "y", "yx"),
        ("ab", "abx", "abx", "abx"),
        ("ab", "a", "b", ""),  # both remove
        ("ab", "b", "aby", "by"),
        ("abc", "ac", "abcy", "acy"),
        ("abc", "axbc", "abcy", "axbcy"),  # behind what it was put behind
        ("abc", "xabc", "yabc", "xyabc"),
        ("abc", "ax", "b", "x"),  # what it stood behind is gone
        ("abc", "cba", "abcy", "cbay"),  # one side changed the order: it stands
        ("abc", "abcx", "cab", "cabx"),
        ("abc", "cba", "cbay", "cbay"),
        ("abc", "cba", "bac", None),  # both did, differently
        ("ab", "aab", "aby", "aby"),  # nothing twice, whatever a browser sends
    ],
)
def test_lists_keep_what_either_side_added_or_removed(was: str, mine: str, theirs: str, both: str | None) -> None:
    assert joined(was, mine, theirs) == both


@given(st.lists(st.sampled_from("abcdefgh"), unique=True), *[st.lists(st.sampled_from("abcdefghxyz"), unique=True)] * 2)
def test_no_addition_and_no_removal_of_a_list_is_lost(was: list[str], mine: list[str], theirs: list[str]) -> None:
    found = join(tuple(was), tuple(mine), tuple(theirs))
    if found is None:
        return
    added, removed = (set(mine) | set(theirs)) - set(was), set(was) - (set(mine) & set(theirs))
    assert set(found) == (set(was) | added) - removed
    assert len(found) == len(set(found))


def test_list_that_both_changed_is_joined_and_one_that_only_others_changed_stays() -> None:
    base = {"tags": ("a",), "uris": ("u",)}
    wanted = {"tags": ("a", "mine"), "uris": ("u",)}
    current = {"tags": ("a", "theirs"), "uris": ("u", "v")}
    assert merge(base, wanted, current, version=2, by="Maya Chen") == {"tags": ("a", "theirs", "mine")}


def test_joined_list_that_breaks_a_rule_asks_and_is_otherwise_settled() -> None:
    base, wanted, current = {"tags": ("a",)}, {"tags": ("a", "b")}, {"tags": ("a", "c")}
    settle = {"tags": ("a", "C")}
    assert merge(base, wanted, current, version=2, by="", settle=lambda name, _: settle[name]) == settle
    with pytest.raises(Conflict) as caught:
        merge(base, wanted, current, version=2, by="", settle=lambda *_: None)
    assert (caught.value.mine, caught.value.theirs) == (wanted, current)
