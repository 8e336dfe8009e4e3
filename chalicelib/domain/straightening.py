"""Words as they would stand on a flat, upright page: skew and curvature, estimated from the quads, are taken out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import atan2, cos, dist, pi, sin
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.geometry import size
from chalicelib.domain.page import Point, Quad, Run, Word

SIDEWAYS = pi / 4
"""Radians off the page's skew beyond which a word counts as turned, such as text that climbs a margin."""
LONG = 3.0
"""Heights from which a run is long enough to show how the page lies there."""
FEWEST = 10
"""Long runs that it takes to tell a curved page from a crooked line."""
GAIN = 0.6
"""A curve must leave at most this share of the lean that a flat page leaves unexplained."""
LEAST = 0.1
"""Heights of lean, over a run, that are worth taking out."""

Floats = NDArray[np.float64]
Number = TypeVar("Number", float, Floats)


@dataclass(frozen=True, slots=True)
class Box:
    """A word with its place in straightened coordinates, pixels.

    Attributes:
        word: the word as the engine gave it.
        left, right, top, bottom: its extent.
    """

    word: Word
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The y of its centre."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Lay:
    """How a page lies in its picture.

    Attributes:
        skew: radians clockwise.
        scale: pixels that are 1 in the coordinates of `bend`.
        bend: coefficients of `_terms`; the sum says how far a point stands below where it would on a flat page.
    """

    skew: float
    scale: float = 1.0
    bend: tuple[float, ...] = ()

    def flat(self, point: Point) -> Point:
        """Return where a point would be on a flat, upright page."""
        x, y = point
        x, y = x * cos(self.skew) + y * sin(self.skew), y * cos(self.skew) - x * sin(self.skew)
        if self.bend:
            terms = _terms(x / self.scale, y / self.scale)
            y -= self.scale * sum(factor * term for factor, term in zip(self.bend, terms, strict=True))
        return x, y

    def is_sideways(self, word: Word) -> bool:
        """Tell whether the word runs up, down or backwards on this page."""
        start, end = _ends((word,))
        return start != end and abs((_angle(start, end) - self.skew + pi) % (2 * pi) - pi) > SIDEWAYS


def lay_of(runs: Sequence[Run]) -> Lay:
    """Estimate how the page lies from the runs' directions, whatever their order."""
    flat = Lay(_skew(runs))
    lasting = sorted(_chord(run, flat) for run in runs if run and not flat.is_sideways(run[0]))
    long = np.array([chord[:4] for chord in lasting if chord[2] - chord[0] > LONG * chord[4]])
    if len(long) < FEWEST:
        return flat
    scale = float(np.abs(long).max())
    height = float(np.median([chord[4] for chord in lasting]))
    bend = _bend(long / scale, LEAST * height / scale)
    return Lay(flat.skew, scale, bend)


def straighten(words: Iterable[Word], lay: Lay) -> list[Box]:
    """Return the words' boxes on the page made flat, sorted by what they are and nothing else."""
    boxes = [_box(word, lay) for word in words]
    return sorted(boxes, key=lambda box: (box.left, box.top, box.right, box.bottom, box.word.text, box.word.quad))


def _skew(runs: Sequence[Run]) -> float:
    """Return the angle at which the page's lines run: the mean of the middle half of the runs, by length.

    A run goes from the left end of its first word to the right end of its last, so that engines with upright word
    boxes show the skew too. Of a curved page, whose sides lean both ways, the middle half's mean is the middle.
    """
    ends = [_ends(run) for run in runs if run]
    directions = sorted((_angle(start, end), dist(start, end)) for start, end in ends)
    whole = sum(length for _, length in directions)
    turned = counted = passed = 0.0
    for angle, length in directions:
        within = min(passed + length, 0.75 * whole) - max(passed, 0.25 * whole)
        if within > 0:
            turned += within * angle
            counted += within
        passed += length
    return turned / counted if counted else 0.0


def _bend(chords: Floats, least: float) -> tuple[float, ...]:
    """Fit a smooth bend to runs, () where the page is flat.

    Least absolute errors, by least squares that are weighted anew (Schlossmacher 1973), as a stray run is no bend.

    Args:
        chords: shape (runs, 4): x, y of the left end, x, y of the right end.
        least: lean, from end to end of the usual run, that is worth taking out.
    """
    x, y, end_x, end_y = chords.T
    lean, middle = end_y - y, (y + end_y) / 2
    usual = float(np.median(np.abs(lean)))
    if usual <= least:
        return ()
    rise = np.stack(_terms(end_x, middle), axis=1) - np.stack(_terms(x, middle), axis=1)
    ridge = 1e-4 * np.eye(rise.shape[1])
    weight = np.ones((len(lean), 1))
    for _ in range(8):
        bend = np.linalg.solve(rise.T @ (weight * rise) + ridge, rise.T @ (weight[:, 0] * lean))
        error = np.abs(lean - rise @ bend)
        weight = usual / np.maximum(error, 0.1 * usual)[:, None]
    return tuple(map(float, bend)) if float(np.median(error)) < GAIN * usual else ()


def _terms(x: Number, y: Number) -> tuple[Number, ...]:
    """Return the terms of a bend: how far a smooth page can lead a line down on its way to x."""
    return x, x**2, x**3, x * y, x**2 * y


def _chord(run: Run, lay: Lay) -> tuple[float, float, float, float, float]:
    """Return the run's left and right end on the upright page, and its height."""
    start, end = (lay.flat(point) for point in _ends(run))
    return *start, *end, max(size(word.quad)[1] for word in run)


def _ends(run: Run) -> tuple[Point, Point]:
    first, last = run[0].quad, run[-1].quad
    return _between(first[0], first[3]), _between(last[1], last[2])


def _box(word: Word, lay: Lay) -> Box:
    x, y = lay.flat(_centre(word.quad))
    width, height = size(word.quad)
    return Box(word, x - width / 2, x + width / 2, y - height / 2, y + height / 2)


def _angle(start: Point, end: Point) -> float:
    return atan2(end[1] - start[1], end[0] - start[0])


def _between(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _centre(quad: Quad) -> Point:
    return _between(_between(quad[0], quad[1]), _between(quad[2], quad[3]))
