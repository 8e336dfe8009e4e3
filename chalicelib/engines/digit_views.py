"""Shows one figure to the network in several slight turns, slants and sizes, whose votes are averaged."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.digit import SIDE

CHANGES = (
    (0.0, 0.0, 1.0),
    (5.0, 0.0, 1.0),
    (-5.0, 0.0, 1.0),
    (0.0, 0.1, 1.0),
    (0.0, -0.1, 1.0),
    (0.0, 0.0, 0.94),
    (0.0, 0.0, 1.06),
)
"""(degrees, slant, size) of each view; the first is the figure as it is."""


def views(figure: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the views of a prepared figure, shape (len(CHANGES), 28, 28)."""
    out = np.empty((len(CHANGES), SIDE, SIDE), np.float32)
    out[0] = figure
    for view, matrix in zip(out[1:], _MATRICES[1:], strict=True):
        cv2.warpAffine(figure, matrix, (SIDE, SIDE), dst=view, flags=cv2.INTER_LINEAR)
    return out


def _matrix(degrees: float, slant: float, size: float) -> NDArray[np.float64]:
    """Return the 2 × 3 matrix that changes a figure about its middle."""
    middle = (SIDE - 1) / 2
    matrix = np.asarray(cv2.getRotationMatrix2D((middle, middle), degrees, size), np.float64)
    matrix[0, 1] += slant
    matrix[0, 2] -= slant * middle
    return matrix


_MATRICES = tuple(_matrix(*change) for change in CHANGES)
