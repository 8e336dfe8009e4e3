"""Decoding recordings in a child process with limits (see child.py).

The child answers {"samples"}, how many, and the samples as 32-bit floats.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from chalicelib.domain.recording import SAMPLE_RATE
from chalicelib.domain.sound import Waveform
from chalicelib.engines.child import LOST, Answers, Children, serve
from chalicelib.errors import UnreadableSound, error_from_json
from chalicelib.ports import Json

TOO_MUCH = "This file takes too much memory or time to open. It may be damaged; try to save or record it again."


@cache
def isolated_sound_decoder(max_seconds: int, max_bytes: int, seconds: int) -> IsolatedSoundDecoder:
    """Return the one decoder with these limits; all who ask share its children."""
    return IsolatedSoundDecoder(max_seconds, max_bytes=max_bytes, seconds=seconds)


class IsolatedSoundDecoder:
    """A SoundDecoder whose work is done by RecordingDecoder in a child process with limits."""

    def __init__(self, max_seconds: int, *, max_bytes: int, seconds: int) -> None:
        """Args: what a recording may have; memory of the child, bytes; time for one recording, s."""
        self._max_seconds = max_seconds
        self._seconds = seconds
        self.children = Children("chalicelib.engines.sound_isolation", max_bytes)

    def decode(self, data: bytes) -> Waveform:
        """Return the samples. Raise InvalidInput's subclasses, UnreadableSound where a limit is hit."""
        child = self.children.take()
        healthy = False
        try:
            child.ask(data, {"max_seconds": self._max_seconds})
            answer = child.line(self._seconds)
            if "error" in answer:
                healthy = True
                raise error_from_json(answer["error"])
            if not 0 < int(answer["samples"]) <= self._max_seconds * SAMPLE_RATE + 1:
                raise ValueError("a recording of impossible length")
            samples = np.empty(int(answer["samples"]), np.float32)
            child.fill(samples.view(np.uint8).data, self._seconds)
            healthy = True
            return samples
        except LOST as error:
            raise UnreadableSound(TOO_MUCH) from error
        finally:
            self.children.give_back(child, healthy=healthy)


# ── In the child ──────────────────────────────────────────────────────────────────────────────────


def _samples(request: Json, data: bytes) -> Answers:
    from chalicelib.engines.sound_decoder import RecordingDecoder

    samples = RecordingDecoder(request["max_seconds"]).decode(data)
    yield {"samples": len(samples)}, samples.view(np.uint8).data


if __name__ == "__main__":
    serve(_samples)
