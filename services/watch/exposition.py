"""Figures in Prometheus' own words, by its own library, which is loaded when somebody asks for the first time."""

import asyncio
import inspect
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from services.watch import figures
from services.watch.figures import BOUNDS, Figure, Labels, Reading, Tally, Timing

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry, Metric

log = logging.getLogger("keylodge.watch")

ASK_SECONDS = 10.0
"""How long the event loop may take to tell its figures to another thread."""
Families = Callable[[], "Iterable[Metric]"]


async def render() -> tuple[bytes, str]:
    """All figures as text, and the type of that text. The text is made in a thread: it takes milliseconds."""
    from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

    families = await _gather()
    return await asyncio.to_thread(generate_latest, _registry(lambda: families)), CONTENT_TYPE_LATEST


def registry_of(loop: asyncio.AbstractEventLoop) -> "CollectorRegistry":
    """For the threads of Prometheus' own server: figures are read in `loop`, which alone may touch them."""
    return _registry(lambda: asyncio.run_coroutine_threadsafe(_gather(), loop).result(ASK_SECONDS))


@dataclass(frozen=True, slots=True, eq=False)
class _Collector:
    collect: Families


def _registry(families: Families) -> "CollectorRegistry":
    from prometheus_client import CollectorRegistry, ProcessCollector

    registry = CollectorRegistry()
    registry.register(_Collector(families))
    ProcessCollector(registry=registry)
    return registry


async def _gather() -> "list[Metric]":
    """A figure that can't be read now is missing, and all others are told."""
    families: list[Metric] = []
    for figure in figures.every():
        try:
            families.append(await _family(figure))
        except Exception as error:  # noqa: BLE001 - a database that is away is what an operator wants to see here
            log.warning("The figure %s can't be read: %s", figure.name, type(error).__name__)
    return families


async def _family(figure: Figure) -> "Metric":
    if isinstance(figure, Tally):
        return _counter(figure)
    if isinstance(figure, Timing):
        return _histogram(figure)
    found = figure.read()
    return _gauge(figure, await found if inspect.isawaitable(found) else found)


def _counter(figure: Tally) -> "Metric":
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(figure.name, figure.words, labels=figure.labels)
    for values, count in figure.counts.items():
        family.add_metric(values, count)
    return family


def _histogram(figure: Timing) -> "Metric":
    from prometheus_client.core import HistogramMetricFamily

    family = HistogramMetricFamily(figure.name, figure.words, labels=figure.labels)
    bounds = [*map(str, BOUNDS), "+Inf"]
    for values, durations in figure.kept.items():
        buckets = list(zip(bounds, accumulate(durations.counts), strict=True))
        family.add_metric(values, buckets, durations.total)
    return family


def _gauge(figure: Reading, found: Mapping[Labels, float]) -> "Metric":
    from prometheus_client.core import GaugeMetricFamily

    family = GaugeMetricFamily(figure.name, figure.words, labels=figure.labels)
    for values, value in found.items():
        family.add_metric(values, value)
    return family
