"""Behind a pooler that loses notifications nothing that is remembered counts, and the operator is told why."""

import logging
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

import db
from services.live import feed, freshness, proofs
from services.live.changes import RELOAD, Change
from tests.losing_pooler import Pooler, pooler
from tests.services.live.hearing import poll

pytestmark = pytest.mark.parametrize("dialect", ["postgres"], indirect=True)


@pytest.fixture
async def between(database_url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Pooler]:
    """The pooler that Keylodge's connections go through."""
    monkeypatch.setattr(proofs, "PROOF_SECONDS", 0.3)
    start, behind = database_url.split("?host=")
    with tempfile.TemporaryDirectory() as folder:  # a socket's path is short
        async with pooler(behind, Path(folder)) as made:
            url = f"{start}?host={folder}"
            async with db.connect(url), feed.running(url):
                made.url = url
                yield made


async def test_pooler_that_loses_nothing_is_believed(between: Pooler) -> None:
    async with freshness.watching(between.url, lambda _: None):
        await poll(freshness.is_proven)
        assert feed.is_alive()


async def test_nothing_is_believed_while_notifications_are_lost_and_nothing_from_before_afterwards(
    between: Pooler, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Change] = []
    async with freshness.watching(between.url, told.append):
        await poll(freshness.is_proven)
        with caplog.at_level(logging.INFO, "keylodge.tasks"):
            between.loses = True
            await poll(lambda: not freshness.is_proven(), freshness.PROOF_SECONDS + 0.5)
            await poll(lambda: not feed.is_alive())
            await poll(lambda: caplog.records)
        assert not freshness.is_proven()
        between.loses = False
        await poll(freshness.is_proven)
    assert RELOAD in told
    assert ["PgBouncer" in record.getMessage() for record in caplog.records] == [True]
