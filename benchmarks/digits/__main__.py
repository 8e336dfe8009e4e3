"""Scores the digit reader and writes the section of docs/benchmarks.md: `python -m benchmarks.digits [--quick]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.digits import strangers
from benchmarks.digits.canvases import canvas
from benchmarks.digits.report import write
from benchmarks.digits.scores import calibration_error, confusion
from chalicelib.domain.digit import decide
from chalicelib.engines.digit_ink import find_ink
from chalicelib.engines.digits import OnnxDigits
from training.digits.mnist import load

COLD = """
import time, resource
began = time.perf_counter()
import numpy as np
from chalicelib.engines.digits import OnnxDigits
image = np.full((64, 64, 3), 255, np.uint8)
image[10:54, 30:34] = 0
OnnxDigits().read(image)
used = resource.getrusage(resource.RUSAGE_SELF)
print((used.ru_utime + used.ru_stime) * 1000)
"""


@dataclass
class Outcome:
    """Readings of one set of digits.

    Attributes:
        truth: digits, shape (n,).
        read: digits read, -1 where refused.
        likeliest: the likeliest digit, whether or not it was refused; -1 where there was no ink.
        confidence: probability of the likeliest digit.
    """

    truth: NDArray[np.int64]
    read: NDArray[np.int64]
    likeliest: NDArray[np.int64]
    confidence: NDArray[np.float64]

    @property
    def accuracy(self) -> float:
        """Share read right; what was refused counts as wrong."""
        return float(np.mean(self.read == self.truth))

    @property
    def refused(self) -> float:
        """Share refused."""
        return float(np.mean(self.read < 0))

    @property
    def forced(self) -> float:
        """Share whose likeliest digit is the right one."""
        return float(np.mean(self.likeliest == self.truth))


def run(reader: OnnxDigits, pictures: Iterable[NDArray[np.uint8]], truth: NDArray[np.integer]) -> Outcome:
    """Read every picture."""
    read, likeliest, confidence = [], [], []
    for picture in pictures:
        ink = find_ink(picture)
        if ink is None:
            read.append(-1), likeliest.append(-1), confidence.append(0.0)
            continue
        chances = reader.chances(ink)
        outcome = decide(chances, reader.accept, ink.pieces)
        read.append(int(getattr(outcome, "digit", -1)))
        likeliest.append(int(chances[:10].argmax()))
        confidence.append(float(chances[:10].max()))
    return Outcome(np.asarray(truth, np.int64), np.array(read), np.array(likeliest), np.array(confidence))


def photographed(images: NDArray[np.uint8], labels: NDArray[np.integer], first: int, count: int) -> Outcome:
    """Read made photographs of images [first, first + count); each has a seed of its own."""
    cv2.setNumThreads(1)
    chosen = range(first, min(first + count, len(images)))
    pictures = (canvas(images[index], np.random.default_rng([2026, index])) for index in chosen)
    return run(OnnxDigits(), pictures, labels[chosen.start : chosen.stop])


def together(parts: list[Outcome]) -> Outcome:
    """Join outcomes."""
    names = ("truth", "read", "likeliest", "confidence")
    return Outcome(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def refused(reader: OnnxDigits, pictures: Iterable[NDArray[np.uint8]]) -> tuple[int, int]:
    """Return how many were refused, and of how many."""
    reads = run(reader, pictures, np.zeros(0)).read
    return int((reads < 0).sum()), len(reads)


def main() -> int:
    """Run all, print the section, write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every tenth example; writes nothing")
    parser.add_argument("--workers", type=int, default=2, help="processes for the made photographs")
    options = parser.parse_args()
    quick = options.quick
    data = Path(os.environ.get("LECTOR_DATA", "../shared/data"))
    if not (data / "digits" / "mnist").is_dir():
        print(f"No folder {data / 'digits' / 'mnist'}: set LECTOR_DATA.", file=sys.stderr)
        return 1
    cv2.setNumThreads(1)
    step = 10 if quick else 1
    images, labels = (part[::step] for part in load(data / "digits" / "mnist", "t10k"))
    reader = OnnxDigits()
    t10k = run(reader, (np.repeat(image[..., None], 3, axis=2) for image in images), labels)
    with get_context("spawn").Pool(options.workers) as team:
        share = partial(photographed, images, labels, count=250)
        canvases = together(team.map(share, range(0, len(images), 250), chunksize=1))
    rng = np.random.default_rng(7)
    drawn = list(strangers.letters(rng, 2 if quick else 20))
    groups = {
        "letters but O o I l": [picture for letter, picture in drawn if letter not in strangers.TWINS],
        "the letters O o I l": [picture for letter, picture in drawn if letter in strangers.TWINS],
        "blank sheets": strangers.blanks(rng, 200 // step),
        "scribbles and drawings": strangers.scribbles(rng, 500 // step),
        "two digits": strangers.pairs(images, rng, 1000 // step),
        "street photographs": strangers.photographs(data),
    }
    figures = {
        "t10k": t10k,
        "canvases": canvases,
        "calibration": calibration_error(t10k.confidence, t10k.likeliest == t10k.truth),
        "canvas_calibration": calibration_error(canvases.confidence, canvases.likeliest == canvases.truth),
        "refused": {name: refused(reader, pictures) for name, pictures in groups.items()},
        "cold": float(subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True).stdout),  # noqa: S603 - our own script
        "warm": _warm(reader, images),
        "confusion": confusion(t10k.truth, t10k.read),
    }
    print(write(figures, images, Path("docs"), dry=quick))
    return 0


def _warm(reader: OnnxDigits, images: NDArray[np.uint8]) -> dict[str, float]:
    """Return milliseconds of CPU a digit: for MNIST's own size, and for a canvas of 400 pixels."""
    rng = np.random.default_rng(1)
    small = [np.repeat(image[..., None], 3, axis=2) for image in images[:200]]
    large = [cv2.resize(canvas(image, rng), (400, 400)) for image in images[:200]]
    times = {}
    for name, pictures in (("28 × 28", small), ("400 × 400", large)):
        began = time.process_time()
        run(reader, pictures, np.zeros(0))
        times[name] = (time.process_time() - began) * 1000 / len(pictures)
    return times


if __name__ == "__main__":
    sys.exit(main())
