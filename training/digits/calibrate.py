"""Chooses temperature and the least accepted probability on the held-out digits; t10k has no say."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from chalicelib.engines.digit_views import views
from training.digits.pool import Examples
from training.digits.train import logits

REFUSED_DIGITS = 0.0015
"""Share of the held-out plain digits that may be refused; far below 1 %, as to its writer a refusal is a mistake."""
CANDIDATES = np.arange(0.20, 0.96, 0.01)


def temperature(members: list[keras.Model], pool: dict[str, Examples]) -> float:
    """Return the temperature of least log loss on the held-out digits, plain and on canvases (Guo et al. 2017)."""
    kinds = [pool["plain_held"], pool["canvas_held"]]
    images, classes = (np.concatenate(part) for part in zip(*kinds, strict=True))
    votes = mean_logits(members, images)
    candidates = np.geomspace(0.2, 3, 60)
    losses = [-np.mean(np.log(softmax(votes / t)[np.arange(len(classes)), classes] + 1e-12)) for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def accept(members: list[keras.Model], pool: dict[str, Examples], temperature: float) -> float:
    """Return the highest least probability that refuses no more than REFUSED_DIGITS of the held-out digits."""
    best = softmax(mean_logits(members, pool["plain_held"][0]) / temperature)[:, :10].max(axis=1)
    fitting = [float(t) for t in CANDIDATES if np.mean(best < t) <= REFUSED_DIGITS]
    chosen = max(fitting, default=float(CANDIDATES[0]))
    for kind in ("canvas", "typed", "letter", "several", "scribble", "picture"):
        likely = softmax(mean_logits(members, pool[f"{kind}_held"][0]) / temperature)[:, :10].max(axis=1)
        print(f"accept {chosen:.2f}: of held-out {kind} {np.mean(likely < chosen):.2%} refused")
    return chosen


def mean_logits(members: list[keras.Model], images: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the logits averaged over the members and over the reader's views of each image, shape (n, classes)."""
    shown = np.stack([views(image.astype(np.float32) / 255) for image in images])
    flat = np.round(shown.reshape(-1, *shown.shape[2:]) * 255).astype(np.uint8)
    votes = np.mean([logits(model, flat) for model in members], axis=0, dtype=np.float64)
    return np.asarray(votes.reshape(*shown.shape[:2], -1).mean(axis=1))


def softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return probabilities along the last axis."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return raised / raised.sum(axis=-1, keepdims=True)
