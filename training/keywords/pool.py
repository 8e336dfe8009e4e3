"""What the network learns from and is tried on: features of real clips, of made ones, and of noises; cached."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from chalicelib.domain.keyword import LABELS, UNKNOWN, WINDOW, WORDS
from chalicelib.domain.log_mel import SAMPLE_RATE, STEP, log_mel
from training.keywords.speak import Spoken, spoken

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


def sounds(data: Path, split: str) -> NDArray[np.int16]:
    """Return the recorded clips of a split as sound, shape (n, 16000), in the order of `real`."""
    return np.concatenate([_whole_numbers(samples(file)) for file in sorted((data / split).glob("*.opus"))])


def samples(file: Path) -> NDArray[np.float32]:
    """Return the clips of a file, shape (n, 16000)."""
    sound, rate = soundfile.read(file, dtype="float32")
    if rate != SAMPLE_RATE:
        raise ValueError(f"{file} has {rate} Hz")
    return np.asarray(sound[: len(sound) // SAMPLE_RATE * SAMPLE_RATE].reshape(-1, SAMPLE_RATE))


def listed(data: Path, split: str) -> int:
    """Return how many clips clips.csv lists of a split."""
    return len(speakers(data, split))


def speakers(data: Path, split: str) -> list[str]:
    """Return who says each clip of a split, in the order of `real`."""
    with (data / "clips.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == split]
    return [row["speaker"] for row in sorted(rows, key=lambda row: (row["stream"], int(row["index"])))]


def noises(data: Path, *, held_out: bool) -> Features:
    """Return the features of the noise recordings one after the other, shape (frames, 40)."""
    files = [file for file in sorted((data / "noise").glob("*.opus")) if (file.stem in HELD_OUT_NOISES) == held_out]
    return np.concatenate([log_mel(soundfile.read(file, dtype="float32")[0]) for file in files]).astype(np.float16)


def made(folder: Path) -> tuple[Clips, list[Features]]:
    """Return the made words, each in the middle of a window, and the made sentences, each of its own length."""
    said = list(spoken(folder))
    words = [each for each in said if _is_word(each)]
    features = [_centred(log_mel(_padded(each)).astype(np.float16)) for each in words]
    labels = [LABELS.index(each.label) for each in words]
    sentences = [log_mel(_padded(each)).astype(np.float16) for each in said if " " in each.text]
    return Clips(np.array(features, np.float16).reshape(-1, WINDOW, 40), np.array(labels, np.int64)), sentences


def made_sounds(folder: Path) -> NDArray[np.int16]:
    """Return the made words as sound, shape (n, 16000), each where `made` has it."""
    out = []
    for said in filter(_is_word, spoken(folder)):
        sound, clip = _padded(said), np.zeros(SAMPLE_RATE, np.float32)
        at = (WINDOW - len(sound) // STEP) // 2 * STEP
        clip[at : at + len(sound)] = sound[: SAMPLE_RATE - at]
        out.append(_whole_numbers(clip))
    return np.array(out)


def _padded(said: Spoken) -> NDArray[np.float32]:
    return np.pad(said.samples, STEP)


def _is_word(said: Spoken) -> bool:
    return " " not in said.text and len(_padded(said)) // STEP <= WINDOW


def _centred(shown: Features) -> Features:
    room = WINDOW - len(shown)
    return np.pad(shown, ((room // 2, room - room // 2), (0, 0)), constant_values=_SILENT)


def _whole_numbers(sound: NDArray[np.float32]) -> NDArray[np.int16]:
    return (np.clip(sound, -1, 1) * 32767).astype(np.int16)
