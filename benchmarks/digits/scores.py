"""What is counted: pure functions of readings and truth."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray


def calibration_error(confidences: NDArray[np.floating], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Return the expected calibration error over equally wide bins (Guo et al. 2017, "On Calibration …")."""
    which = np.minimum((confidences * bins).astype(int), bins - 1)
    gaps = [
        abs(float(right[which == b].mean()) - float(confidences[which == b].mean())) * float(np.mean(which == b))
        for b in np.unique(which)
    ]
    return float(sum(gaps))


def confusion(truth: NDArray[np.integer], read: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return counts by true digit (row) and digit read (column; the eleventh, -1, is refused): shape (10, 11)."""
    table = np.zeros((10, 11), np.int64)
    np.add.at(table, (truth, np.where(read < 0, 10, read)), 1)
    return table
