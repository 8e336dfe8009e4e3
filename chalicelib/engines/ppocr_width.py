"""How wide a strip is shown to the recogniser: a long one no wider than its print needs.

The network's work grows with the width. Print on pages has some 25 pixels for a character at the network's height;
from 16 on, two looks for a character, it reads as well. So the strokes on a strip are counted first. Measured:
docs/reading.md.
"""

from __future__ import annotations

import cv2
import numpy as np

from chalicelib.ports import Image

HEIGHT = 48
"""Height of a strip that the network reads, pixels."""

NARROWEST, WIDEST = 32, 3200
"""Width of a strip that the network reads, pixels. Wider ones are squeezed."""

TRAINED = 320
"""Width up to which strips stay as they are: the network was trained on longer ones squeezed to it."""

FOR_A_STROKE, FOR_A_BLURRED_STROKE = 13, 16
"""Pixels of width that a stroke is given, some 18 for a character; on a blurred strip strokes run together, so that
fewer are counted."""

CRISP = 24
"""Height of a strip in the picture, pixels, from which its strokes stand apart."""

TIGHTEST = 0.65
"""Share of its width to which a strip is squeezed at most, however widely it is set."""

ROWS = 32
"""Rows of a strip among which its strokes are counted."""


def width_as_it_is(strip: Image) -> float:
    """Return how wide a strip (h, w, 3) is when it is made HEIGHT pixels high."""
    height, width = strip.shape[:2]
    return float(width * HEIGHT / height)


def width_needed(strip: Image) -> float:
    """Return how wide a strip (h, w, 3) need be at HEIGHT for its print to be read: at most as it is."""
    wide = width_as_it_is(strip)
    if wide <= TRAINED:
        return wide
    needed = strokes(strip) * (FOR_A_STROKE if strip.shape[0] >= CRISP else FOR_A_BLURRED_STROKE)
    return min(wide, max(needed, TIGHTEST * wide, TRAINED))


def strokes(strip: Image) -> float:
    """Return about how many strokes of print stand side by side on a strip (h, w, 3); a character has some 1.4.

    Counted where the rows of its middle cross from dark to bright or back: as many as three quarters of them reach.
    """
    height, width = strip.shape[:2]
    method = cv2.INTER_AREA if height > ROWS else cv2.INTER_LINEAR
    small = cv2.resize(strip, (max(2, round(width * ROWS / height)), ROWS), interpolation=method)
    grey = np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2GRAY), np.uint8)
    dark, bright = np.percentile(grey, (3, 97))
    is_bright = grey[ROWS // 5 : -ROWS // 5] > (dark + bright) / 2
    return float(np.percentile(np.count_nonzero(is_bright[:, 1:] != is_bright[:, :-1], axis=1), 75)) / 2
