"""Has the made voices say the words: files of utterances under the work folder, one after the other, resumable."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.keyword import UNKNOWN, WORDS
from chalicelib.domain.log_mel import SAMPLE_RATE
from training.keywords.lexicon import (
    BARELY_RECORDED,
    NEVER_RECORDED,
    SENTENCES,
    TRIAL_SENTENCES,
    TRIAL_WORDS,
    UNKNOWN_WORDS,
)
from training.keywords.voices import HELD_OUT, Engine, engines

COUNTS = {
    "kokoro": {"never": 260, "barely": 110, "recorded": 30, "unknown": 6, "sentence": 2},
    "espeak-ng": {"never": 40, "barely": 20, "recorded": 14, "unknown": 3, "sentence": 2},
    "flite": {"never": 16, "barely": 8, "recorded": 6, "unknown": 1, "sentence": 2},
    "nanotts": {"never": 12, "barely": 6, "recorded": 4, "unknown": 1, "sentence": 1},
    "hibari": {"never": 12, "barely": 6, "recorded": 4, "unknown": 1, "sentence": 1},
}
"""How often each engine says a word of each kind."""
HELD_OUT_COUNT = 2
"""How often each held-out voice says each of the thirty words; of the others, each is said by one."""
A_FILE = 200


@dataclass(frozen=True, slots=True)
class Utterance:
    """What one voice is to say; `label` is the word, or UNKNOWN."""

    engine: str
    speaker: str
    text: str
    label: str
    seed: int


@dataclass(frozen=True, slots=True)
class Spoken:
    """One utterance as said: 16 kHz, cut close; `voice` is engine/speaker."""

    samples: NDArray[np.float32]
    label: str
    text: str
    voice: str


def plan(speaking: dict[str, Engine]) -> list[Utterance]:
    """Return all utterances, shuffled so that any first part of them is a fair sample."""
    rng = np.random.default_rng(606)
    chosen = []
    for name, counts in COUNTS.items():
        if name not in speaking:
            continue
        for kind, texts in _texts().items():
            for text in texts:
                label = text if text in WORDS else UNKNOWN
                chosen += [(name, _speaker(speaking[name], rng), text, label) for _ in range(counts[kind])]
    order = rng.permutation(len(chosen))
    return [Utterance(*chosen[at], seed=int(at)) for at in order]


def held_out_plan() -> list[Utterance]:
    """Return the utterances of the voices that no training example has."""
    said = [(voice, word) for voice in HELD_OUT for word in WORDS for _ in range(HELD_OUT_COUNT)]
    said += [(HELD_OUT[at % len(HELD_OUT)], text) for at, text in enumerate((*TRIAL_WORDS, *TRIAL_SENTENCES))]
    labelled = [("kokoro", voice, text, text if text in WORDS else UNKNOWN) for voice, text in said]
    return [Utterance(*what, seed=10**6 + at) for at, what in enumerate(labelled)]


def speak(utterances: list[Utterance], folder: Path) -> None:
    """Say what is not yet there, A_FILE utterances a file."""
    folder.mkdir(parents=True, exist_ok=True)
    speaking = engines()
    for number, first in enumerate(range(0, len(utterances), A_FILE)):
        path = folder / f"{number:03}.npz"
        if path.exists():
            continue
        batch = utterances[first : first + A_FILE]
        sounds = [_said(utterance, speaking[utterance.engine]) for utterance in batch]
        part = path.with_suffix(".part.npz")
        np.savez(
            part,
            samples=np.concatenate([(np.clip(sound, -1, 1) * 32767).astype(np.int16) for sound in sounds]),
            lengths=[len(sound) for sound in sounds],
            labels=[utterance.label for utterance in batch],
            texts=[utterance.text for utterance in batch],
            voices=[f"{utterance.engine}/{utterance.speaker}" for utterance in batch],
        )
        part.rename(path)
        print(f"spoken: {first + len(batch)} of {len(utterances)}", flush=True)


def spoken(folder: Path) -> Iterator[Spoken]:
    """Yield what was said."""
    for path in sorted(folder.glob("[0-9]*.npz")):
        if ".part" in path.name:
            continue
        with np.load(path) as file:
            sounds = np.split(file["samples"], np.cumsum(file["lengths"])[:-1])
            for sound, label, text, voice in zip(sounds, file["labels"], file["texts"], file["voices"], strict=True):
                yield Spoken(sound.astype(np.float32) / 32768, str(label), str(text), str(voice))


def _texts() -> dict[str, tuple[str, ...]]:
    rare = {*NEVER_RECORDED, *BARELY_RECORDED}
    return {
        "never": NEVER_RECORDED,
        "barely": BARELY_RECORDED,
        "recorded": tuple(word for word in WORDS if word not in rare),
        "unknown": UNKNOWN_WORDS,
        "sentence": SENTENCES,
    }


def _speaker(engine: Engine, rng: np.random.Generator) -> str:
    """Return a voice; of Kokoro's mostly an English one or a mixture of one with any other."""
    if engine.name != "kokoro":
        return str(rng.choice(engine.speakers))
    free = [name for name in engine.speakers if name not in HELD_OUT]
    english = [name for name in free if name[0] in "ab"]
    first = str(rng.choice(english if rng.random() < 0.75 else free))
    return f"{first}+{rng.choice(free)}" if rng.random() < 0.5 else first


def _said(utterance: Utterance, engine: Engine) -> NDArray[np.float32]:
    """Say it at some speed, and with a vocal tract of some size: played faster or slower, pitch and all."""
    rng = np.random.default_rng([606, utterance.seed])
    size = float(np.exp(rng.normal(0, 0.07)))
    speed = float(np.clip(np.exp(rng.normal(0.05, 0.18)), 0.7, 1.6))
    samples, rate = engine.say(utterance.text, utterance.speaker, np.clip(speed / size, 0.6, 1.8), rng)
    return cut_close(resampled(samples, rate * size))


def resampled(samples: NDArray[np.float32], rate: float) -> NDArray[np.float32]:
    """Return the sound at 16 kHz: what is too high is taken out, then points between are read off."""
    count = int(len(samples) * SAMPLE_RATE / rate)
    if rate > SAMPLE_RATE:
        spectrum = np.fft.rfft(samples)
        spectrum[int(len(spectrum) * 0.98 * SAMPLE_RATE / rate) :] = 0
        samples = np.fft.irfft(spectrum, len(samples))
    # Twice as many points by the spectrum, so that the straight lines between them are short.
    dense = np.fft.irfft(np.fft.rfft(samples), 4 * len(samples)) * 4
    return np.interp(np.arange(count) * rate / SAMPLE_RATE * 4, np.arange(len(dense)), dense).astype(np.float32)


def cut_close(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the sound without the silence around it, its loudest at 0.5."""
    frames = np.abs(samples[: len(samples) // 160 * 160]).reshape(-1, 160).max(axis=1)
    loud = np.flatnonzero(frames > 0.02 * frames.max())
    kept = samples[max(0, loud[0] - 2) * 160 : (loud[-1] + 4) * 160]
    return np.asarray(kept * (0.5 / np.abs(kept).max()), np.float32)
