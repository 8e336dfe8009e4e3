"""Google Translate's voice, over HTTP: what the gTTS package speaks to. The text leaves this machine.

The service is not documented; this follows what its own page sends (a `batchexecute` call named jQ1olc, at most 100
characters, answered with MP3 in base64). It has one speed, so another is made here.
"""

from __future__ import annotations

import base64
import binascii
import json
import urllib.error
import urllib.parse
import urllib.request
from http.client import HTTPException

import miniaudio
import numpy as np

from chalicelib.domain.alignment import TimedSpan, moved
from chalicelib.domain.chunks import chunks
from chalicelib.domain.estimation import estimated_spans
from chalicelib.domain.sound import loud_part
from chalicelib.domain.time_stretch import time_stretched
from chalicelib.errors import EngineUnavailable, InvalidInput
from chalicelib.ports import Samples, Sound, Voice

SAMPLE_RATE = 24000
LONGEST_CHARACTERS = 100
_PATH = "/_/TranslateWebserverUi/data/batchexecute"
_CALL = "jQ1olc"
_LARGEST_ANSWER = 4_000_000
_GAP = np.zeros(SAMPLE_RATE // 20, np.int16)
"""50 ms between the pieces of one utterance."""


class GttsSpeech:
    """Speaks through Google's endpoint."""

    name = "gtts"
    voices = tuple(
        Voice(f"google-{code}", code, f"Google Translate, {name}")
        for code, name in (
            ("en", "English"),
            ("es", "Spanish"),
            ("de", "German"),
            ("fr", "French"),
            ("it", "Italian"),
        )
    )

    def __init__(self, address: str = "https://translate.google.com", timeout: float = 8.0, tries: int = 2) -> None:
        """Args: the service's scheme and host; seconds that one try may take; how often to try."""
        self._url = address + _PATH
        self._timeout = timeout
        self._tries = tries
        self._languages = {voice.name: voice.language for voice in self.voices}

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        """Return 24 kHz speech; its times are estimates. No answer, or a refusal, raises EngineUnavailable."""
        if voice not in self._languages:
            raise InvalidInput(f"gtts has no voice {voice!r}.", fields={"voice": "unknown"})
        sounds: list[Samples] = []
        spans: list[TimedSpan] = []
        spoken = 0
        for offset, piece in chunks(text, LONGEST_CHARACTERS):
            samples = time_stretched(self._said(piece, self._languages[voice]), SAMPLE_RATE, speed)
            spans += moved(estimated_spans(piece, samples, SAMPLE_RATE), offset, spoken * 1000 / SAMPLE_RATE)
            sounds += [samples, _GAP]
            spoken += len(samples) + len(_GAP)
        return Sound(np.concatenate([np.zeros(0, np.int16), *sounds]), SAMPLE_RATE, tuple(spans))

    def _said(self, text: str, language: str) -> Samples:
        sound = miniaudio.decode(
            self._mp3(text, language),
            nchannels=1,
            sample_rate=SAMPLE_RATE,
            output_format=miniaudio.SampleFormat.SIGNED16,
        )
        samples = np.frombuffer(sound.samples, np.int16)
        first, last = loud_part(samples, SAMPLE_RATE)
        return samples[first:last]

    def _mp3(self, text: str, language: str) -> bytes:
        call = [[[_CALL, json.dumps([text, language, None, "null"], separators=(",", ":")), None, "generic"]]]
        body = urllib.parse.urlencode({"f.req": json.dumps(call, separators=(",", ":"))}).encode()
        for attempt in range(self._tries):
            last = attempt == self._tries - 1
            try:
                return _audio(self._post(body))
            except urllib.error.HTTPError as refusal:
                if last or refusal.code < 500:
                    raise EngineUnavailable(f"Google's voice refused (HTTP {refusal.code}).") from refusal
            except (OSError, HTTPException) as problem:
                if last:
                    reason = getattr(problem, "reason", problem)
                    said = getattr(reason, "strerror", None) or reason
                    raise EngineUnavailable(f"Google's voice cannot be reached: {said}.") from problem
        raise EngineUnavailable("Google's voice was not asked: it may be tried 0 times.")

    def _post(self, body: bytes) -> bytes:
        request = urllib.request.Request(  # noqa: S310  # the address is a setting, https by default
            self._url,
            data=body,
            headers={
                "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
                "Referer": "https://translate.google.com/",
                "User-Agent": "Mozilla/5.0 (compatible; Lector)",
            },
        )
        with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310  # as above
            data: bytes = answer.read(_LARGEST_ANSWER)
            return data


def _audio(answer: bytes) -> bytes:
    """Return the MP3 in an answer: lines of JSON, one of which holds the call's result as JSON in a string."""
    for line in answer.decode("utf-8", "replace").splitlines():
        if _CALL not in line:
            continue
        try:
            for entry in json.loads(line):
                if entry[:2] == ["wrb.fr", _CALL] and entry[2]:
                    return base64.b64decode(json.loads(entry[2])[0], validate=True)
        except (ValueError, TypeError, IndexError, binascii.Error) as problem:
            raise EngineUnavailable("Google's voice answered something else than speech.") from problem
    raise EngineUnavailable("Google's voice answered without speech; it may refuse this address for a while.")
