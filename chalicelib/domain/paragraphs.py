"""Lines of one column to blocks: paragraphs, headings, captions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from chalicelib.domain.lines import Line, is_mark, median

Block = list[Line]
"""Lines from top to bottom."""

LEADING = 1.3
"""Times the column's usual distance from line to line at which a block ends."""
WIDEST = 3.5
"""Heights of print that the usual distance between lines is at most; double-spaced typing comes near."""
GROWTH = 1.5
"""How many times larger one line's print is than the next one's where a heading ends or begins."""
INDENT = 1.0
"""Heights by which a paragraph's first line is set in from the next one, at least."""


def paragraphs(lines: Sequence[Line]) -> list[Block]:
    """Part a column's lines where the white is wide, where print changes its size and before a line that is set in."""
    if not lines:
        return []
    steps = [_middle(below) - _middle(above) for above, below in pairwise(lines)]
    usual = min(sorted(steps)[(len(steps) - 1) // 2], _widest(lines)) if steps else 0.0
    blocks: list[Block] = [[lines[0]]]
    for i, line in enumerate(lines[1:], start=1):
        following = lines[i + 1] if i + 1 < len(lines) else None
        if (
            steps[i - 1] > LEADING * usual
            or _changes_size(lines[i - 1], line)
            or _is_set_in(lines[i - 1], line, following)
        ):
            blocks.append([])
        blocks[-1].append(line)
    return blocks


def _widest(lines: Sequence[Line]) -> float:
    """Return the distance between lines that is the most to be usual; a handful of lines shows little of what is."""
    return median([_height(line) for line in lines]) * (WIDEST if len(lines) > 4 else WIDEST / 2)


def _changes_size(above: Line, below: Line) -> bool:
    """Tell whether print grows or shrinks; of a line with one word, whose letters may all be low, a little more."""
    smaller, larger = sorted((_height(above), _height(below)))
    certain = min(len(above), len(below)) > 1
    return larger > (GROWTH if certain else GROWTH * 1.3) * smaller


def _is_set_in(above: Line, line: Line, below: Line | None) -> bool:
    """Tell whether a line starts further right than the lines above and below it, as a paragraph's first does."""
    if below is None:
        return False
    indent = INDENT * _height(line)
    level = abs(above[0].left - below[0].left) < indent / 2
    return level and line[0].left - below[0].left > indent and line[0].left - above[0].left < 8 * indent


def _middle(line: Line) -> float:
    return (median([box.top for box in line]) + median([box.bottom for box in line])) / 2


def _height(line: Line) -> float:
    return median([box.height for box in line if not is_mark(box)] or [box.height for box in line])
