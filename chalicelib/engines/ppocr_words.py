"""Cuts a line that was read into words, and finds each word's box in the ink.

The recogniser tells roughly where each character's middle is (one step is a sixth of the line's height), which is
enough to know between which two characters a gap in the ink lies, and the gap tells the rest to the pixel.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.geometry import part_of, size
from chalicelib.domain.page import Quad
from chalicelib.engines.ppocr_marks import bar_before, with_openings
from chalicelib.engines.ppocr_recognise import Glyphs
from chalicelib.ports import Image

Ink = NDArray[np.bool_]
"""Where there is print, shape (height, width)."""

RULE = 3.0
"""Ink that runs on for this many heights of the line is a rule of a form, no letter."""

SIDES, ABOVE = 0.15, 0.03
"""Heights of the line by which a strip is wider than the detector's box on either side, and higher above and below: a
full stop is easily cut off. Of the words found on pages, .955 were read right without, .966 with .2 and .06; photos and
forms, where neighbours are near, want half of that."""

GAP_WEIGHT = 16.0
"""Log-odds of a space that one line height of gap beyond the line's usual gap is worth."""

GAP_LIMIT = 0.3
"""Line heights of gap that count at most: letters of a sign stand far apart, and the recogniser knows that they do."""

SPACE_FROM = -1.0
"""Log-odds from which two characters stand apart. Fitted with the two above on 51,000 pairs of neighbours: of 6,397
word ends 591 are missed and 140 invented, against 765 and 91 by the recogniser alone. Most of the 591 have no gap in
print: people cut "10/30/81" in three."""

MARGIN, BEFORE = 1.0, 1.6
"""Pixels of paper around the ink of a word, and to its left: its blurred edge is lighter than ink. With 1.6 instead of
1.0 on the left .004 more of the words on forms and photos lie where people drew them."""

TRIM = 0.08
"""Heights of the line left out on each side when ink is looked for: the strip is wider than the text, and neighbours
and frames reach into it. Words placed (F1, tuning half): photos .71 without, .74 with; forms and pages .01 better."""

LINE_SHARE = 0.4
"""How far a word's box reaches from its own ink towards the height of its line: boxes drawn by people are as high as
the line, those of typesetting as the ink. Forms gain .02, pages lose .004 with it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word on its strip.

    Attributes:
        text: without white space.
        confidence: 0 to 1, the mean of its characters'.
        doubt: 0 to 1, that of its least sure character.
        left, top, right, bottom: its box, as fractions of the strip.
        start, end: where the recogniser saw it, as fractions of the strip's width.
    """

    text: str
    confidence: float
    doubt: float
    left: float
    top: float
    right: float
    bottom: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two characters.

    Attributes:
        width: columns without ink, pixels; 0 where the characters touch.
        middle: column to cut at.
    """

    width: int
    middle: int


def surrounded(quad: Quad) -> Quad:
    """Return the quad to cut a strip from: the detector's box with some paper around it."""
    wide, high = size(quad)
    side = SIDES * high / max(wide, 1.0)
    return part_of(quad, -side, -ABOVE, 1 + side, 1 + ABOVE)


def cut(strip: Image, glyphs: Glyphs) -> list[Piece]:
    """Return the words of a strip (h, w, 3) that was cut out `surrounded`, left to right."""
    height, width = strip.shape[:2]
    line = height / (1 + 2 * ABOVE)
    if not glyphs:
        return []
    trim, across = round((ABOVE + TRIM) * line), round(SIDES * line)
    across = across if width > 4 * across else 0
    ink = ink_of(strip[trim : height - trim, across : width - across])
    middles = [glyph.place * width - across for glyph in glyphs]
    gaps = [gap_between(ink, a, b) for a, b in pairwise(middles)]
    breaks = breaks_at([gap.width / line for gap in gaps], [glyph.space for glyph in glyphs[1:]])
    ends = [0, *(number + 1 for number, apart in enumerate(breaks) if apart), len(glyphs)]
    cuts = [0, *(gap.middle for gap, apart in zip(gaps, breaks, strict=True) if apart), ink.shape[1]]
    words = [glyphs[first:last] for first, last in pairwise(ends)]
    boxes = [box_of(ink, start, end) for start, end in pairwise(cuts)]
    bars = [bar_before(ink, box[0], middles[first]) for box, first in zip(boxes, ends, strict=False)]
    texts = with_openings(["".join(glyph.text for glyph in word) for word in words], bars)
    seams = [0.0, *((glyphs[end - 1].place + glyphs[end].place) / 2 for end in ends[1:-1]), 1.0]
    return [
        Piece(
            text,
            sum(glyph.confidence for glyph in word) / len(word),
            1 - min(glyph.confidence for glyph in word),
            (left + across) / width,
            (top + trim) / height,
            (right + across) / width,
            (bottom + trim) / height,
            start,
            end,
        )
        for text, word, (left, top, right, bottom), (start, end) in zip(
            texts, words, boxes, pairwise(seams), strict=True
        )
    ]


def breaks_at(gaps: Sequence[float], spaces: Sequence[float]) -> list[bool]:
    """Tell between which neighbours a word ends.

    Args:
        gaps: width of the gap before each character but the first, in line heights.
        spaces: what the recogniser gave a space there, probability.
    """
    usual = float(np.median(gaps)) if len(gaps) else 0.0
    return [
        _log_odds(space) + GAP_WEIGHT * min(gap - usual, GAP_LIMIT) > SPACE_FROM
        for gap, space in zip(gaps, spaces, strict=True)
    ]


def _log_odds(probability: float) -> float:
    return log((probability + 0.001) / (1.001 - probability))


def ink_of(strip: Image) -> Ink:
    """Return where the strip differs from its background: dark on light or light on dark, rules left out."""
    background = np.median(strip.reshape(-1, 3), axis=0)
    contrast = np.abs(strip - background).max(axis=2).astype(np.uint8)
    _, mask = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    length = int(RULE * strip.shape[0])
    if length < strip.shape[1]:
        rules = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        mask[cv2.dilate(rules, np.ones((3, 1), np.uint8)) > 0] = 0
    return np.asarray(mask > 0, np.bool_)


def gap_between(ink: Ink, left: float, right: float) -> Gap:
    """Return the widest gap between two characters' middles; where they touch, the column with the least ink."""
    start = int(np.clip(left, 0, ink.shape[1] - 1))
    end = int(np.clip(np.ceil(right), start + 1, ink.shape[1]))
    columns = ink[:, start:end].sum(axis=0)
    least = columns == columns.min()
    edges = np.flatnonzero(np.diff(np.concatenate(([False], least, [False]))))
    starts, ends = edges[::2], edges[1::2]
    widest = int(np.argmax(ends - starts))
    width = 0 if columns.min() else int(ends[widest] - starts[widest])
    return Gap(width, start + int(starts[widest] + ends[widest]) // 2)


def box_of(ink: Ink, start: int, end: int) -> tuple[float, float, float, float]:
    """Return (left, top, right, bottom) around the ink between two columns, as people draw boxes around words."""
    height = ink.shape[0]
    end = max(end, start + 1)
    columns = np.flatnonzero(ink[:, start:end].any(axis=0))
    rows = np.flatnonzero(ink[:, start:end].any(axis=1))
    if not len(columns):
        return start, 0, end, height
    top = (rows[0] - MARGIN) * (1 - LINE_SHARE)
    bottom = height - (height - rows[-1] - 1 - MARGIN) * (1 - LINE_SHARE)
    return start + columns[0] - BEFORE, top, start + columns[-1] + 1 + MARGIN, bottom
