"""Takes the lines of ruled and squared paper out of a drawing's ink."""

from __future__ import annotations

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
"""0 or 1, shape (height, width)."""

LONG = 0.6
"""Share of the picture's side that a straight stroke must span to be a line of the paper."""
THICKEST = 1 / 40
"""A paper line's greatest thickness, as a share of the side."""
TILT = 12
"""Greatest slope looked for, in degrees."""


def without_lines(strength: NDArray[np.float32], mask: Mask) -> tuple[NDArray[np.float32], Mask]:
    """Return strength and mask with paper lines taken out and strokes that crossed them closed again.

    Runs of ink that are thin across and long along are looked for on the picture sheared to each of a few slopes,
    so that lines of a tilted photograph are found as well.
    """
    if max(mask.shape) < 32:
        return strength, mask
    lines = _level_lines(mask) | _level_lines(np.ascontiguousarray(mask.T)).T
    if not lines.any():
        return strength, mask
    size = max(3, round(max(mask.shape) * THICKEST) | 1)
    wide = cv2.dilate(lines, np.ones((3, 3), np.uint8))
    rest = cast(Mask, mask * (1 - wide))
    # A stroke that crossed a line has ink on both its sides: closing bridges just such gaps.
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size + 4, size + 4))
    healed = cast(Mask, cv2.morphologyEx(rest, cv2.MORPH_CLOSE, kernel)) & mask
    bridges = cast(Mask, cv2.morphologyEx(healed, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)))
    kept = np.maximum(rest, bridges)
    return np.where((np.asarray(wide) > 0) & (kept == 0), np.float32(0), strength), kept


def _level_lines(mask: Mask) -> Mask:
    """Return the mask of near-level lines."""
    height, width = mask.shape
    found = np.zeros_like(mask)
    thickest = max(2, round(max(height, width) * THICKEST))
    thick = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((thickest + 1, thickest + 1), np.uint8))
    thin = cast(Mask, mask * (1 - thick))
    if not _may_have_lines(thin):
        return found
    for slope in np.tan(np.deg2rad(np.arange(-TILT, TILT + 0.1, 0.5))):
        shear = np.array([[1, 0, 0], [slope, 1, -slope * width / 2]], np.float32)
        level = cast(Mask, cv2.warpAffine(thin, shear, (width, height), flags=cv2.INTER_NEAREST))
        full: NDArray[np.bool_] = np.greater_equal(level.sum(axis=1), LONG * width)
        if not np.any(full):
            continue
        rows = np.zeros_like(mask)
        for top, bottom in _stretches(full):
            if bottom - top <= thickest:
                rows[max(0, top - 1) : bottom + 1] = 1
        back = cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP
        found |= cast(Mask, cv2.warpAffine(rows & level, shear, (width, height), flags=back))
    return found


def _may_have_lines(thin: Mask) -> bool:
    """Tell cheaply whether ink reaches most columns and both sides, as a line across the paper does."""
    columns = np.max(thin, axis=0) > 0
    edge = max(1, thin.shape[1] // 20)
    return bool(columns.mean() > LONG and columns[:edge].any() and columns[-edge:].any())


def _stretches(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return (first, one past last) of each run of true flags."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], flags.view(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(steps[::2], steps[1::2], strict=True)]
