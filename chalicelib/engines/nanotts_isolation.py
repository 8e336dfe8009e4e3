"""NanoTTS in a child process with limits (see child.py): a text that it never returns from costs seconds, no more.

The child takes {"voice", "cpu_seconds"} and the text with its tags. It answers {"samples"}, how many, and the samples.
It ends itself when a text takes too much of the processor's time, so that none is left running if this process is gone
by then.
"""

from __future__ import annotations

import signal

import numpy as np

from chalicelib.engines.child import LOST, Answers, Children, serve
from chalicelib.errors import InvalidInput, SpeechFailed
from chalicelib.ports import Json, Samples

MAX_BYTES = 512 << 20
"""Address space of the child; it uses a tenth."""
CPU_SECONDS = 3.0
"""For one text. A usual sentence takes 0.05, the longest possible one some 0.5."""
WALL_SECONDS = 60
"""Until an answer must be there, on however busy a machine."""
MOST_SAMPLES = 16_000 * 600


class IsolatedNanotts:
    """Asks the library in children, which are kept for the next text."""

    def __init__(self, cpu_seconds: float = CPU_SECONDS) -> None:
        """Start nothing yet. Args: what one text may take of the processor's time."""
        self._cpu_seconds = cpu_seconds
        self.children = Children("chalicelib.engines.nanotts_isolation", MAX_BYTES)

    def said(self, tagged: str, voice: str) -> Samples:
        """Return 16 kHz speech. A text that the library does not return from raises InvalidInput."""
        child = self.children.take()
        healthy = False
        try:
            child.ask(tagged.encode(), {"voice": voice, "cpu_seconds": self._cpu_seconds})
            count = int(child.line(WALL_SECONDS)["samples"])
            if not 0 <= count <= MOST_SAMPLES:
                raise ValueError("speech of impossible length")
            samples = np.empty(count, np.int16)
            child.fill(samples.view(np.uint8).data, WALL_SECONDS)
            healthy = True
            return samples
        except LOST as problem:
            raise InvalidInput("This voice cannot say this text.") from problem
        finally:
            self.children.give_back(child, healthy=healthy)


# ── In the child ──────────────────────────────────────────────────────────────────────────────────


def _speech(request: Json, data: bytes) -> Answers:
    from py_nanotts import NanoTTS

    _end_after(request["cpu_seconds"])
    sound = NanoTTS().speak(data.decode(), voice=request["voice"])
    _end_after(0)
    yield {"samples": len(sound) // 2}, sound


def _end_after(cpu_seconds: float) -> None:
    """Have the system end this process after so much work, also inside the library; 0 takes that back."""
    if hasattr(signal, "setitimer"):  # not on Windows, where the parent ends it
        signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


if __name__ == "__main__":
    serve(_speech, SpeechFailed())
