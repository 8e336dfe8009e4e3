"""NanoTTS (SVOX Pico, Apache-2.0): Spanish, German, French, Italian, British and American English; the fallback.

It gives no times. But it takes volume tags, and the same text at the same tags gives the same sound but for their
levels. So each sentence is made twice, the second time with every other word at half the volume, and where the two
differ tells when each word is heard. The first is the one that is returned. The library is C, and there are texts that
it never returns from: it runs in a child process.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.alignment import TimedSpan, moved
from chalicelib.engines.nanotts_isolation import nanotts
from chalicelib.errors import InvalidInput
from chalicelib.ports import Samples, Sound, Voice

SAMPLE_RATE = 16000
_LEVEL, _HALF = 40, 20
"""Percent. At 100 the voice clips; at 40 its speech lies at about -18 dBFS."""
_FRAME = 80
"""5 ms."""
_QUIET = 6.0
_MARKUP = re.compile(r"[<>&\\\x00]")
_WORD = re.compile(r"\S{1,60}")
_MOST_WORDS = 40
"""The library never returns from a word of some 400 bytes, nor from some 70 tags in one text."""
Words = Sequence[re.Match[str]]


class NanottsSpeech:
    """Speaks six languages at 16 kHz."""

    name = "nanotts"
    voices = (
        Voice("es-ES", "es", "Spanish, female"),
        Voice("de-DE", "de", "German, female"),
        Voice("fr-FR", "fr", "French, female"),
        Voice("it-IT", "it", "Italian, female"),
        Voice("en-GB", "en", "British, female"),
        Voice("en-US", "en", "American, female"),
    )

    def __init__(self) -> None:
        """Load nothing: the library opens its voice anew for each sentence."""
        self._voice_names = {voice.name for voice in self.voices}
        self._library = nanotts()

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        """Return 16 kHz speech with the time of each word. An unknown voice raises InvalidInput, a deadly text, too."""
        if voice not in self._voice_names:
            raise InvalidInput(f"nanotts has no voice {voice!r}.", fields={"voice": "unknown"})
        words = list(_WORD.finditer(_MARKUP.sub(" ", text)))
        sounds: list[Samples] = [np.zeros(0, np.int16)]
        spans: list[TimedSpan] = []
        for piece in _pieces(words):
            samples, found = self._said(piece, voice, speed)
            spans += moved(found, 0, sum(map(len, sounds)) * 1000 / SAMPLE_RATE)
            sounds.append(samples)
        return Sound(np.concatenate(sounds), SAMPLE_RATE, tuple(spans))

    def _said(self, words: Words, voice: str, speed: float) -> tuple[Samples, tuple[TimedSpan, ...]]:
        samples = self._samples(words, voice, speed, _LEVEL)
        if len(words) < 2:
            return samples, _only(words, samples)
        return samples, _spans(words, samples, self._samples(words, voice, speed, _HALF))

    def _samples(self, words: Words, voice: str, speed: float, level: int) -> Samples:
        levels = (_LEVEL, level)
        tagged = " ".join(f'<volume level="{levels[i % 2]}">{word[0]}' for i, word in enumerate(words))
        # The library's own way to set the speed closes its tag, which puts half a second of silence at the end.
        return self._library.said(f'<speed level="{round(100 * speed)}">{tagged}', voice)


def _pieces(words: Words) -> Iterator[Words]:
    """Cut what has more words than the library stands, best after a pause mark."""
    while len(words) > _MOST_WORDS:
        marked = [i for i in range(_MOST_WORDS // 2, _MOST_WORDS + 1) if words[i - 1][0][-1] in ",.;:!?…"]
        cut = marked[-1] if marked else _MOST_WORDS
        yield words[:cut]
        words = words[cut:]
    if words:
        yield words


def _only(words: Words, samples: Samples) -> tuple[TimedSpan, ...]:
    return tuple(TimedSpan(word.start(), word.end(), 0.0, len(samples) * 1000 / SAMPLE_RATE) for word in words)


def _spans(words: Words, samples: Samples, marked: Samples) -> tuple[TimedSpan, ...]:
    ms = _FRAME * 1000 / SAMPLE_RATE
    level, ratio = _levels(samples, marked)
    spans = []
    for word, (first, last) in zip(words, _alternation(level, ratio, len(words)), strict=True):
        heard = np.flatnonzero(level[first:last] > 20 * _QUIET)
        if len(heard):
            first, last = first + int(heard[0]), first + int(heard[-1]) + 1
        spans.append(TimedSpan(word.start(), word.end(), first * ms, last * ms))
    return tuple(spans)


def _levels(samples: Samples, marked: Samples) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return each frame's RMS, and its ratio in the marked sound, about 1 or about ½."""
    frames = min(len(samples), len(marked)) // _FRAME
    plain, other = (
        np.sqrt(np.mean(np.square(sound[: frames * _FRAME].reshape(frames, _FRAME), dtype=np.float64), axis=1))
        for sound in (samples, marked)
    )
    return plain, np.clip(other / np.maximum(plain, 1.0), 0.4, 1.1)


def _alternation(level: NDArray[np.float64], ratio: NDArray[np.float64], words: int) -> list[tuple[int, int]]:
    """Return frames [first, last) of each word: the alternating stretches that fit the ratios best (Viterbi)."""
    weight = np.where(level > _QUIET, 1.0, 0.0)
    cost = np.stack([weight * np.abs(ratio - 1.0), weight * np.abs(ratio - 0.5)])[np.arange(words) % 2]
    best = np.full(words, np.inf)
    best[0] = cost[0, 0]
    came: NDArray[Any] = np.zeros((len(level), words), bool)
    for frame in range(1, len(level)):
        previous = np.concatenate([[np.inf], best[:-1]])
        came[frame] = previous < best
        best = np.minimum(best, previous) + cost[:, frame]
    edges = [len(level)]
    word = words - 1
    for frame in range(len(level) - 1, 0, -1):
        if came[frame, word]:
            edges.append(frame)
            word -= 1
    edges += [0] * (words + 1 - len(edges))
    return [(first, last) for last, first in zip(edges, edges[1:], strict=False)][::-1]
