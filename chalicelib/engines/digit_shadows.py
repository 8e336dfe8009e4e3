"""Finds ink on paper under hard shadows, or beside a desk's edge, where no smooth surface fits the paper."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

SIDE_COVERED = 0.1
"""A stretch of ink along more than this share of a side is a shadow, a desk, a hand; paper lines are thin."""
MUCH_INK = 0.28
"""Of a digit cut out close this share or more is ink, of most of MNIST's; of a sheet with a shadow, seldom."""
STROKE = 0.2
"""A stroke of a figure cut out close is seldom broader than this share of the longer side."""
BROADEST = 0.24
"""On a sheet, what is broader than this share of the longer side is no stroke."""


def shadowed(ink: NDArray[np.bool_]) -> bool:
    """Tell whether what passes for ink, shape (height, width), covers a side and is no figure that was cut out close.

    Such a figure is much ink, all of it strokes; a shadow is less, or is broad.
    """
    sides = ink[0], ink[-1], ink[:, 0], ink[:, -1]
    if max(_longest(side) / side.size for side in sides) <= SIDE_COVERED:
        return False
    size = max(3, round(STROKE * max(ink.shape)) | 1)
    broad = cv2.morphologyEx(ink.view(np.uint8), cv2.MORPH_OPEN, np.ones((size, size), np.uint8))
    return float(ink.mean()) < MUCH_INK or float(np.mean(broad)) > 0.55 * float(ink.mean())


def strokes(picture: Plane) -> Plane:
    """Return the strength of strokes in a picture (height, width, 3) of 0 to 1, whatever light falls on the paper.

    Closing fills what is dark and narrow, and leaves the edge of a shadow as it is, for a half-plane is closed under
    any bounded element; so what closing adds is ink (black top-hat; Serra 1982). For light ink, the other way round.
    """
    grey = cv2.GaussianBlur(picture.mean(axis=2, dtype=np.float32), (0, 0), 1.2)
    size = max(3, round(BROADEST * max(grey.shape)) | 1)
    margin = size // 2
    # The border goes on as it is, so that a shadow's corner is no narrower than the shadow.
    wide = cv2.copyMakeBorder(grey, margin, margin, margin, margin, cv2.BORDER_REPLICATE)
    inner = slice(margin, margin + grey.shape[0]), slice(margin, margin + grey.shape[1])
    element = np.ones((size, size), np.uint8)
    dark = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, element)[inner] - grey
    light = grey - cv2.morphologyEx(wide, cv2.MORPH_OPEN, element)[inner]
    # The darkest pixels of all are ink if ink is dark. Light ink needs a clear case: a lit corner looks like it.
    low, high = np.percentile(grey, (1, 99))
    ink = light if light[grey >= high].mean() > 2 * dark[grey <= low].mean() else dark
    return np.asarray(ink - np.median(ink), np.float32)


def _longest(flags: NDArray[np.bool_]) -> int:
    """Return the length of the longest run of true flags."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], flags, [False]])))
    return int((edges[1::2] - edges[::2]).max(initial=0))
