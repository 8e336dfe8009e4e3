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


def is_read_along_rows(gutter: Gutter, boxes: Sequence[Box]) -> bool:
    """Tell whether the text on both sides of a gutter makes rows that go on across it, or is no column at all.

    Args:
        gutter: among the boxes.
        boxes: of the region, sorted by their left edge.
    """
    beside = [box for box in boxes if gutter.top <= box.middle <= gutter.bottom]
    left = _cells([box for box in beside if gutter.has_left(box)], last=True)
    right = _cells([box for box in beside if not gutter.has_left(box)], last=False)
    fewer, more = sorted((left, right), key=len)
    if not (_is_flush(left) and _is_flush(right)):
        return True
    aligned = sum(any(_level(a, b) for b in right) for a in left) / max(1, len(fewer))
    if _is_prose(left) and _is_prose(right):
        return False
    if _is_prose(more) or _is_prose(fewer):
        return aligned >= 0.9 and _is_terse(fewer)
    return aligned >= 0.7


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


def _level(left: Line, right: Line) -> bool:
    """Tell whether two cells stand level: where they face each other, their tops, bottoms or middles all but agree."""
    a, b = left[-1], right[0]
    height = min(a.height, b.height)
    apart = min(abs(a.top - b.top), abs(a.bottom - b.bottom), abs(a.middle - b.middle))
    return apart < LEVEL * height and min(a.bottom, b.bottom) - max(a.top, b.top) > 0.5 * height


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
