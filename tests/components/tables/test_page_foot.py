"""The foot says which rows are shown, of how many, in words that fit a phone."""

import pytest
from nicegui.client import Client

from components.tables.page_foot import PageFoot


@pytest.mark.parametrize(
    ("shown", "more", "words"),
    [
        ((0, 25, 60), False, "1–25 of 60"),
        ((50, 10, 60), False, "51–60 of 60"),
        ((0, 0, 0), False, "0 of 0"),
        ((0, 25, 1000), True, "1–25 of 1,000+"),
        ((975, 25, 1000), True, "976–1,000 of 1,000+"),
    ],
)
async def test_foot_counts(browser: Client, shown: tuple[int, int, int], more: bool, words: str) -> None:
    with browser:
        foot = PageFoot(lambda _: None)  # type: ignore[return-value, arg-type]
        foot.show(*shown, more=more)
    assert foot.words.text == words
