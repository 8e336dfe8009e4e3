"""White gutters between columns: tall strips without words that have lines of text on both sides.

After Breuel, "Two geometric algorithms for layout analysis" (2002): look for the white instead of for the text.
Coordinates are straightened (`chalicelib.domain.straightening`); lengths are in heights of the region's typical word.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.lines import gaps, lines_among, median
from chalicelib.domain.straightening import Box

TOUCH = 0.15
"""Heights by which a word may reach into a gutter, as a box is seldom quite tight."""
TAIL = 2.0
"""White, in heights, across the whole region, beyond which text on one side only is no longer in that column."""
RIVER = 1.8
"""Times the usual gap between words that a gutter is wider: gaps that fall under one another make no gutter."""
WIDE = 1.5
"""Heights of width beyond which a gutter is no better for being wider, only for being longer."""
NEEDED = ((8, 0.7), (5, 0.9), (3, 1.5))
"""Lines that both sides must have for a gutter of this width (in heights) to be one: wide ones show sooner."""
FEWEST = min(lines for lines, _ in NEEDED)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Gutter:
    """A white strip, pixels.

    Attributes:
        left, right, top, bottom: its extent.
        beside: lines of text on the side that has fewer.
    """

    left: float
    right: float
    top: float
    bottom: float
    beside: int

    @property
    def width(self) -> float:
        """Pixels from left to right."""
        return self.right - self.left

    def has_left(self, box: Box) -> bool:
        """Tell whether a box lies on the left."""
        return box.left + box.right < self.left + self.right


def gutters(boxes: Sequence[Box]) -> list[Gutter]:
    """Return the gutters among the boxes, the one with most text beside it first."""
    solid = [box for box in boxes if not _is_speck(box)]
    height = median([box.height for box in solid])
    if len(solid) < 4 or height <= 0:
        return []
    field = _Field.of(solid)
    widths = [width * height for _, width in NEEDED]
    sides = {both for edge in _edges(solid, height) for width in widths for both in _at(field, edge, width, height)}
    found = {gutter for left, right in sides if (gutter := _measured(field, _mask(left), _mask(right), height))}
    narrowest = RIVER * _word_gap(solid, height)
    best: list[Gutter] = []
    for gutter in sorted(found, key=lambda each: _rank(each, height)):
        if gutter.width > narrowest and not any(_is_much_the_same(gutter, other) for other in best):
            best.append(gutter)
    return best


def _rank(gutter: Gutter, height: float) -> tuple[float, ...]:
    worth = gutter.beside * min(gutter.width / height, WIDE)
    return -worth, gutter.left, gutter.right, gutter.top, gutter.bottom


def _is_speck(box: Box) -> bool:
    """Tell whether a box holds what a printed rule or dirt in a gutter is read as."""
    return all(character in "|¦.·'`," for character in box.word.text)


def _is_much_the_same(gutter: Gutter, other: Gutter) -> bool:
    """Tell whether two strips of white are parts of one."""
    across = min(gutter.right, other.right) - max(gutter.left, other.left)
    down = min(gutter.bottom, other.bottom) - max(gutter.top, other.top)
    return across > 0 and down > 0.5 * min(gutter.bottom - gutter.top, other.bottom - other.top)


def without_furniture(boxes: Sequence[Box], gutter: Gutter) -> tuple[float, float]:
    """Return the gutter's (top, bottom) without a page's head and foot that it runs through.

    A head is one row, apart from what follows, whose right end stands at the right edge instead of in the right column:
    "Chapter 2 … 17". So is a foot.
    """
    beside = [box for box in boxes if gutter.top <= box.middle <= gutter.bottom]
    height = median([box.height for box in beside])
    rows = bands(beside, 0.8)
    top, bottom = gutter.top, gutter.bottom
    if len(rows) > 1:
        edge = max(box.right for box in beside)
        if _is_furniture(rows[0], gutter, edge, height):
            top = min(box.top for box in rows[1])
        if _is_furniture(rows[-1], gutter, edge, height):
            bottom = max(box.bottom for box in rows[-2])
    return top, bottom


def bands(boxes: Sequence[Box], white: float) -> list[list[Box]]:
    """Part boxes, top to bottom, where white of so many heights runs across them; they stay sorted as they were."""
    height = median([box.height for box in boxes])
    places: list[list[int]] = []
    reach = -np.inf
    for i in sorted(range(len(boxes)), key=lambda i: (boxes[i].top, i)):
        if boxes[i].top - reach > white * height:
            places.append([])
        places[-1].append(i)
        reach = max(reach, boxes[i].bottom)
    return [[boxes[i] for i in sorted(part)] for part in places]


def _is_furniture(band: Sequence[Box], gutter: Gutter, edge: float, height: float) -> bool:
    right = [box for box in band if not gutter.has_left(box)]
    if not right or len(right) == len(band):
        return False
    one_row = max(box.bottom for box in band) - min(box.top for box in band) < 1.6 * max(box.height for box in band)
    at_the_edge = edge - max(box.right for box in right) < 2 * height
    return one_row and at_the_edge and min(box.left for box in right) - gutter.right > 2 * height


@dataclass(frozen=True, slots=True)
class _Field:
    """The boxes' edges, each an array of shape (boxes,)."""

    left: Floats
    right: Floats
    top: Floats
    bottom: Floats
    middle: Floats

    @classmethod
    def of(cls, boxes: Sequence[Box]) -> _Field:
        edges = [(box.left, box.right, box.top, box.bottom, box.middle) for box in boxes]
        return cls(*np.array(edges, np.float64).T)


