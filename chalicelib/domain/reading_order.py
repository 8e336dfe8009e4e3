"""The order in which a person would read the words of a page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from chalicelib.domain.lines import Line, is_sideways, lines_among, median, skew, straighten
from chalicelib.domain.page import Run, Word

Layout = Literal["auto", "columns", "block", "line", "word"]
"""What is known of the page: nothing, text in columns, one block of lines, a single line, a single word."""


def arrange(runs: Sequence[Run], layout: Layout = "auto") -> tuple[Word, ...]:
    """Return the words of all runs in reading order, with `line` and `block` set.

    Args:
        runs: stretches of words as an engine saw them, in any order.
        layout: what the caller knows of the page.
    """
    angle = skew(runs)
    words = [word for run in runs for word in run]
    upright = straighten([word for word in words if not is_sideways(word, angle)], angle)
    sideways = straighten([word for word in words if is_sideways(word, angle)], angle)
    blocks = [[upright]] if layout in ("line", "word") else _paragraphs(lines_among(upright))
    blocks += [[line] for line in lines_among(sideways)]
    return _numbered(blocks)


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Part lines, top to bottom, where the white between two is more than a line's height."""
    blocks: list[list[Line]] = []
    bottom = 0.0
    for line in lines:
        top = median([box.top for box in line])
        if not blocks or top - bottom > median([box.height for box in line]):
            blocks.append([])
        blocks[-1].append(line)
        bottom = median([box.bottom for box in line])
    return blocks


def _numbered(blocks: Sequence[Sequence[Line]]) -> tuple[Word, ...]:
    lines = [(line, block) for block, lines in enumerate(blocks) for line in lines if line]
    return tuple(
        replace(box.word, line=number, block=block) for number, (line, block) in enumerate(lines) for box in line
    )
