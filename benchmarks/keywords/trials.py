"""What is played to the keyword engine: real clips never trained on, noise over them, streams, made voices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from benchmarks.speech.sentences import sentences
from chalicelib.domain.keyword import SILENCE, UNKNOWN, WORDS
from chalicelib.ports import SpeechEngine

RATE = 16_000
HELD_OUT_NOISES = ("exercise_bike", "forest_2", "running_tap", "white_2", "wind")
"""Recordings of noise that no training example has."""
MADE = Path(__file__).parent / "held_out_voices"
"""What three of Kokoro's voices say that no training example has; `python -m training.keywords` made it."""

Samples = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Clip:
    """One second or less, and what is said in it: one of WORDS, UNKNOWN or SILENCE."""

    samples: Samples
    label: str


def validation(data: Path) -> dict[str, list[Samples]]:
    """Return the clips of the validation split by what is said, other words' too."""
    clips = {}
    for file in sorted((data / "validation").glob("*.opus")):
        sound, _ = soundfile.read(file, dtype="float32")
        clips[file.stem] = list(sound[: len(sound) // RATE * RATE].reshape(-1, RATE))
    return clips


def noises(data: Path) -> dict[str, Samples]:
    """Return the noise recordings that training did not have."""
    return {name: soundfile.read(data / "noise" / f"{name}.opus", dtype="float32")[0] for name in HELD_OUT_NOISES}


def made() -> tuple[list[Clip], list[Samples]]:
    """Return the words of the held-out made voices, each in the middle of a second, and their sentences."""
    sound, _ = soundfile.read(MADE.with_suffix(".opus"), dtype="float32")
    words, read, at = [], [], 0
    for line in MADE.with_suffix(".tsv").read_text(encoding="utf-8").splitlines():
        label, text, length = line.split("\t")
        said = sound[at : at + int(length)]
        at += int(length)
        if " " in text:
            read.append(said)
        else:
            words.append(Clip(_centred(said), label))
    return words, read


def twelve_classes(clips: dict[str, list[Samples]], noise: dict[str, Samples], seed: int = 12) -> list[Clip]:
    """Return the trial of Warden (2018): ten words, and of unknown and silence as many as of a word on average.

    Unknown are clips of all other words of the data, silence pieces of noise at any volume, one in ten digital silence.
    """
    rng = np.random.default_rng(seed)
    out = [Clip(sound, word) for word in TEN for sound in clips[word]]
    share = round(len(out) / len(TEN))
    others = [sound for word, sounds in clips.items() if word not in TEN for sound in sounds]
    out += [Clip(others[at], UNKNOWN) for at in rng.choice(len(others), share, replace=False)]
    for index in range(share):
        volume = 0.0 if index % 10 == 0 else rng.uniform(0, 1)
        out.append(Clip(_piece(noise, rng) * np.float32(volume), SILENCE))
    return out


TEN = ("yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go")


def noisy(clip: Samples, noise: dict[str, Samples], decibels: float, rng: np.random.Generator) -> Samples:
    """Return the clip with a piece of noise; decibels between the mean powers of the two over the whole second."""
    piece = _piece(noise, rng)
    gain = np.sqrt(np.mean(clip**2) / (np.mean(piece**2) + 1e-12)) * 10 ** (-decibels / 20)
    return np.clip(clip + piece * np.float32(gain), -1, 1)


@dataclass(frozen=True, slots=True)
class Stream:
    """A long recording, up to a minute, and the words said in it: (word, from sample, to sample)."""

    samples: Samples
    said: tuple[tuple[str, int, int], ...] = ()


def of_words(clips: dict[str, list[Samples]], count: int, seed: int = 20) -> list[Stream]:
    """Return recordings in which about twenty words are said with a quarter to a whole second between clips."""
    rng = np.random.default_rng(seed)
    known = [word for word in clips if word in WORDS]
    streams = []
    for _ in range(count):
        parts, said, at = [], [], 0
        for word in rng.choice(known, 20):
            gap = np.zeros(int(rng.uniform(0.25, 1) * RATE), np.float32)
            clip = clips[word][rng.integers(len(clips[word]))]
            said.append((str(word), at + len(gap), at + len(gap) + len(clip)))
            parts += [gap, clip]
            at += len(gap) + len(clip)
        sound = np.concatenate(parts)
        # The hush of a room, as no recording is digital silence between its words.
        streams.append(Stream(sound + rng.normal(0, 1e-3, len(sound)).astype(np.float32), tuple(said)))
    return streams


def of_other_words(clips: dict[str, list[Samples]]) -> list[Stream]:
    """Return the real clips of words that are none of the thirty, one after the other, cut into minutes."""
    sounds = [sound for word, all_of_it in clips.items() if word not in WORDS for sound in all_of_it]
    order = np.random.default_rng(5).permutation(len(sounds))
    return _minutes(np.concatenate([sounds[at] for at in order]))


def of_made_voices(words: list[Clip], read: list[Samples]) -> list[Stream]:
    """Return the other words and the sentences of the held-out made voices, one after the other."""
    return _minutes(np.concatenate([*(clip.samples for clip in words if clip.label == UNKNOWN), *read]))


def of_sentences(engines: list[SpeechEngine]) -> list[Stream]:
    """Return the English sentences of benchmarks/speech without any of the thirty words, read one after the other."""
    texts = [each.text for each in sentences("en") if not each.has_numbers]
    texts = [text for text in texts if not ({*WORDS, *HOMOPHONES} & {*_letters(text).split()})]
    sounds = []
    for engine in engines:
        for voice in (voice.name for voice in engine.voices if voice.language == "en"):
            for text in texts:
                sound = engine.speak(text, voice=voice)
                sounds.append(_at_16k(sound.samples.astype(np.float32) / 32768, sound.sample_rate))
    return _minutes(np.concatenate(sounds))


HOMOPHONES = ("to", "too", "for", "ate", "won", "write", "know")
"""Words that sound as one of the thirty does."""


def of_noise(noise: dict[str, Samples]) -> list[Stream]:
    """Return the held-out noises whole."""
    return [stream for sound in noise.values() for stream in _minutes(sound)]


def _minutes(sound: Samples) -> list[Stream]:
    return [Stream(sound[at : at + 60 * RATE]) for at in range(0, len(sound), 60 * RATE)]


def _piece(noise: dict[str, Samples], rng: np.random.Generator) -> Samples:
    whole = noise[str(rng.choice(list(noise)))]
    at = int(rng.integers(0, len(whole) - RATE))
    return whole[at : at + RATE]


def _centred(sound: Samples) -> Samples:
    room = max(0, RATE - len(sound))
    return np.pad(sound[:RATE], (room // 2, room - room // 2))


def _letters(text: str) -> str:
    return "".join(letter if letter.isalpha() else " " for letter in text.lower())


def _at_16k(sound: Samples, rate: int) -> Samples:
    """Return the sound at 16 kHz, what lies above 8 kHz taken out by its spectrum."""
    count = len(sound) * RATE // rate
    return np.fft.irfft(np.fft.rfft(sound)[: count // 2 + 1], count).astype(np.float32) * np.float32(count / len(sound))


def every(clips: dict[str, list[Samples]]) -> Iterator[Clip]:
    """Yield the clips of the words that are known."""
    for word, sounds in clips.items():
        if word in WORDS:
            for sound in sounds:
                yield Clip(sound, word)