def _word_gap(boxes: Sequence[Box], height: float) -> float:
    """Return the usual white between neighbours that are words of one line rather than cells or columns."""
    return median([gap for line in lines_among(boxes) for gap in gaps(line) if 0 < gap < 2 * height])


def _edges(boxes: Sequence[Box], height: float) -> Iterator[float]:
    """Yield where a gutter may begin: right edges of words, those that all but coincide once."""
    last = -np.inf
    for edge in sorted(box.right for box in boxes):
        if edge - last > 2 * TOUCH * height:
            yield edge
            last = edge


def _at(field: _Field, edge: float, width: float, height: float) -> Iterator[tuple[bytes, bytes]]:
    """Yield what stands left and right of the strips that begin at an edge, free stretches between words that cross.

    As bytes of masks, shape (boxes,), since neighbouring edges mostly find the same and bytes can be compared.
    """
    end = edge + width
    crossing = (field.left < end) & (field.right > edge + 2 * TOUCH * height)
    blocked = sorted(zip(field.top[crossing], field.bottom[crossing], strict=True))
    above = float(field.top.min()) - 1
    for top, bottom in [*blocked, (float(field.bottom.max()) + 1, np.inf)]:
        if top - above > FEWEST * height:
            inside = ~crossing & (field.middle > above) & (field.middle < top)
            left, right = inside & (field.right < end), inside & (field.left >= end)
            if min(np.count_nonzero(left), np.count_nonzero(right)) >= FEWEST:
                yield left.tobytes(), right.tobytes()
        above = max(above, bottom)


def _mask(packed: bytes) -> NDArray[np.bool_]:
    return np.frombuffer(packed, np.bool_)


def _measured(field: _Field, left: NDArray[np.bool_], right: NDArray[np.bool_], height: float) -> Gutter | None:
    """Return the strip between the words on its left and on its right, None where it is too narrow or too short."""
    left, right = _without_tails(field, left, right, height)
    if not left.any() or not right.any():
        return None
    start, end = float(field.right[left].max()), float(field.left[right].min())
    top = max(field.top[left].min(), field.top[right].min())
    bottom = min(field.bottom[left].max(), field.bottom[right].max())
    shared = (field.middle > top) & (field.middle < bottom)
    beside = min(_rows(field.middle[side & shared], height) for side in (left, right))
    if not any(beside >= lines and end - start >= width * height for lines, width in NEEDED):
        return None
    both = left | right
    return Gutter(start, end, float(field.top[both].min()), float(field.bottom[both].max()), beside)


def _without_tails(
    field: _Field, left: NDArray[np.bool_], right: NDArray[np.bool_], height: float
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Leave out, at either end, what stands on one side only and apart from the rest."""
    both = np.flatnonzero(left | right)
    order = both[np.argsort(field.top[both], kind="stable")]
    reach = np.maximum.accumulate(field.bottom[order])
    starts = np.flatnonzero(field.top[order][1:] - reach[:-1] > TAIL * height) + 1
    bands = np.split(order, starts)
    while bands and not (left[bands[0]].any() and right[bands[0]].any()):
        bands.pop(0)
    while bands and not (left[bands[-1]].any() and right[bands[-1]].any()):
        bands.pop()
    kept = np.zeros_like(left)
    for band in bands:
        kept[band] = True
    return left & kept, right & kept


def _rows(middles: Floats, height: float) -> int:
    """Return how many lines words with these middles make."""
    return int((np.diff(np.sort(middles)) > 0.5 * height).sum()) + 1 if len(middles) else 0
