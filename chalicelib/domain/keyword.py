"""Which word was spoken, and where in a recording: what the network's scores of sliding windows mean.

The network scores one second at a time. A recording of about a second is one question, which of the words is this, and
the likeliest label is the answer. In a longer one words must be found among other speech: scores of neighbouring
windows are averaged, and a word counts where its score peaks above a threshold (after Chen, Parada and Heigold, 2014,
"Small-footprint keyword spotting using deep neural networks").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_WORDS = """
bed bird cat dog down eight five four go happy house left marvin nine no off on one right seven sheila six stop three
tree two up wow yes zero
"""
WORDS = tuple(_WORDS.split())
"""The words it knows, in alphabetical order."""
UNKNOWN, SILENCE = "unknown", "silence"
LABELS = (*WORDS, UNKNOWN, SILENCE)
"""What the network's scores stand for, in its order."""

FRAME_MS = 10
"""Milliseconds from one frame of features to the next."""
WINDOW = 100
"""Frames that the network sees at once."""
HOP = 10
"""Frames from one window to the next."""
SINGLE = 120
"""Frames up to which a recording is taken for one word."""
SHORT = 300
"""Frames up to which somebody probably pressed a button to say one word, so that less certainty is asked for."""
MARGIN = 30
"""Frames of silence put before and after a longer recording, so that a word at its edge is seen whole."""
THRESHOLD, SHORT_THRESHOLD = 0.93, 0.5
"""Least averaged score of a word that is heard in a longer recording, and in one that is SHORT."""
REACH = 2
"""Windows on either side of one with which it is averaged."""
APART = 6
"""Windows within which one word is not heard twice, and of two words only the likelier."""

Scores = NDArray[np.float64]
"""Probabilities by window and label, shape (windows, 32)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One word found in a recording.

    Attributes:
        keyword: one of WORDS.
        start_ms: where it begins, milliseconds from the start of the recording.
        end_ms: where it ends.
        confidence: probability that it is this word, 0 to 1.
    """

    keyword: str
    start_ms: int
    end_ms: int
    confidence: float

    def as_json(self) -> dict[str, object]:
        """Return the JSON object; the confidence to four places."""
        return {
            "keyword": self.keyword,
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "confidence": round(self.confidence, 4),
        }


@dataclass(frozen=True, slots=True)
class KeywordReading:
    """What was heard in a recording.

    Attributes:
        keyword: the most confident word, else UNKNOWN where something else sounds, else SILENCE.
        confidence: its probability, 0 to 1.
        scores: probability of each of the 32 labels where `keyword` was heard; they sum to 1.
        heard: all words found, in order of time; empty where there are none.
    """

    keyword: str
    confidence: float
    scores: dict[str, float]
    heard: tuple[Heard, ...]

    def as_json(self) -> dict[str, object]:
        """Return what `lector keyword` prints, but for "file"; numbers to four places."""
        return {
            "keyword": self.keyword,
            "confidence": round(self.confidence, 4),
            "scores": {label: round(score, 4) for label, score in self.scores.items()},
            "heard": [heard.as_json() for heard in self.heard],
        }


def framed(features: NDArray[np.float32], silent: float) -> tuple[NDArray[np.float32], int]:
    """Return the features with margins, so that windows cover them, and how many frames come before the recording.

    What is shorter than a window is put in the middle of one. A recording of one word is looked at three times, 100 ms
    apart, and its ends are drawn out for that; a longer one has silence around it.

    Args:
        features: of the recording, shape (frames, bands).
        silent: the feature of silence.
    """
    frames = len(features)
    before = max(0, WINDOW - frames) // 2 if frames <= SINGLE else MARGIN
    after = WINDOW - frames - before if frames < WINDOW else before + -(frames + 2 * before - WINDOW) % HOP
    shown = np.pad(features, ((before, after), (0, 0)), constant_values=silent)
    if frames > SINGLE:
        return shown, before
    return np.pad(shown, ((HOP, HOP), (0, 0)), mode="edge"), before + HOP


def windows(frames: int) -> NDArray[np.int64]:
    """Return the first frame of each window over this many frames, margins included."""
    return np.arange(0, frames - WINDOW + 1, HOP)


