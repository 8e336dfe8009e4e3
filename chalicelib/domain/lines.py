"""Words to lines: straighten the page, then chain words that stand side by side.

Coordinates here are straightened: the page's skew, estimated from the quads, is taken out, so that lines run
level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, dist, pi, sin

from chalicelib.domain.page import Point, Quad, Run, Word

_SIDEWAYS = pi / 4
"""Radians off the page's skew beyond which a word counts as turned, such as text that climbs a margin."""


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


Line = list[Box]
"""Boxes from left to right."""


def skew(runs: Sequence[Run]) -> float:
    """Return the angle, in radians clockwise, at which the page's lines run: the mean of the middle half, by length.

    A run goes from the left end of its first word to the right end of its last, so that engines with upright word
    boxes show the skew too. Of a curved page, whose sides lean both ways, the middle half's mean is the middle.
    """
    directions = sorted(_direction(run) for run in runs if run)
    whole = sum(length for _, length in directions)
    turned = counted = passed = 0.0
    for angle, length in directions:
        within = min(passed + length, 0.75 * whole) - max(passed, 0.25 * whole)
        if within > 0:
            turned += within * angle
            counted += within
        passed += length
    return turned / counted if counted else 0.0


def straighten(words: Iterable[Word], angle: float) -> list[Box]:
    """Return the words' boxes on a page turned back by `angle`, sorted by what they are and nothing else."""
    boxes = [_box(word, angle) for word in words]
    return sorted(boxes, key=lambda box: (box.left, box.top, box.right, box.bottom, box.word.text, box.word.quad))


def is_sideways(word: Word, angle: float) -> bool:
    """Tell whether the word runs up, down or backwards on a page whose lines run at `angle`."""
    direction, length = _direction((word,))
    return length > 0 and abs((direction - angle + pi) % (2 * pi) - pi) > _SIDEWAYS


def lines_among(boxes: Sequence[Box]) -> list[Line]:
    """Chain boxes, whatever lies between them, into level lines; the lines come top to bottom.

    Args:
        boxes: as `straighten` returns them: sorted by their left edge.
    """
    lines: list[Line] = []
    anchors: list[Box] = []
    """The box of each line that the next one is compared with: its last one that shows where the line stands."""
    usual = median([box.height for box in boxes])
    for box in boxes:
        near = [i for i, anchor in enumerate(anchors) if anchor.top < box.bottom and box.top < anchor.bottom]
        fitting = [i for i in near if _level(anchors[i], box) or _is_raised(lines[i][-1], box)]
        if fitting:
            nearest = min(fitting, key=lambda i: (abs(anchors[i].middle - box.middle), anchors[i].top))
            lines[nearest].append(box)
            if not is_mark(box) and _level(anchors[nearest], box) and not _is_odder(box, anchors[nearest], usual):
                anchors[nearest] = box
        else:
            lines.append([box])
            anchors.append(box)
    return _top_to_bottom(lines)


def _top_to_bottom(lines: Sequence[Line]) -> list[Line]:
    """Sort lines; where one stands beside another of larger print, the left one comes first."""
    ordered: list[Line] = []
    for line in sorted(lines, key=lambda line: (median([box.middle for box in line]), line[0].left)):
        place = len(ordered)
        while place and _is_left_beside(line, ordered[place - 1]):
            place -= 1
        ordered.insert(place, line)
    return ordered


def _is_left_beside(line: Line, other: Line) -> bool:
    """Tell whether the first word of `line` ends before `other` begins, one's middle within the other's height."""
    small, large = sorted((line[0], other[0]), key=lambda box: box.height)
    return line[0].right <= other[0].left and large.top < small.middle < large.bottom


def median(values: Sequence[float]) -> float:
    """Return the middle value (the upper one of two); 0 for none."""
    return sorted(values)[len(values) // 2] if values else 0.0


def _direction(run: Run) -> tuple[float, float]:
    """Return (angle in radians, length in pixels) of the way from a run's left end to its right end."""
    start = _between(run[0].quad[0], run[0].quad[3])
    end = _between(run[-1].quad[1], run[-1].quad[2])
    return atan2(end[1] - start[1], end[0] - start[0]), dist(start, end)


def _box(word: Word, angle: float) -> Box:
    quad = word.quad
    x, y = _turned(_centre(quad), -angle)
    width = (dist(quad[0], quad[1]) + dist(quad[3], quad[2])) / 2
    height = (dist(quad[0], quad[3]) + dist(quad[1], quad[2])) / 2
    return Box(word, x - width / 2, x + width / 2, y - height / 2, y + height / 2)


def _level(anchor: Box, box: Box) -> bool:
    """Tell whether two boxes of like size stand on one line: the smaller's middle is within the larger."""
    small, large = (anchor, box) if anchor.height < box.height else (box, anchor)
    if not is_mark(small) and large.height > 2.5 * small.height:
        return False
    return large.top < small.middle < large.bottom and _overlap(small, large) >= 0.5 * small.height


def _is_raised(before: Box, box: Box) -> bool:
    """Tell whether a box is a superscript or subscript, or the word after one: closely behind, half off the line."""
    height = min(before.height, box.height)
    return abs(box.left - before.right) < 0.4 * height and _overlap(before, box) >= 0.3 * height


def _is_odder(box: Box, anchor: Box, usual: float) -> bool:
    """Tell whether a box is so high or low, against the page's usual height, that the anchor shows more of the line."""
    return max(box.height, usual) > 1.5 * min(box.height, usual) and abs(box.height - usual) > abs(
        anchor.height - usual
    )


def _overlap(a: Box, b: Box) -> float:
    return min(a.bottom, b.bottom) - max(a.top, b.top)


def is_mark(box: Box) -> bool:
    """Tell whether a box holds only dashes, dots and the like, whose height says nothing of their line's."""
    return not any(character.isalnum() for character in box.word.text)


def _turned(point: Point, angle: float) -> Point:
    x, y = point
    return x * cos(angle) - y * sin(angle), x * sin(angle) + y * cos(angle)


def _between(a: Point, b: Point) -> Point:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def _centre(quad: Quad) -> Point:
    return _between(_between(quad[0], quad[1]), _between(quad[2], quad[3]))


def gaps(line: Line) -> list[float]:
    """Return the white between neighbours on a line, pixels; negative where they overlap."""
    return [right.left - left.right for left, right in pairwise(line)]
