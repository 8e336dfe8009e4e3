"""Cuts a line that was read into words, and finds each word's box in the ink."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.engines.ppocr_recognise import Glyph, Glyphs
from chalicelib.ports import Image

Ink = NDArray[np.bool_]
"""Where there is print, shape (height, width)."""

RULE = 3.0
"""Ink that runs on for this many heights of the line is a rule of a form, no letter."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word on its strip.

    Attributes:
        text: without white space.
        confidence: 0 to 1, the mean of its characters'.
        left, top, right, bottom: its box, as fractions of the strip.
    """

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


def cut(strip: Image, glyphs: Glyphs) -> list[Piece]:
    """Return the words of a strip (h, w, 3), left to right."""
    ink = ink_of(strip)
    width = ink.shape[1]
    words = spelled(glyphs)
    cuts = [0, *(_gap_between(ink, a[-1].place * width, b[0].place * width) for a, b in pairwise(words)), width]
    return [
        piece
        for word, (start, end) in zip(words, pairwise(cuts), strict=True)
        if (piece := _piece(word, ink, start, end))
    ]


def spelled(glyphs: Glyphs) -> list[list[Glyph]]:
    """Split at the spaces that the recogniser saw."""
    words: list[list[Glyph]] = [[]]
    for glyph in glyphs:
        if glyph.text == " ":
            words.append([])
        else:
            words[-1].append(glyph)
    return [word for word in words if word]


def ink_of(strip: Image) -> Ink:
    """Return where the strip differs from its background: dark on light or light on dark, rules left out."""
    background = np.median(strip.reshape(-1, 3), axis=0)
    contrast = np.abs(strip - background).max(axis=2).astype(np.uint8)
    _, mask = cv2.threshold(contrast, 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    length = int(RULE * strip.shape[0])
    if length < strip.shape[1]:
        rules = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
        mask[cv2.dilate(rules, np.ones((3, 1), np.uint8)) > 0] = 0
    return mask > 0


def _gap_between(ink: Ink, left: float, right: float) -> int:
    """Return the column in the middle of the widest gap between two characters' middles."""
    start, end = int(left), max(int(left) + 1, int(np.ceil(right)))
    columns = ink[:, start:end].sum(axis=0)
    empty = np.flatnonzero(np.diff(np.concatenate(([0], columns == columns.min(), [0]))))
    starts, ends = empty[::2], empty[1::2]
    widest = int(np.argmax(ends - starts))
    return start + int(starts[widest] + ends[widest]) // 2


def _piece(word: list[Glyph], ink: Ink, start: int, end: int) -> Piece | None:
    height, width = ink.shape
    end = max(end, start + 1)
    columns = np.flatnonzero(ink[:, start:end].any(axis=0))
    rows = np.flatnonzero(ink[:, start:end].any(axis=1))
    left, right = (start + columns[0], start + columns[-1] + 1) if len(columns) else (start, end)
    top, bottom = (rows[0], rows[-1] + 1) if len(rows) else (0, height)
    confidence = sum(glyph.confidence for glyph in word) / len(word)
    text = "".join(glyph.text for glyph in word)
    return Piece(text, confidence, left / width, top / height, right / width, bottom / height)
