"""The order in which a person would read the words of a page.

A recursive cut in the manner of XY-cut (Nagy and Seth, 1984): the gutter with most text beside it parts its stretch
of the page into left and right; what lies above and below that stretch, such as headings, comes before and after.
Gutters of tables do not part (`chalicelib.domain.tables`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from chalicelib.domain.columns import Gutter, bands, gutters, without_furniture
from chalicelib.domain.lines import lines_among
from chalicelib.domain.page import Run, Word
from chalicelib.domain.paragraphs import Block, paragraphs
from chalicelib.domain.straightening import Box, lay_of, straighten
from chalicelib.domain.tables import row_shift

Layout = Literal["auto", "columns", "block", "line", "word"]
"""What is known of the page: nothing, text in columns, one block of lines, a single line, a single word."""

APART = 1.5
"""Heights of white across a region that part one stretch of rows from the next."""


def arrange(runs: Sequence[Run], layout: Layout = "auto") -> tuple[Word, ...]:
    """Return the words of all runs in reading order, with `line` and `block` set.

    Args:
        runs: stretches of words as an engine saw them, in any order.
        layout: what the caller knows of the page.
    """
    lay = lay_of(runs)
    words = [word for run in runs for word in run]
    upright = straighten([word for word in words if not lay.is_sideways(word)], lay)
    sideways = straighten([word for word in words if lay.is_sideways(word)], lay)
    blocks = _blocks(upright, layout) + [[line] for line in lines_among(sideways)]
    return _numbered(blocks)


def _blocks(boxes: Sequence[Box], layout: Layout) -> list[Block]:
    if layout in ("line", "word"):
        return [[list(boxes)]]
    if layout == "block":
        return [lines_among(boxes)]
    return [block for region in _regions(boxes, layout) for block in paragraphs(lines_among(region))]


def _regions(boxes: Sequence[Box], layout: Layout) -> list[Sequence[Box]]:
    """Cut boxes into regions of one column each, in reading order."""
    found = gutters(boxes)
    for gutter in found:
        shift = None if layout == "columns" else row_shift(gutter, boxes)
        if shift is None:
            parts = _cut(boxes, gutter)
            return [region for part in parts if part for region in _regions(part, layout)]
        boxes = [_lowered(box, shift) if _is_left_of(gutter, box) else box for box in boxes] if shift else boxes
    stretches = bands(boxes, APART) if found else []
    if len(stretches) > 1:  # two addresses over a table: each stretch of rows is judged on its own
        return [region for stretch in stretches for region in _regions(stretch, layout)]
    return [boxes]


def _is_left_of(gutter: Gutter, box: Box) -> bool:
    return gutter.top <= box.middle <= gutter.bottom and gutter.has_left(box)


def _lowered(box: Box, shift: float) -> Box:
    return replace(box, top=box.top + shift, bottom=box.bottom + shift)


def _cut(boxes: Sequence[Box], gutter: Gutter) -> tuple[Sequence[Box], ...]:
    """Return what lies above the gutter, left of it, right of it, below it."""
    top, bottom = without_furniture(boxes, gutter)
    above = [box for box in boxes if box.middle < top]
    beside = [box for box in boxes if top <= box.middle <= bottom]
    below = [box for box in boxes if box.middle > bottom]
    left = [box for box in beside if gutter.has_left(box)]
    right = [box for box in beside if not gutter.has_left(box)]
    return above, left, right, below


def _numbered(blocks: Sequence[Block]) -> tuple[Word, ...]:
    lines = [(line, block) for block, lines in enumerate(blocks) for line in lines]
    return tuple(
        replace(box.word, line=number, block=block) for number, (line, block) in enumerate(lines) for box in line
    )
