"""What is counted: pure functions of what was said and what was heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.keyword import LABELS, SILENCE, UNKNOWN, Heard


def accuracy(said: Sequence[str], heard: Sequence[str]) -> float:
    """Return the share heard right."""
    return float(np.mean(np.array(said) == np.array(heard)))


def folded(labels: Sequence[str], known: Sequence[str]) -> list[str]:
    """Return labels with every word but the known ones as UNKNOWN."""
    return [label if label in known or label == SILENCE else UNKNOWN for label in labels]


def by_word(said: Sequence[str], heard: Sequence[str]) -> dict[str, tuple[int, int]]:
    """Return for each word how many clips were heard right, and of how many."""
    words = sorted({*said}, key=LABELS.index)
    pairs = list(zip(said, heard, strict=True))
    return {word: (sum(s == h == word for s, h in pairs), sum(s == word for s, _ in pairs)) for word in words}


def confusion(said: Sequence[str], heard: Sequence[str]) -> NDArray[np.int64]:
    """Return counts by label said (row) and heard (column), shape (32, 32), in the order of LABELS."""
    table = np.zeros((len(LABELS), len(LABELS)), np.int64)
    np.add.at(table, ([LABELS.index(s) for s in said], [LABELS.index(h) for h in heard]), 1)
    return table


@dataclass(frozen=True, slots=True)
class Found:
    """Words of long recordings: how many were said, found, and heard where they were not said."""

    said: int
    found: int
    false: int
    seconds: float

    @property
    def false_a_minute(self) -> float:
        """Words heard where none of them was said, for each minute."""
        return 60 * self.false / self.seconds


def found(said: Sequence[tuple[str, float, float]], heard: Sequence[Heard], seconds: float) -> Found:
    """Match words said (word, from and to in ms) with words heard: the same word, the middle within."""
    left = list(said)
    right = 0
    for one in heard:
        middle = (one.start_ms + one.end_ms) / 2
        match = next((each for each in left if each[0] == one.keyword and each[1] <= middle <= each[2]), None)
        if match:
            left.remove(match)
            right += 1
    return Found(len(said), right, len(heard) - right, seconds)


def added(parts: Sequence[Found]) -> Found:
    """Return the sums."""
    return Found(*(sum(getattr(part, name) for part in parts) for name in ("said", "found", "false", "seconds")))


def calibration_error(confidences: NDArray[np.floating], right: NDArray[np.bool_], bins: int = 15) -> float:
    """Return the expected calibration error over equally wide bins (Guo et al. 2017, "On Calibration …")."""
    which = np.minimum((confidences * bins).astype(int), bins - 1)
    parts = [(which == b, float(np.mean(which == b))) for b in np.unique(which)]
    return float(sum(abs(right[among].mean() - confidences[among].mean()) * share for among, share in parts))
