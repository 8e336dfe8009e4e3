"""Street photos: what is done otherwise than on pages. Signs are few, far apart, short, and set in any manner."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.geometry import size
from chalicelib.domain.page import Quad
from chalicelib.domain.scene import is_scene, sign_words
from chalicelib.engines.ppocr_detect import Detection, Detector, Levels, Line
from chalicelib.engines.ppocr_network import Network
from chalicelib.engines.ppocr_recognise import Glyphs
from chalicelib.engines.ppocr_words import ABOVE, SIDES, Piece, gap_between, ink_of
from chalicelib.ports import Image

EVERY = 4
"""Pixels between those whose shade is looked at."""

SURE_ON_SIGN, SURE_OVERLOOKED = 0.8, 0.9
"""Confidence of a word below which it is taken for no text: leaves, bricks and windows read as something. Of the words
read on street photos .68 are right with .6, .72 with .8, none of those that are right being lost. Lines that only the
second detector finds must be read more surely yet."""

SECOND = Detection(keep=0.6)
"""How boxes are made from the second detector's map: only sure ones."""

IMAGENET = Levels((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
"""What the second detector was trained on."""

A_FEW = range(2, 6)
"""Lines found on a street photo with which a second detector is worth asking: of 145 photos 85 have so many, and 10
words more are read right on those, 1 on the 43 with more lines, none on the 17 with fewer."""

SAME = 0.3
"""Share of one of two lines that lies in the other from which both are the same writing."""

TRIM = 0.1
"""Heights of the line left out above and below when ink is looked for: more than on pages, as a sign has a frame."""

LINE_SHARE = 0.6
"""How far a word's box reaches from its own ink towards the height of its line. More than on pages: walls, shadows and
letters in relief hide where ink begins. For the same reason the first and the last word of a line end where the
detector's box does. Both: .671 → .680, folded F1."""


def looks_like_scene(image: Image, lines: Iterable[Line]) -> bool:
    """Return whether a picture (h, w, 3) with these lines of text is a photo of a place rather than a page."""
    height, width = image.shape[:2]
    return is_scene(shades(image), sum(_area(line.quad) for line in lines) / (height * width))


def shades(image: Image) -> list[float]:
    """Return the share of a picture's pixels (h, w, 3) in each of sixteen bands of brightness, dark to bright."""
    grey = cv2.cvtColor(np.ascontiguousarray(image[::EVERY, ::EVERY]), cv2.COLOR_RGB2GRAY)
    counts = np.bincount(np.asarray(grey, np.uint8).ravel() // 16, minlength=16)
    return [float(share) for share in counts / grey.size]


def second_detector(network: Network) -> Detector:
    """Return the detector, PP-OCRv5, that finds what the first overlooks.

    Of 270 words on street photos the first covers 216; this one, at a fifth less cost, 215, of which 18 are others. The
    first at 1920 instead of 1280 pixels covers 14 others for 2.4 times the cost.
    """
    return Detector(network, SECOND, IMAGENET)


def overlooked(found: Iterable[Line], known: Sequence[Line]) -> list[Line]:
    """Return those lines found that are not where one is known already."""
    return [line for line in found if not any(_same(line.quad, other.quad) for other in known)]


def cut_sign(strip: Image, glyphs: Glyphs) -> list[Piece]:
    """Return the words of a strip (h, w, 3) that was cut out `surrounded` from a sign, left to right."""
    height, width = strip.shape[:2]
    line = height / (1 + 2 * ABOVE)
    trim, across = round((ABOVE + TRIM) * line), round(SIDES * line)
    across = across if width > 4 * across else 0
    ink = ink_of(strip[trim : height - trim, across : width - across])
    middles = [glyph.place * width - across for glyph in glyphs]
    cuts = [0, *(gap_between(ink, left, right).middle for left, right in pairwise(middles)), ink.shape[1]]
    seams = [0.0, *((left.place + right.place) / 2 for left, right in pairwise(glyphs)), 1.0]
    pieces = []
    for word in sign_words([glyph.text for glyph in glyphs], [glyph.space for glyph in glyphs]):
        first, last = word[0], word[-1]
        read = [glyphs[number].confidence for number in word]
        left, top, right, bottom = _box(ink, cuts[first], max(cuts[last + 1], cuts[first] + 1))
        left, right = 0 if first == 0 else left, ink.shape[1] if last == len(glyphs) - 1 else right
        pieces.append(
            Piece(
                "".join(glyphs[number].text for number in word),
                sum(read) / len(read),
                1 - min(read),
                (left + across) / width,
                (top + trim) / height,
                (right + across) / width,
                (bottom + trim) / height,
                seams[first],
                seams[last + 1],
            )
        )
    return pieces


def _box(ink: NDArray[np.bool_], start: int, end: int) -> tuple[float, float, float, float]:
    """Return (left, top, right, bottom) around the ink between two columns, reaching towards the line's height."""
    height = ink.shape[0]
    columns = np.flatnonzero(ink[:, start:end].any(axis=0))
    rows = np.flatnonzero(ink[:, start:end].any(axis=1))
    if not len(columns):
        return start, 0, end, height
    top, bottom = rows[0] * (1 - LINE_SHARE), height - (height - rows[-1] - 1) * (1 - LINE_SHARE)
    return start + columns[0], top, start + columns[-1] + 1, bottom


def _same(one: Quad, other: Quad) -> bool:
    shared, _ = cv2.intersectConvexConvex(np.array(one, np.float32), np.array(other, np.float32))
    return shared > SAME * min(_area(one), _area(other))


def _area(quad: Quad) -> float:
    wide, high = size(quad)
    return wide * high
