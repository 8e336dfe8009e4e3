"""Amazon Polly, neural voices, through boto3. The text leaves this machine, and AWS bills it.

Sound and times are two calls with the same text. Times come as "speech marks" that count bytes of UTF-8, tags
included (https://docs.aws.amazon.com/polly/latest/dg/speechmarks.html).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import boto3
import numpy as np
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from chalicelib.domain.alignment import TimedSpan
from chalicelib.domain.chunks import chunks
from chalicelib.errors import EngineUnavailable, InvalidInput
from chalicelib.ports import Samples, Sound, Voice

SAMPLE_RATE = 16000
LONGEST_CHARACTERS = 2900
"""Polly takes 3,000 billed characters, 6,000 with tags."""
_MARKUP = str.maketrans("<>&", "   ")
_AFTER = "</prosody></speak>"


class PollySpeech:
    """Speaks through Amazon Polly."""

    name = "polly"
    voices = (
        Voice("Joanna", "en", "American, female"),
        Voice("Matthew", "en", "American, male"),
        Voice("Amy", "en", "British, female"),
        Voice("Lucia", "es", "Spanish, female"),
        Voice("Sergio", "es", "Spanish, male"),
        Voice("Mia", "es", "Mexican, female"),
        Voice("Vicki", "de", "German, female"),
        Voice("Lea", "fr", "French, female"),
        Voice("Bianca", "it", "Italian, female"),
    )

    @staticmethod
    def why_not() -> str:
        """Say what is missing to call AWS, "" for nothing."""
        session = boto3.Session()
        if session.region_name is None:
            return "no AWS region is set"
        return "" if session.get_credentials() else "no AWS credentials are set"

    def __init__(self, client: Any = None) -> None:
        """Args: a boto3 client of Polly; None makes one from what AWS finds on this machine, with short time limits."""
        limits = Config(connect_timeout=5, read_timeout=20, retries={"total_max_attempts": 3, "mode": "standard"})
        self._polly = client or boto3.client("polly", config=limits)
        self._names = {voice.name for voice in self.voices}

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        """Return 16 kHz speech with the time at which each word begins. A refusal raises EngineUnavailable."""
        if voice not in self._names:
            raise InvalidInput(f"polly has no voice {voice!r}.", fields={"voice": "unknown"})
        sounds: list[Samples] = [np.zeros(0, np.int16)]
        spans: list[TimedSpan] = []
        spoken_ms = 0.0
        before = f'<speak><prosody rate="{round(100 * speed)}%">'
        for offset, piece in chunks(text.translate(_MARKUP), LONGEST_CHARACTERS):
            samples = np.frombuffer(self._asked(before + piece + _AFTER, voice, OutputFormat="pcm"), "<i2")
            marks = self._asked(before + piece + _AFTER, voice, OutputFormat="json", SpeechMarkTypes=["word"])
            length_ms = len(samples) * 1000 / SAMPLE_RATE
            spans += _spans(marks, piece, len(before), offset, spoken_ms, length_ms)
            sounds.append(samples)
            spoken_ms += length_ms
        return Sound(np.concatenate(sounds), SAMPLE_RATE, tuple(spans))

    def _asked(self, ssml: str, voice: str, **wanted: Any) -> bytes:
        if wanted["OutputFormat"] == "pcm":
            wanted["SampleRate"] = str(SAMPLE_RATE)
        try:
            answer = self._polly.synthesize_speech(Engine="neural", Text=ssml, TextType="ssml", VoiceId=voice, **wanted)
            with closing(answer["AudioStream"]) as stream:
                data: bytes = stream.read()
        except (BotoCoreError, ClientError, OSError) as problem:
            raise EngineUnavailable(f"Amazon Polly cannot speak now: {problem}") from problem
        return data[: len(data) // 2 * 2] if wanted["OutputFormat"] == "pcm" else data


def _spans(
    marks: bytes, text: str, tag_bytes: int, offset: int, begins_ms: float, length_ms: float
) -> Iterator[TimedSpan]:
    """Speech marks → characters and times; a word lasts until the next one begins."""
    try:
        words = [json.loads(line) for line in marks.decode("utf-8").splitlines() if line.strip()]
        words = [
            (int(word["start"]), int(word["end"]), float(word["time"])) for word in words if word["type"] == "word"
        ]
    except (ValueError, KeyError, TypeError):
        return  # no times: they are estimated from the sound
    encoded = text.encode()
    ends = [*(time for _, _, time in words[1:]), length_ms]
    for (first, last, time), ends_at in zip(words, ends, strict=True):
        start, end = (len(encoded[: max(0, byte - tag_bytes)].decode("utf-8", "ignore")) for byte in (first, last))
        yield TimedSpan(offset + start, offset + end, begins_ms + time, begins_ms + max(time, ends_at))
