"""What rooms count is told in Prometheus' words; what can't be read is left out, and nothing else with it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from services.watch import build, exposition, figures

ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(autouse=True)
def registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(figures._Registry, "figures", {})


async def told() -> dict[tuple[Any, ...], float]:
    text, _ = await exposition.render()
    families = text_string_to_metric_families(text.decode())
    return {
        (sample.name, *sorted(sample.labels.items())): sample.value for family in families for sample in family.samples
    }


async def test_tally_is_a_counter_by_its_labels() -> None:
    lookups = figures.tally("lookups", "Looks.", "cache", "outcome")
    for outcome in ("hit", "hit", "miss"):
        lookups.add("clients", outcome)
    found = await told()
    assert found["lookups_total", ("cache", "clients"), ("outcome", "hit")] == 2
    assert found["lookups_total", ("cache", "clients"), ("outcome", "miss")] == 1


async def test_timing_is_a_histogram_in_seconds() -> None:
    waits = figures.timing("waits", "Waits.", "where")
    for seconds in (0.001, 0.002, 60.0):
        waits.add(seconds, "here")
    found = await told()
    assert found["waits_bucket", ("le", "0.001"), ("where", "here")] == 1
    assert found["waits_bucket", ("le", "0.0025"), ("where", "here")] == 2
    assert found["waits_bucket", ("le", "10.0"), ("where", "here")] == 2
    assert found["waits_bucket", ("le", "+Inf"), ("where", "here")] == 3
    assert found["waits_count", ("where", "here")] == 3
    assert found["waits_sum", ("where", "here")] == pytest.approx(60.003)


async def test_figure_that_cannot_be_read_hides_no_other() -> None:
    async def find() -> dict[tuple[str, ...], float]:
        return {(): 7}

    def fail() -> dict[tuple[str, ...], float]:
        raise OSError

    figures.reading("broken", "Broken.", fail)
    figures.reading("waiting", "Waiting.", find)
    found = await told()
    assert found["waiting",] == 7
    assert ("broken",) not in found


async def test_memory_of_the_process_is_told_too() -> None:
    assert (await told())["process_resident_memory_bytes",] > 1e6


def test_two_figures_of_one_name_stop_the_start() -> None:
    figures.tally("lookups", "Looks.")
    with pytest.raises(ValueError, match="lookups"):
        figures.reading("lookups", "Others.", dict)


def test_version_is_that_of_the_project() -> None:
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == build.VERSION
