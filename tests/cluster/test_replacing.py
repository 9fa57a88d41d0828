"""Replicas are replaced one after the other, under programs that keep their connections and an open page.

The first by itself, the second by a later release, which says first why it can't.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

import db
from services.secrets.secrets import SecretFields
from tests.cluster.callers import Callers
from tests.cluster.conftest import Cluster
from tests.cluster.half_typed import expect_it_back, save, type_half_a_form
from tests.e2e.conftest import OpenPage
from tests.e2e.server import ROOT, Server
from tests.e2e.tenants import Tenant, seed

MADE_UP = "9999_made_up"
MIGRATION = """
from tortoise import migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    dependencies = [("models", "{last}")]
    operations = [ops.RunSQL("ALTER TABLE tenant ADD COLUMN motto text")]
    stops_older_replicas = {stops}
"""


@pytest.fixture
def later(whole: Cluster, tmp_path: Path) -> Iterator[Server]:
    """A release with one migration more, to be started in the place of the second replica."""
    root = tmp_path / "later"
    unneeded = shutil.ignore_patterns(".*", "tests", "docs", "bench", "build", "dist", "test-results")
    shutil.copytree(ROOT, root, ignore=unneeded)
    server = replace(whole.replicas[1], folder=tmp_path / "server", process=None, root=root)
    yield server
    server.kill()
    seed(whole.replicas[0], partial(_forget, MADE_UP))


def test_replacing_replicas_loses_no_request_and_no_half_typed_form(
    whole: Cluster, home: Tenant, later: Server, open_page: OpenPage
) -> None:
    client = home.add_client("Meter reader", secret=SecretFields("Meter node A"))
    first, second = whole.replicas
    page = type_half_a_form(whole, home, open_page)
    with Callers(whole, client, programs=4) as callers:
        callers.wait_for_more()
        assert first.stop() == 0, first.log
        callers.wait_for_more()
        whole.start(first)
        assert second.stop() == 0, second.log
        _add_migration(later, stops=True)
        with pytest.raises(AssertionError, match=f"{MADE_UP} can't be made while servers of an older Keylodge use the"):
            later.start()
        _add_migration(later, stops=False)
        whole.start(later)
        callers.wait_for_more()
    assert set(callers.outcomes) == {"200"}, callers.outcomes
    expect_it_back(page)
    save(page)


def _add_migration(later: Server, *, stops: bool) -> None:
    folder = later.root / "migrations"
    last = max(path.stem for path in folder.glob("[0-9]*.py") if path.stem != MADE_UP)
    assert re.fullmatch(r"\d{4}_\w+", last)
    (folder / f"{MADE_UP}.py").write_text(MIGRATION.format(last=last, stops=stops))


async def _forget(migration: str) -> None:
    await db.connection().execute_script(
        f"ALTER TABLE tenant DROP COLUMN IF EXISTS motto; DELETE FROM tortoise_migrations WHERE name = '{migration}'"  # noqa: S608
    )
