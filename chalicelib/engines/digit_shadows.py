"""Finds ink on paper under hard shadows, or beside a desk's edge, where no smooth surface fits the paper."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Plane = NDArray[np.float32]

SIDE_COVERED = 0.2
"""Ink along more than this share of a side of the picture is no ink, but a shadow, a desk, a hand."""
BROADEST = 0.24
"""What is broader than this share of the longer side is no stroke."""


def shadowed(ink: NDArray[np.bool_]) -> bool:
    """Tell whether what passes for ink covers much of a side of the picture; shape (height, width)."""
    return max(float(side.mean()) for side in (ink[0], ink[-1], ink[:, 0], ink[:, -1])) > SIDE_COVERED


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
