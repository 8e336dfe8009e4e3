"""Uploads that queue for readers: a simulation of SQS and Lambda's event source mapping. Pure.

Arrivals are a Poisson process, with a burst on top where one is asked for. Each reader takes one document at a time;
its service time is drawn from the measured ones. A reader that is called for the first time, or again after it was idle
for so long that Lambda took it away, starts cold.
"""

from __future__ import annotations

import heapq
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass

IDLE_SECONDS = 600
"""How long Lambda keeps an idle process, about; AWS promises nothing."""
RAMP_PER_MINUTE = 300
"""How many more processes the event source mapping starts in a minute."""
RAMP_START = 5
"""How many it starts with."""


@dataclass(frozen=True, slots=True)
class Load:
    """What comes: documents a minute, for some minutes, and a burst of many at once at the start."""

    a_minute: float
    minutes: float
    burst: int = 0


@dataclass(frozen=True, slots=True)
class Outcome:
    """How long documents waited for a reader, s, in order of arrival; what else happened."""

    waits: Sequence[float]
    cold_starts: int
    most_readers: int
    busy_seconds: float

    def quantile(self, part: float) -> float:
        """Return the wait that this part of the documents does not exceed, s."""
        ordered = sorted(self.waits)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def arrivals(load: Load, source: random.Random) -> list[float]:
    """Return the times at which documents come, s."""
    times = [0.0] * load.burst
    now = 0.0
    while load.a_minute and (now := now + source.expovariate(load.a_minute / 60)) < load.minutes * 60:
        times.append(now)
    return times


def simulate(load: Load, *, readers: int, seconds: Sequence[float], cold_seconds: float, seed: int = 1) -> Outcome:
    """Return what happens to a load with at most so many readers.

    Args:
        load: what comes.
        readers: the mapping's maximum concurrency.
        seconds: service times to draw from.
        cold_seconds: what a cold start adds.
        seed: of the random source; the same seed gives the same outcome.
    """
    source = random.Random(seed)  # noqa: S311  # a simulation, no secret
    free: list[float] = []  # when each process that lives became, or becomes, free
    waits: list[float] = []
    cold_starts, most, busy = 0, 0, 0.0
    for arrived in arrivals(load, source):
        while free and free[0] + IDLE_SECONDS < arrived:
            heapq.heappop(free)
        warm_at = max(arrived, free[0]) if free else math.inf
        cold_at = max(arrived, _opens(len(free))) if len(free) < readers else math.inf
        cold = cold_at < warm_at
        start = min(warm_at, cold_at)
        if not cold:
            heapq.heappop(free)
        needed = source.choice(seconds) + (cold_seconds if cold else 0.0)
        heapq.heappush(free, start + needed)
        waits.append(start - arrived + (cold_seconds if cold else 0.0))
        cold_starts += cold
        most = max(most, len(free))
        busy += needed
    return Outcome(waits, cold_starts, most, busy)


def _opens(number: int) -> float:
    """Return when the event source mapping may start one more than so many processes, s."""
    return max(0.0, (number + 1 - RAMP_START) * 60 / RAMP_PER_MINUTE)
