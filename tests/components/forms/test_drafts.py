import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from components.forms.drafts import Draft, draft_key, parse_draft

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)


def test_a_draft_tells_which_fields_were_changed() -> None:
    kept = {"values": {"name": "Pump", "tags": []}, "base": {"name": "", "tags": []}, "mark": "m"}
    draft = parse_draft(json.dumps(kept))
    assert draft == Draft({"name": "Pump", "tags": []}, {"name": "", "tags": []}, "m")
    assert draft is not None
    assert draft.changed == ("name",)


def test_a_draft_that_changes_nothing_is_none() -> None:
    assert parse_draft(json.dumps({"values": {"name": "a"}, "base": {"name": "a"}})) is None


@given(json_values)
def test_whatever_a_browser_kept_is_read_without_an_error(kept: object) -> None:
    draft = parse_draft(json.dumps(kept))
    assert draft is None or draft.changed


@pytest.mark.parametrize("kept", [None, 5, "", "{", "[]", '{"values": 1, "base": 2}', "x" * 300_000])
def test_what_is_no_draft_is_none(kept: object) -> None:
    assert parse_draft(kept) is None


def test_a_key_holds_only_what_our_own_ids_are_made_of() -> None:
    assert draft_key("7c1e09b4-52d6", "add-client", "hybrid") == "7c1e09b4-52d6/add-client/hybrid"
    with pytest.raises(ValueError, match="no key of a draft"):
        draft_key('x")', "add-client")
