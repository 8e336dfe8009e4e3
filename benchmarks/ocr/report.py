"""Kept readings → tables, and docs/benchmarks.md between its markers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from pathlib import Path

from benchmarks.ocr.contestants import CONTESTANTS
from benchmarks.ocr.running import Reading, readings
from benchmarks.ocr.scoring import Score, score
from benchmarks.ocr.sets import MEASURES, Measure, samples


@dataclass(frozen=True, slots=True)
class Row:
    """How one contestant did on one set.

    Attributes:
        score: added up over the images read.
        images: how many.
        cpu: CPU seconds an image.
        peak_mb: highest memory of any of its processes.
    """

    score: Score
    images: int
    cpu: float
    peak_mb: float

    def figure(self, measure: Measure) -> float:
        """Return the figure that the measure asks for."""
        return float(attrgetter(measure.path)(self.score))


def row(data: Path, contestant: str, name: str) -> Row | None:
    """Score what is kept of a contestant on a set; None where nothing is."""
    kept = {reading.image: reading for reading in readings(contestant, name)}
    read = [(sample.truth, kept[sample.image.name]) for sample in samples(data / name) if sample.image.name in kept]
    if not read:
        return None
    total = sum((score(truth, reading.words) for truth, reading in read), Score())
    return Row(total, len(read), _mean_cpu([reading for _, reading in read]), max(each.peak_mb for _, each in read))


def _mean_cpu(read: Sequence[Reading]) -> float:
    return sum(reading.cpu for reading in read) / len(read)


def table(data: Path) -> str:
    """Return the figures of all that was read, as Markdown."""
    lines = ["| set | engine | images | figures | CPU s/image | peak MB |", "|---|---|---|---|---|---|"]
    for name, measures in MEASURES.items():
        for contestant in CONTESTANTS:
            found = row(data, contestant.name, name)
            if found is None:
                continue
            figures = ", ".join(f"{measure.title} {found.figure(measure):.4f}" for measure in measures)
            lines.append(
                f"| {name} | {contestant.title} | {found.images} | {figures} | {found.cpu:.2f} | {found.peak_mb:.0f} |"
            )
    return "\n".join(lines)


def write(data: Path) -> None:
    """Write the section of docs/benchmarks.md."""
    raise NotImplementedError
