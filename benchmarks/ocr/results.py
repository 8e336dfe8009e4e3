"""Kept readings → figures: how right, how dear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from pathlib import Path

from benchmarks.ocr.contestants import CONTESTANTS
from benchmarks.ocr.running import Reading, load_times, readings
from benchmarks.ocr.scoring import Score, score
from benchmarks.ocr.sets import MEASURES, Measure, Sample, samples

MADE = ("made_megapixels", "made_words")
"""Names under which readings of drawn pages are kept; they show cost alone."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one contestant did on one set.

    Attributes:
        score: added up over the images read.
        images: how many of them.
        of: how many the set has.
        cpu: CPU seconds an image.
        peak_mb: highest memory of its processes, MB.
        failed: images on which it raised an error.
    """

    score: Score
    images: int
    of: int
    cpu: float
    peak_mb: float
    failed: int

    def figure(self, measure: Measure) -> float:
        """Return the figure that the measure asks for."""
        return float(attrgetter(measure.path)(self.score))


@cache
def result(data: Path, contestant: str, name: str) -> Result | None:
    """Score what is kept of a contestant on a set; None where nothing is."""
    kept = {reading.image: reading for reading in readings(contestant, name)}
    read = [(sample, kept[sample.image.name]) for sample in _samples(data, name) if sample.image.name in kept]
    if not read:
        return None
    return Result(
        sum((score(sample.truth, reading.words) for sample, reading in read), Score()),
        len(read),
        len(_samples(data, name)),
        mean_cpu([reading for _, reading in read]),
        max(reading.peak_mb for _, reading in read),
        sum(bool(reading.error) for _, reading in read),
    )


@cache
def _samples(data: Path, name: str) -> tuple[Sample, ...]:
    return tuple(samples(data / name))


def mean_cpu(read: Sequence[Reading]) -> float:
    """Return CPU seconds an image."""
    return sum(reading.cpu for reading in read) / len(read)


def times_cheaper(contestant: str, than: str) -> float | None:
    """Return how many times less CPU a contestant took than another on the images that both read; None for none."""
    own = dear = 0.0
    for name in MEASURES:
        theirs = {reading.image: reading for reading in readings(than, name)}
        for reading in readings(contestant, name):
            if reading.image in theirs:
                own += reading.cpu
                dear += theirs[reading.image].cpu
    return dear / own if own else None


def load_seconds(contestant: str) -> tuple[float, float] | None:
    """Return the median (CPU, wall) seconds of import and load, None where it never was."""
    times = [time for name in (*MEASURES, *MADE) for time in load_times(contestant, name)]
    if not times:
        return None
    cpu, wall = (sorted(each)[len(times) // 2] for each in zip(*times, strict=True))
    return cpu, wall


def peak_mb(contestant: str) -> float | None:
    """Return the highest memory over all sets, MB."""
    peaks = [reading.peak_mb for name in MEASURES for reading in readings(contestant, name)]
    return max(peaks, default=None)


def overall(data: Path, contestant: str) -> tuple[float, float] | None:
    """Return (CPU seconds an image, accuracy), each the mean over the sets; None unless all sets were read.

    Accuracy is the mean of a set's figures, an error rate counting as what it leaves: 1 - CER.
    """
    found = [(measures, result(data, contestant, name)) for name, measures in MEASURES.items()]
    accuracy, cpu = [], []
    for measures, each in found:
        if each is None:
            return None
        figures = [(measure, each.figure(measure)) for measure in measures]
        right = [max(0.0, 1 - figure) if measure.lower_is_better else figure for measure, figure in figures]
        accuracy.append(sum(right) / len(right))
        cpu.append(each.cpu)
    return sum(cpu) / len(cpu), sum(accuracy) / len(accuracy)


def names() -> list[str]:
    """Return the contestants of whom anything is kept, in the order of the tables."""
    return [each.name for each in CONTESTANTS if any(readings(each.name, name) for name in MEASURES)]
