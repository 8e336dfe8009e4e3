"""What the network learns from and is tried on: features of real clips, of made ones, and of noises; cached."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from chalicelib.domain.keyword import LABELS, UNKNOWN, WINDOW, WORDS
from chalicelib.domain.log_mel import SAMPLE_RATE, log_mel
from training.keywords.speak import spoken

HELD_OUT_NOISES = ("exercise_bike", "forest_2", "running_tap", "white_2", "wind")
"""Recordings of noise that no training example has; the benchmark mixes these into the validation clips."""
_SILENT = np.float16(np.log(1e-7))

Features = NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Clips:
    """Examples of one kind.

    Attributes:
        features: logarithms of mel power, shape (n, 100, 40).
        labels: places in LABELS, shape (n,).
    """

    features: Features
    labels: NDArray[np.int64]

    def of(self, label: int) -> NDArray[np.int64]:
        """Return which examples have a label."""
        return np.flatnonzero(self.labels == label)


def real(data: Path, split: str, cache: Path) -> Clips:
    """Return the recorded clips of a split ("training", "validation", "training_fsdd_8khz")."""
    path = cache / f"{split}.npz"
    if not path.exists():
        cache.mkdir(parents=True, exist_ok=True)
        features, labels = [], []
        for file in sorted((data / split).glob("*.opus")):
            clips = samples(file)
            features += [log_mel(clip).astype(np.float16) for clip in clips]
            labels += [LABELS.index(file.stem if file.stem in WORDS else UNKNOWN)] * len(clips)
        np.savez(path, features=features, labels=labels)
    with np.load(path) as file:
        return Clips(file["features"], file["labels"])


def samples(file: Path) -> NDArray[np.float32]:
    """Return the clips of a file, shape (n, 16000)."""
    sound, rate = soundfile.read(file, dtype="float32")
    if rate != SAMPLE_RATE:
        raise ValueError(f"{file} has {rate} Hz")
    return np.asarray(sound[: len(sound) // SAMPLE_RATE * SAMPLE_RATE].reshape(-1, SAMPLE_RATE))


def listed(data: Path, split: str) -> int:
    """Return how many clips clips.csv lists of a split."""
    with (data / "clips.csv").open(encoding="utf-8") as file:
        return sum(row["split"] == split for row in csv.DictReader(file))


def noises(data: Path, *, held_out: bool) -> Features:
    """Return the features of the noise recordings one after the other, shape (frames, 40)."""
    files = [file for file in sorted((data / "noise").glob("*.opus")) if (file.stem in HELD_OUT_NOISES) == held_out]
    return np.concatenate([log_mel(soundfile.read(file, dtype="float32")[0]) for file in files]).astype(np.float16)


def made(folder: Path) -> tuple[Clips, list[Features]]:
    """Return the made words, each in the middle of a window, and the made sentences, each of its own length."""
    features, labels, sentences = [], [], []
    for said in spoken(folder):
        shown = log_mel(np.pad(said.samples, 160)).astype(np.float16)
        if " " in said.text:
            sentences.append(shown)
        elif len(shown) <= WINDOW:
            room = WINDOW - len(shown)
            features.append(np.pad(shown, ((room // 2, room - room // 2), (0, 0)), constant_values=_SILENT))
            labels.append(LABELS.index(said.label))
    return Clips(np.array(features, np.float16).reshape(-1, WINDOW, 40), np.array(labels, np.int64)), sentences
