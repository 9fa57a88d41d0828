"""What of a grid stands in the URL, and what a browser may ask of it."""

from dataclasses import replace

import pytest

from models import ClientType
from pages.clients.client_urls import GRID
from services.clients.client_list import ClientQuery

USUAL = ClientQuery(ClientType.HYBRID)


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"search": "pump", "state": "expiring", "sort": "secrets", "order": "descending", "rows": "50", "page": "3"},
        {"sort": "changed"},
    ],
)
def test_a_query_is_written_as_it_was_read(params: dict[str, str]) -> None:
    assert GRID.write(GRID.read(USUAL, params), USUAL) == params


@pytest.mark.parametrize(
    "params",
    [
        {"state": "asleep"},
        {"sort": "text_hash"},
        {"rows": "100000"},
        {"rows": "\u0665\u0660", "page": "1" * 5000},
        {"page": "-3"},
        {"search": " \x00 "},
    ],
)
def test_what_a_url_names_that_there_is_not_is_left_out(params: dict[str, str]) -> None:
    assert GRID.read(USUAL, params) == USUAL


def test_a_column_is_sorted_upwards_first_and_the_latest_change_comes_first() -> None:
    by_id = GRID.sorted_by(replace(USUAL, offset=50), "id")
    assert (by_id.sort, by_id.descending, by_id.offset) == ("id", False, 0)
    assert GRID.sorted_by(by_id, "id").descending
    assert GRID.sorted_by(by_id, "changed").descending
    assert GRID.sorted_by(by_id, "text_hash") == by_id


def test_a_page_has_only_as_many_rows_as_are_offered() -> None:
    assert GRID.resized(replace(USUAL, offset=50), "100") == replace(USUAL, limit=100)
    assert GRID.resized(USUAL, "100000") == USUAL
    third = replace(USUAL, offset=2 * USUAL.limit)
    assert GRID.resized(third, str(USUAL.limit)) == third
