"""What kind of text stands on one side of a gutter: prose, numbers, labels, items of a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chalicelib.domain.lines import Line, is_mark, lines_among, median
from chalicelib.domain.straightening import Box

CELL_GAP = 2.0
"""White between two cells of a row, in heights of the line."""
BULLETS = frozenset("•◦▪●○■□-–—*·>»o")


def rows_of_cells(boxes: Sequence[Box]) -> list[list[Line]]:
    """Return the lines, top to bottom, each parted into cells at wide gaps."""
    return [_cells(line) for line in lines_among(boxes)]


def _cells(line: Line) -> list[Line]:
    cells = [[line[0]]]
    for box in line[1:]:
        before = cells[-1][-1]
        if box.left - before.right > CELL_GAP * max(box.height, before.height):
            cells.append([])
        cells[-1].append(box)
    return cells


def is_prose(cells: Sequence[Line]) -> bool:
    """Tell whether lines are long, and go on from one to the next in the middle of a sentence."""
    if len(cells) < 3:
        return False
    words = usual_words(cells)
    return words >= 7 or (words >= 3 and _share(cells, _goes_on) >= 0.3)


def is_terse(cells: Sequence[Line]) -> bool:
    """Tell whether most cells have a word or two."""
    return usual_words(cells) <= 2


def usual_words(cells: Sequence[Line]) -> float:
    """Return the median number of words in a cell, marks left out."""
    return median([sum(not is_mark(box) for box in cell) for cell in cells])


def are_numbers(cells: Sequence[Line]) -> bool:
    """Tell whether a good part of the cells are prices, amounts, dates or counts."""
    return _share(cells, _is_number) >= 0.4


def are_labels(cells: Sequence[Line]) -> bool:
    """Tell whether most cells say what stands beside them: "Total:", "3.", "b)"."""
    return _share(cells, lambda cell: cell[-1].word.text[-1] in ":.)" and len(cell) <= 4) > 0.5


def are_items(cells: Sequence[Line]) -> bool:
    """Tell whether a good part of the cells begin with a bullet."""
    return _share(cells, lambda cell: cell[0].word.text in BULLETS and len(cell) > 1) >= 0.4


def is_flush(cells: Sequence[Line]) -> bool:
    """Tell whether half of the cells or more begin, end or are centred at one x, as in any column."""
    near = median([height(cell) for cell in cells])
    starts, ends = [cell[0].left for cell in cells], [cell[-1].right for cell in cells]
    centres = [(start + end) / 2 for start, end in zip(starts, ends, strict=True)]
    return any(
        2 * sum(abs(place - other) < near for other in places) >= len(places)
        for places in (starts, ends, centres)
        for place in places
    )


def height(cell: Line) -> float:
    """Return the usual height of a cell's words, pixels."""
    return median([box.height for box in cell])


def _goes_on(cell: Line) -> bool:
    return cell[0].word.text[0].islower() and cell[0].word.text not in BULLETS


def _is_number(cell: Line) -> bool:
    text = "".join(box.word.text for box in cell)
    return any(character.isdigit() for character in text) and sum(c.isalpha() for c in text) <= len(text) / 2


def _share(cells: Sequence[Line], kind: Callable[[Line], bool]) -> float:
    return sum(kind(cell) for cell in cells) / len(cells) if cells else 0.0
