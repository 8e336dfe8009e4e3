"""Silence of about the length that speech would have: for tests, and for reading without a voice."""

from __future__ import annotations

import re

import numpy as np

from chalicelib.domain.alignment import TimedSpan
from chalicelib.errors import InvalidInput
from chalicelib.ports import Sound, Voice

SAMPLE_RATE = 24000
_MS_PER_CHARACTER = 60


class NullSpeech:
    """Says nothing, for 60 ms a character, with the time of each word."""

    name = "null"
    voices = tuple(Voice(f"silent-{code}", code, "silence") for code in ("en", "es", "de", "fr", "it"))

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        """Return silence, and for each word the time that its characters take. An unknown voice raises InvalidInput."""
        if voice not in {known.name for known in self.voices}:
            raise InvalidInput(f"null has no voice {voice!r}.", fields={"voice": "unknown"})
        ms = _MS_PER_CHARACTER / speed
        spans = tuple(
            TimedSpan(word.start(), word.end(), word.start() * ms, word.end() * ms)
            for word in re.finditer(r"\S+", text)
        )
        samples = np.zeros(round(len(text) * ms * SAMPLE_RATE / 1000), dtype=np.int16)
        return Sound(samples, SAMPLE_RATE, spans)
