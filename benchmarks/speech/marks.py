"""How far marks are off, for each way of getting them.

Three references: what the engine itself says (for estimates made without it), single-word recordings joined at
places that are known, and the moment at which a sentence begins to sound, which anybody can see in the samples.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.speech.sentences import sentences
from chalicelib.domain.estimation import estimated_spans
from chalicelib.domain.passages import passages_of_text
from chalicelib.domain.sound import loud_part
from chalicelib.domain.utterances import utterances_of
from chalicelib.engines import registry
from chalicelib.ports import Samples, SpeechEngine

_JOIN_GAP_MS = 40


@dataclass(frozen=True)
class MarkError:
    """How far the beginnings of words are off, in ms."""

    way: str
    voice: str
    words: int
    median: float
    ninth_decile: float


def measure() -> Iterator[MarkError]:
    """Yield the error of each way."""
    for name, voice, language in (("hibari", "heart", "en"), ("nanotts", "es-ES", "es"), ("nanotts", "en-GB", "en")):
        engine = registry.speech(name)
        label = f"{name} {voice}"
        texts = list(_texts(language))
        yield _error("the engine's own, against the first sound", label, _first_sound(engine, voice, texts))
        yield _error("estimated, against the engine's own", label, _against_own(engine, voice, texts))
        yield _error("estimated, against joined single words", label, _against_joined(engine, voice, texts))


def _error(way: str, voice: str, errors: Iterator[float]) -> MarkError:
    off = np.abs(list(errors))
    return MarkError(way, voice, len(off), float(np.median(off)), float(np.percentile(off, 90)))


def _texts(language: str) -> Iterator[str]:
    for sentence in sentences(language):
        for passage in passages_of_text(sentence.text):
            yield from (utterance.text for utterance in utterances_of(passage, language))


def _against_own(engine: SpeechEngine, voice: str, texts: Sequence[str]) -> Iterator[float]:
    for text in texts:
        sound = engine.speak(text, voice=voice)
        own = {span.start: span.start_ms for span in sound.spans}
        for span in estimated_spans(text, sound.samples, sound.sample_rate):
            if span.start in own:
                yield span.start_ms - own[span.start]


def _against_joined(engine: SpeechEngine, voice: str, texts: Sequence[str]) -> Iterator[float]:
    for text in texts:
        pieces: list[Samples] = []
        begins_ms = []
        spoken = 0
        rate = 1
        for word in text.split():
            sound = engine.speak(word.strip(",.;:!?…"), voice=voice)
            rate = sound.sample_rate
            first, last = loud_part(sound.samples, rate, keep_ms=0)
            begins_ms.append(spoken * 1000 / rate)
            pieces += [sound.samples[first:last], np.zeros(_JOIN_GAP_MS * rate // 1000, np.int16)]
            spoken += len(pieces[-2]) + len(pieces[-1])
        for span, begin in zip(estimated_spans(text, np.concatenate(pieces), rate), begins_ms, strict=False):
            yield span.start_ms - begin


def _first_sound(engine: SpeechEngine, voice: str, texts: Sequence[str]) -> Iterator[float]:
    """The first word begins where the silence ends."""
    for text in texts:
        sound = engine.speak(text, voice=voice)
        first, _ = loud_part(sound.samples, sound.sample_rate, keep_ms=0, floor=0.03)
        yield sound.spans[0].start_ms - first * 1000 / sound.sample_rate


if __name__ == "__main__":
    for error in measure():
        print(error)
