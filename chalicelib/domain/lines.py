"""Words to lines: boxes that stand side by side are chained. Coordinates are straightened (`domain.straightening`)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chalicelib.domain.straightening import Box

Line = list[Box]
"""Boxes from left to right."""


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


def gaps(line: Line) -> list[float]:
    """Return the white between neighbours on a line, pixels; negative where they overlap."""
    return [right.left - left.right for left, right in pairwise(line)]
