"""One handwritten digit: how it is set before the network, and what its scores mean."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

SIDE = 28
"""Pixels of a side of the network's input."""
BOX = 20
"""Pixels of the figure's longer side within it (LeCun, Cortes, Burges: the MNIST database)."""
DIGITS = tuple("0123456789")


def fit(height: int, width: int) -> tuple[int, int]:
    """Return height and width scaled so that the longer is BOX, each at least 1."""
    scale = BOX / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def shift_to_centre(figure: NDArray[np.float32]) -> tuple[int, int]:
    """Return the (top, left) at which a figure's centre of mass comes to lie in the middle of SIDE × SIDE."""
    total = float(figure.sum())
    middle = SIDE / 2
    if total <= 0:
        return round(middle - figure.shape[0] / 2), round(middle - figure.shape[1] / 2)
    y = float((figure.sum(axis=1) * np.arange(figure.shape[0])).sum()) / total
    x = float((figure.sum(axis=0) * np.arange(figure.shape[1])).sum()) / total
    return math.floor(middle - y + 0.5), math.floor(middle - x + 0.5)


class Refusal(StrEnum):
    """Why a picture is no digit."""

    BLANK = "blank"
    LETTER = "letter"
    SEVERAL = "several"
    SCRIBBLE = "scribble"
    UNSURE = "unsure"


SENTENCES = {
    Refusal.BLANK: "There is nothing drawn on this picture. Draw or photograph one digit, 0 to 9.",
    Refusal.LETTER: "That is not one digit: it looks like a letter or a sign. Draw one digit, 0 to 9.",
    Refusal.SEVERAL: "That is not one digit: it looks like several. Show one digit at a time.",
    Refusal.SCRIBBLE: "That is not one digit: it looks like a scribble, a shape or a picture. Draw one digit, 0 to 9.",
    Refusal.UNSURE: "That is not clearly one digit. Draw it larger, or with a darker pen on plain paper.",
}
"""What each refusal says to a person."""

STRANGERS = (Refusal.LETTER, Refusal.SEVERAL, Refusal.SCRIBBLE)
"""What the network's classes after the ten digits stand for, in its order."""


@dataclass(frozen=True, slots=True)
class DigitReading:
    """One digit as read.

    Attributes:
        digit: "0" to "9".
        confidence: probability that it is this digit, 0 to 1; calibrated, see the model card.
        scores: probability of each digit; what they lack to 1 is the probability of no digit.
    """

    digit: str
    confidence: float
    scores: dict[str, float]

    def as_json(self) -> dict[str, object]:
        """Return what `lector digit` prints, but for "file"; numbers to four places."""
        return {
            "digit": self.digit,
            "confidence": round(self.confidence, 4),
            "scores": {digit: round(score, 4) for digit, score in self.scores.items()},
        }


def probabilities(votes: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the probabilities, shape (13,), of calibrated logits of several views of one figure, shape (views, 13)."""
    mean = votes.mean(axis=0, dtype=np.float64)
    raised = np.exp(mean - mean.max())
    return np.asarray(raised / raised.sum())


MOST_PIECES = 3
"""Of 6,800 digits of MNIST's training part, plain and photographed, none had more than two pieces of some size."""


def decide(chances: NDArray[np.floating], accept: float, pieces: int = 1) -> DigitReading | Refusal:
    """Take the likeliest digit, or refuse where it is less likely than `accept` or in too many pieces.

    Args:
        chances: probabilities of the ten digits and of `STRANGERS`, shape (13,), sum 1.
        accept: least probability of a digit that is taken, chosen on held-out training data.
        pieces: how many separate pieces of ink of some size there are.
    """
    scores = {digit: float(p) for digit, p in zip(DIGITS, chances[:10], strict=True)}
    digit = max(scores, key=scores.__getitem__)
    if pieces > MOST_PIECES:
        return Refusal.SEVERAL if chances[11] > chances[12] else Refusal.SCRIBBLE
    if scores[digit] >= accept:
        return DigitReading(digit, scores[digit], scores)
    likeliest = int(np.argmax(chances[10:]))
    stranger = float(chances[10 + likeliest])
    return STRANGERS[likeliest] if stranger > scores[digit] else Refusal.UNSURE
