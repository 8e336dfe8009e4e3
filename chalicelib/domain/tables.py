"""Columns of text or columns of a table? The same white gutter parts both; what stands beside it tells.

Text is read down one column, then down the next; a table, a form or a receipt is read along its rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chalicelib.domain.cells import (
    are_items,
    are_labels,
    are_numbers,
    height,
    is_flush,
    is_prose,
    is_terse,
    rows_of_cells,
    usual_words,
)
from chalicelib.domain.columns import Gutter
from chalicelib.domain.lines import Line, median
from chalicelib.domain.straightening import Box

LEVEL = 0.35
"""Heights by which two cells of one row may differ in where they stand."""
MOST_OFF = 0.9
"""Heights by which labels may stand off what they label, all alike."""
SPACED = 1.9
"""Heights from row to row from which rows are set apart as in a form, not one under the other as in an address."""


def row_shift(gutter: Gutter, boxes: Sequence[Box]) -> float | None:
    """Return by how much the text left of a gutter is to be lowered to make rows with that on its right, pixels.

    0 for most tables; more or less where line numbers or labels stand a little off their lines. None where there are
    no such rows, so that one reads down the left side and then down the right one.

    Args:
        gutter: among the boxes.
        boxes: of the region, sorted by their left edge.
    """
    beside = [box for box in boxes if gutter.top <= box.middle <= gutter.bottom]
    left_rows = rows_of_cells([box for box in beside if gutter.has_left(box)])
    right_rows = rows_of_cells([box for box in beside if not gutter.has_left(box)])
    left, right = [row[-1] for row in left_rows], [row[0] for row in right_rows]
    if not (is_flush(left) and is_flush(right)):
        return 0.0
    if not _belong_together(left_rows, right_rows):
        return None
    shift = _usual_shift(left, right)
    needed = 0.9 if is_prose(left) or is_prose(right) else 0.7
    return shift if _level_share(left, right, shift) >= needed else None


def _belong_together(left_rows: Sequence[list[Line]], right_rows: Sequence[list[Line]]) -> bool:
    """Tell by their kind alone whether what stands on both sides could be rows of one table."""
    left, right = [row[-1] for row in left_rows], [row[0] for row in right_rows]
    if is_prose(right):
        return not is_prose(left) and is_terse(left) and (are_numbers(left) or are_labels(left) or _are_single(left))
    if is_prose(left):
        return is_terse(right) and are_numbers(right)
    if are_items(left) and are_items(right):
        return False
    if _are_articles(left_rows) and _are_articles(right_rows):
        return False
    if are_numbers(left) or are_numbers(right) or are_labels(left) or _name(left, right):
        return True
    cells = median([len(row) for row in left_rows]) + median([len(row) for row in right_rows])
    return cells > 2 or _pitch(left) > SPACED * median([height(cell) for cell in left])


def _name(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Tell whether short cells stand before longer ones: "Section 4.3", "High-level waste solidification"."""
    return is_terse(left) and usual_words(right) >= usual_words(left) + 2


def _are_articles(rows: Sequence[list[Line]]) -> bool:
    """Tell whether rows begin with words and end with a number, such as a menu's: a table that is whole in itself."""
    firsts, lasts = [row[0] for row in rows if len(row) > 1], [row[-1] for row in rows if len(row) > 1]
    return 2 * len(firsts) > len(rows) and are_numbers(lasts) and not are_numbers(firsts)


def _are_single(cells: Sequence[Line]) -> bool:
    return usual_words(cells) == 1


def _pitch(cells: Sequence[Line]) -> float:
    """Return the usual way down from cell to cell, pixels."""
    return median([below[0].middle - above[0].middle for above, below in pairwise(cells)])


def _usual_shift(left: Sequence[Line], right: Sequence[Line]) -> float:
    """Return the median way down from a cell on the left to the nearest on the right; 0 if it is about a line."""
    shift = median([min((other[0].middle - cell[-1].middle for other in right), key=abs) for cell in left])
    return shift if abs(shift) < MOST_OFF * median([height(cell) for cell in right]) else 0.0


def _level_share(left: Sequence[Line], right: Sequence[Line], shift: float) -> float:
    """Return the share of the cells, on the side with fewer, that have one on the other side level with them."""
    table = [[_is_level(cell[-1], other[0], shift) for other in right] for cell in left]
    level = table if len(left) <= len(right) else list(zip(*table, strict=True))
    return sum(any(row) for row in level) / len(level)


def _is_level(left: Box, right: Box, shift: float) -> bool:
    """Tell whether two boxes, the left one lowered, stand level: their tops, bottoms or middles all but agree."""
    smaller = min(left.height, right.height)
    tops, bottoms = right.top - left.top - shift, right.bottom - left.bottom - shift
    overlap = min(left.bottom + shift, right.bottom) - max(left.top + shift, right.top)
    return min(abs(tops), abs(bottoms), abs(tops + bottoms) / 2) < LEVEL * smaller and overlap > 0.5 * smaller
