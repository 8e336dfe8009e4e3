"""Reads sets of pictures and keeps what was read; apart from `__main__`, as worker processes import it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.digits.canvases import canvas
from benchmarks.digits.sheets import LOOKS, photograph
from chalicelib.domain.digit import decide
from chalicelib.engines.digit_ink import find_ink
from chalicelib.engines.digits import OnnxDigits


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


def on_paper(images: NDArray[np.uint8], labels: NDArray[np.integer], look: str, count: int) -> Outcome:
    """Read `count` of the images as photographed on paper of one look."""
    cv2.setNumThreads(1)
    seed = list(LOOKS).index(look)
    chosen = np.random.default_rng([2027, seed]).permutation(len(images))[:count]
    pictures = (photograph(images[index], LOOKS[look], np.random.default_rng([2027, seed, index])) for index in chosen)
    return run(OnnxDigits(), pictures, labels[chosen])


def together(parts: list[Outcome]) -> Outcome:
    """Join outcomes."""
    names = ("truth", "read", "likeliest", "confidence")
    return Outcome(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))


def refused(reader: OnnxDigits, pictures: Iterable[NDArray[np.uint8]]) -> tuple[int, int]:
    """Return how many were refused, and of how many."""
    reads = run(reader, pictures, np.zeros(0)).read
    return int((reads < 0).sum()), len(reads)
