"""How much of their rate warm tokens keep beside what else happens on the same database, in the same run."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from statistics import median

from bench.beside import KINDS, READY
from bench.load import Measured
from bench.servers import Running
from tests.e2e.server import ROOT

ROUNDS = 5
"""Undisturbed and disturbed in turns, because nothing is as it was a minute ago on a machine that others use."""
Measure = Callable[[float], Measured]


@dataclass(frozen=True)
class Rated:
    """Tokens a second, and what the server computed for one, in microseconds."""

    per_second: float
    cost: float


def compare(
    name: str,
    start: Callable[[], AbstractContextManager[Running]],
    ask: Callable[[Running], Measure],
    seconds: float,
) -> None:
    """Print a line for each of `KINDS`: tokens a second beside it, and the ratio to those without it."""
    with start() as running:
        measure = ask(running)
        measure(min(2.0, seconds))
        for kind in KINDS:
            alone, beside, times = _in_turns(kind, running, measure, seconds / ROUNDS)
            label = f"{name}, {kind} ({times:.0f}/s)"
            rate, cost = beside.per_second, beside.cost
            ratios = f"{rate / alone.per_second:6.2f}x {cost:8.0f} CPU us {alone.cost / cost:6.2f}x"
            print(f"{label:44}{rate:9,.0f}/s {ratios}", flush=True)


def _in_turns(kind: str, running: Running, measure: Measure, seconds: float) -> tuple[Rated, Rated, float]:
    """The medians without and with it, and how often a second it happened."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.beside", kind, running.database_url, running.origin]
    alone, beside, awake = [], [], 0.0
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        assert process.stdout.readline().strip() == READY
        for _ in range(ROUNDS):
            process.send_signal(signal.SIGSTOP)
            alone.append(_rated(running, measure, seconds))
            process.send_signal(signal.SIGCONT)
            begun = time.perf_counter()
            beside.append(_rated(running, measure, seconds))
            awake += time.perf_counter() - begun
        process.stdin.close()
        return _median(alone), _median(beside), int(process.stdout.readline()) / awake


def _rated(running: Running, measure: Measure, seconds: float) -> Rated:
    before = running.processor()
    found = measure(seconds)
    assert found.wrong == 0, f"{found.wrong} answers were wrong"
    return Rated(found.per_second, (running.processor() - before) / found.count * 1e6)


def _median(found: list[Rated]) -> Rated:
    return Rated(median(each.per_second for each in found), median(each.cost for each in found))
