"""Columns of prose or columns of a table? The same white gutter parts both; what stands beside it tells.

Prose is read down one column, then down the next; a table, a form or a receipt is read along its rows.
"""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.domain.columns import Gutter
from chalicelib.domain.lines import Box, Line, is_mark, lines_among, median

CELL_GAP = 2.0
"""White between two cells of a row, in heights of the line."""
LEVEL = 0.35
"""Heights by which two cells of one row may differ in where they stand."""


def row_shift(gutter: Gutter, boxes: Sequence[Box]) -> float | None:
    """Return by how much the text left of a gutter is to be lowered to make rows with that on its right, pixels.

    0 for most tables; more or less where line numbers or labels stand a little off their lines. None where there are
    no such rows, so that one reads down the left side and then down the right one.

    Args:
        gutter: among the boxes.
        boxes: of the region, sorted by their left edge.
    """
    beside = [box for box in boxes if gutter.top <= box.middle <= gutter.bottom]
    left = _cells([box for box in beside if gutter.has_left(box)], last=True)
    right = _cells([box for box in beside if not gutter.has_left(box)], last=False)
    if not (_is_flush(left) and _is_flush(right)):
        return 0.0
    if _is_prose(left) and _is_prose(right):
        return None
    fewer, more = sorted((left, right), key=len)
    shift = _usual_shift(left, right) if _is_terse(fewer) and _is_prose(more) else 0.0
    facing = [cell[0] for cell in right]
    level = [any(_is_level(cell[-1], other, shift) for other in facing) for cell in left]
    if fewer is right:
        level = [any(_is_level(cell[-1], other, shift) for cell in left) for other in facing]
    if _is_prose(left) or _is_prose(right):
        return shift if _is_terse(fewer) and sum(level) >= 0.9 * len(fewer) else None
    return shift if sum(level) >= 0.7 * len(fewer) else None


def _usual_shift(left: Sequence[Line], right: Sequence[Line]) -> float:
    """Return the median way down from a cell on the left to the nearest on the right."""
    shifts = [min((other[0].middle - cell[-1].middle for other in right), key=abs) for cell in left]
    return median(shifts)


def _cells(boxes: Sequence[Box], *, last: bool) -> list[Line]:
    """Return, of each line, the cell next to the gutter."""
    return [_parted(line)[-1 if last else 0] for line in lines_among(boxes)]


def _parted(line: Line) -> list[Line]:
    """Part a line into cells at wide gaps."""
    cells = [[line[0]]]
    for box in line[1:]:
        before = cells[-1][-1]
        if box.left - before.right > CELL_GAP * max(box.height, before.height):
            cells.append([])
        cells[-1].append(box)
    return cells


def _is_level(left: Box, right: Box, shift: float) -> bool:
    """Tell whether two boxes, the left one lowered, stand level: their tops, bottoms or middles all but agree."""
    height = min(left.height, right.height)
    tops, bottoms = right.top - left.top - shift, right.bottom - left.bottom - shift
    overlap = min(left.bottom + shift, right.bottom) - max(left.top + shift, right.top)
    return min(abs(tops), abs(bottoms), abs(tops + bottoms) / 2) < LEVEL * height and overlap > 0.5 * height


def _is_prose(cells: Sequence[Line]) -> bool:
    """Tell whether lines are long, and go on from one to the next in the middle of a sentence."""
    if len(cells) < 3:
        return False
    starts = [cell[0].word.text for cell in cells]
    going_on = sum(start[0].islower() for start in starts) / len(starts)
    words = median([sum(not is_mark(box) for box in cell) for cell in cells])
    return words >= 3 and going_on >= 0.3 or words >= 7


def _is_flush(cells: Sequence[Line]) -> bool:
    """Tell whether half of the lines or more begin, end or are centred at one x, as in any column."""
    near = median([_height(cell) for cell in cells])
    starts, ends = [cell[0].left for cell in cells], [cell[-1].right for cell in cells]
    centres = [(start + end) / 2 for start, end in zip(starts, ends, strict=True)]
    return any(
        2 * sum(abs(place - other) < near for other in places) >= len(places)
        for places in (starts, ends, centres)
        for place in places
    )


def _is_terse(cells: Sequence[Line]) -> bool:
    """Tell whether lines are numbers, marks of a list or short labels."""
    return median([len(cell) for cell in cells]) <= 2


def _height(cell: Line) -> float:
    return median([box.height for box in cell])
