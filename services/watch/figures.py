"""Figures that `/metrics` tells. A room makes its own, beside what it counts, and has nothing else to do.

    LOOKUPS = figures.tally("keylodge_cache_lookups", "Looks into what is remembered.", "cache", "outcome")
    LOOKUPS.add("clients", "hit")

Counting is a dictionary's work and belongs to the event loop alone; the format is `services.watch.exposition`'s.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

Labels = tuple[str, ...]
Read = Callable[[], Mapping[Labels, float] | Awaitable[Mapping[Labels, float]]]
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds, in which durations are sorted."""


@dataclass(frozen=True, slots=True)
class Tally:
    """What only grows, for each value of its labels."""

    name: str
    words: str
    labels: Labels
    counts: Counter[Labels] = field(default_factory=Counter)

    def add(self, *values: str) -> None:
        """One more, for these values of the labels: few, and never what a stranger chose."""
        self.counts[values] += 1


@dataclass(slots=True)
class Durations:
    """How many took how long: `counts` has a place for each of BOUNDS and one for more, `total` is in seconds."""

    counts: list[int] = field(default_factory=lambda: [0] * (len(BOUNDS) + 1))
    total: float = 0.0


@dataclass(frozen=True, slots=True)
class Timing:
    """How long something takes, for each value of its labels."""

    name: str
    words: str
    labels: Labels
    kept: dict[Labels, Durations] = field(default_factory=dict)

    def add(self, seconds: float, *values: str) -> None:
        """One more, which took so long."""
        durations = self.kept.get(values)
        if durations is None:
            durations = self.kept[values] = Durations()
        durations.counts[bisect_left(BOUNDS, seconds)] += 1
        durations.total += seconds


@dataclass(frozen=True, slots=True)
class Reading:
    """What is looked up when somebody asks for it, perhaps in the database."""

    name: str
    words: str
    labels: Labels
    read: Read


Figure = Tally | Timing | Reading
F = TypeVar("F", Tally, Timing, Reading)


class _Registry:
    figures: dict[str, Figure] = {}


def tally(name: str, words: str, *labels: str) -> Tally:
    """A new figure of what only grows; Prometheus adds `_total` to its name."""
    return _register(Tally(name, words, labels))


def timing(name: str, words: str, *labels: str) -> Timing:
    """A new figure of how long something takes, in seconds."""
    return _register(Timing(name, words, labels))


def reading(name: str, words: str, read: Read, *labels: str) -> Reading:
    """A new figure that is looked up by `read` each time; one that fails is left out of that answer."""
    return _register(Reading(name, words, labels, read))


def every() -> tuple[Figure, ...]:
    """All figures of this process."""
    return tuple(_Registry.figures.values())


def _register(made: F) -> F:
    if made.name in _Registry.figures:
        raise ValueError(f"There is a figure {made.name} already")
    _Registry.figures[made.name] = made
    return made