def read(scores: Scores, level: NDArray[np.floating], before: int) -> KeywordReading:
    """Decide what was heard.

    Args:
        scores: probabilities of each window's labels.
        level: loudness of each frame in decibels, margins included.
        before: frames of margin before the recording.
    """
    if len(level) <= SINGLE + 3 * HOP:
        return _one_word(scores, level, before)
    smooth = smoothed(scores)
    threshold = SHORT_THRESHOLD if len(level) <= SHORT + 2 * MARGIN + HOP else THRESHOLD
    heard = _apart({at: _heard(smooth[at], at, level, before) for at in peaks(smooth, threshold)})
    if heard:
        at = max(heard, key=lambda index: heard[index].confidence)
        keyword = heard[at].keyword
    else:
        at = int(smooth[:, LABELS.index(SILENCE)].argmin())
        keyword = SILENCE if smooth[at].argmax() == LABELS.index(SILENCE) else UNKNOWN
    return _reading(keyword, smooth[at], tuple(heard.values()))


def smoothed(scores: Scores) -> Scores:
    """Return the mean of each window and its two neighbours on either side; at the ends, of those that there are."""
    count = len(scores)
    sums = np.cumsum(np.pad(scores, ((1, 0), (0, 0))), axis=0)
    first = np.maximum(np.arange(count) - REACH, 0)
    last = np.minimum(np.arange(count) + REACH + 1, count)
    return np.asarray((sums[last] - sums[first]) / (last - first)[:, None])


def peaks(smooth: Scores, threshold: float = THRESHOLD) -> list[int]:
    """Return the windows at which a word is heard, in order: the likeliest first takes its surroundings."""
    best = smooth[:, : len(WORDS)].max(axis=1)
    free = best >= threshold
    found = []
    while free.any():
        at = int(np.where(free, best, -1).argmax())
        found.append(at)
        free[max(0, at - APART) : at + APART + 1] = False
    return sorted(found)


def extent(level: NDArray[np.floating]) -> tuple[int, int]:
    """Return first and last frame + 1 of the sound in a window, by its level in decibels.

    Sound is what lies above the middle between the quietest tenth and the loudest frame, gaps of 120 ms included,
    around the loudest frame.
    """
    loudest = int(level.argmax())
    loud = np.flatnonzero(level >= (np.percentile(level, 10) + level[loudest]) / 2)
    parts = np.split(loud, np.flatnonzero(np.diff(loud) > 12) + 1)
    part = next(part for part in parts if part[0] <= loudest <= part[-1])
    return int(part[0]), int(part[-1]) + 1


def _one_word(scores: Scores, level: NDArray[np.floating], before: int) -> KeywordReading:
    mean = np.exp(np.log(scores + 1e-9).mean(axis=0))
    mean /= mean.sum()
    label = LABELS[int(mean.argmax())]
    heard: tuple[Heard, ...] = ()
    if label in WORDS:
        start, end = extent(level)
        heard = (Heard(label, _ms(start - before), _ms(end - before), float(mean.max())),)
    return _reading(label, mean, heard)


def _heard(scores: Scores, window: int, level: NDArray[np.floating], before: int) -> Heard:
    best = int(scores[: len(WORDS)].argmax())
    first = window * HOP
    start, end = extent(level[first : first + WINDOW])
    return Heard(WORDS[best], _ms(first + start - before), _ms(first + end - before), float(scores[best]))


def _apart(heard: dict[int, Heard]) -> dict[int, Heard]:
    """Return what was heard without a word that is heard again in the same sound, as at a window's edge."""
    kept: list[int] = []
    for at in sorted(heard, key=lambda at: -heard[at].confidence):
        word = heard[at]
        if not any(
            word.keyword == heard[other].keyword
            and word.start_ms < heard[other].end_ms
            and heard[other].start_ms < word.end_ms
            for other in kept
        ):
            kept.append(at)
    return {at: heard[at] for at in sorted(kept)}


def _reading(keyword: str, scores: Scores, heard: tuple[Heard, ...]) -> KeywordReading:
    named = {label: float(score) for label, score in zip(LABELS, scores, strict=True)}
    return KeywordReading(keyword, named[keyword], named, heard)


def _ms(frame: int) -> int:
    return max(0, frame) * FRAME_MS
