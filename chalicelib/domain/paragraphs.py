"""Lines of one column to blocks: paragraphs, headings, captions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chalicelib.domain.lines import Line, median

Block = list[Line]
"""Lines from top to bottom."""

WHITE = 0.5
"""Heights of white between lines, beyond what is usual in the column, that part two blocks."""
GROWTH = 1.4
"""How much larger one line's print is than the next one's where a heading ends or begins."""


def paragraphs(lines: Sequence[Line]) -> list[Block]:
    """Part a column's lines where the white between two is wider than usual, or the print's size changes."""
    if not lines:
        return []
    whites = [_top(below) - _bottom(above) for above, below in pairwise(lines)]
    usual = min(median(sorted(whites)[: len(whites) // 2 + 1]), median([_height(line) for line in lines]))
    blocks: list[Block] = [[lines[0]]]
    for white, (above, below) in zip(whites, pairwise(lines), strict=True):
        smaller, larger = sorted((_height(above), _height(below)))
        if white - usual > WHITE * smaller or larger > GROWTH * smaller:
            blocks.append([])
        blocks[-1].append(below)
    return blocks


def _top(line: Line) -> float:
    return median([box.top for box in line])


def _bottom(line: Line) -> float:
    return median([box.bottom for box in line])


def _height(line: Line) -> float:
    return median([box.height for box in line])
