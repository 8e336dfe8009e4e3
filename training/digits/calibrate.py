"""Chooses temperature and the least accepted probability on the held-out digits; t10k has no say."""

from __future__ import annotations

import keras
import numpy as np
from numpy.typing import NDArray

from chalicelib.engines.digit_views import views
from training.digits.pool import Examples
from training.digits.train import logits

REFUSED_STRANGERS = 0.97
"""Share of held-out strangers to refuse, the mean over their kinds; two points above what is asked of the reader."""
REFUSED_DIGITS = 0.005
"""Share of held-out plain digits that may be refused for that; to its writer a refusal is a mistake."""
STRANGERS = ("letter", "glyph", "several", "scribble")
CANDIDATES = np.arange(0.20, 0.96, 0.01)

Votes = dict[str, tuple[NDArray[np.float64], NDArray[np.uint8]]]
"""By held-out kind: averaged logits (n, classes) and the classes (n,)."""


def ballot(members: list[keras.Model], pool: dict[str, Examples]) -> Votes:
    """Return the votes on every held-out kind, averaged over the members and over the reader's views of each image."""
    votes = {}
    for kind, (images, classes) in pool.items():
        if kind.endswith("_held"):
            shown = np.stack([views(image.astype(np.float32) / 255) for image in images])
            flat = np.round(shown.reshape(-1, 28, 28) * 255).astype(np.uint8)
            mean = np.mean([logits(model, flat) for model in members], axis=0, dtype=np.float64)
            votes[kind.removesuffix("_held")] = mean.reshape(*shown.shape[:2], -1).mean(axis=1), classes
    return votes


def temperature(votes: Votes) -> float:
    """Return the temperature of least log loss on the held-out digits, plain and on canvases (Guo et al. 2017)."""
    logits, classes = (np.concatenate(part) for part in zip(votes["plain"], votes["canvas"], strict=True))
    candidates = np.geomspace(0.2, 3, 60)
    losses = [-np.mean(np.log(softmax(logits / t)[np.arange(len(classes)), classes] + 1e-12)) for t in candidates]
    return float(candidates[int(np.argmin(losses))])


def accept(votes: Votes, temperature: float) -> float:
    """Return the lowest least probability that refuses strangers enough, or the highest that spares the digits."""
    likeliest = {kind: softmax(logits / temperature)[:, :10].max(axis=1) for kind, (logits, _) in votes.items()}
    for chosen in CANDIDATES:
        strangers = np.mean([np.mean(likeliest[kind] < chosen) for kind in STRANGERS])
        if strangers >= REFUSED_STRANGERS or np.mean(likeliest["plain"] < chosen + 0.01) > REFUSED_DIGITS:
            break
    for kind, best in likeliest.items():
        print(f"accept {chosen:.2f}: {np.mean(best < chosen):.2%} of held-out {kind} refused", flush=True)
    return float(chosen)


def softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return probabilities along the last axis."""
    raised = np.exp(values - values.max(axis=-1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=-1, keepdims=True))
