"""NanoTTS in a child process with limits (see child.py): a text that it never returns from costs seconds, no more.

The child takes {"voice", "cpu_seconds"} and the text with its tags. It answers {"samples"}, how many, and the samples.
It ends itself when a text takes too much of the processor's time, so that none is left running if this process is gone
by then.

The library reads memory that it has not set. Where that holds what an earlier text left, two renderings of one text
differ, and the times of its words come from comparing two. So the child has the system hand out fresh memory, which is
zero, for each text.
"""

from __future__ import annotations

import ctypes
import signal
import sys
import threading

import numpy as np

from chalicelib.engines.child import LOST, Answers, Children, serve
from chalicelib.errors import InvalidInput
from chalicelib.ports import Json, Samples

MAX_BYTES = 512 << 20
"""Address space of the child; it uses a tenth."""
CPU_SECONDS = 3.0
"""For one text. A usual sentence takes 0.05, the longest possible one some 0.5."""
WALL_SECONDS = 60
"""Until an answer must be there, on however busy a machine."""
MOST_SAMPLES = 16_000 * 600
_M_MMAP_THRESHOLD = -3
_FRESH_FROM = 128 << 10
"""Bytes. An allocation as large is mapped anew; glibc raises this by itself unless it is set (man 3 mallopt)."""


def nanotts() -> IsolatedNanotts | Nanotts:
    """Return what asks the library. Windows cannot wait for a pipe with a time limit; there it runs in this process."""
    return Nanotts() if sys.platform == "win32" else IsolatedNanotts()


class Nanotts:
    """Asks the library in this process, one text after the other."""

    def __init__(self) -> None:
        """Load nothing: the library opens its voice anew for each text."""
        self._one_at_a_time = threading.Lock()

    def said(self, tagged: str, voice: str) -> Samples:
        """Return 16 kHz speech."""
        from py_nanotts import NanoTTS

        with self._one_at_a_time:
            return np.frombuffer(NanoTTS().speak(tagged, voice=voice), np.int16)


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
    _end_after(request["cpu_seconds"])
    samples = Nanotts().said(data.decode(), request["voice"])
    _end_after(0)
    yield {"samples": len(samples)}, samples.tobytes()


def _end_after(cpu_seconds: float) -> None:
    """Have the system end this process after so much work, also inside the library; 0 takes that back."""
    signal.setitimer(signal.ITIMER_PROF, cpu_seconds)


def _map_large_allocations_anew() -> None:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt:  # not on macOS
        mallopt(_M_MMAP_THRESHOLD, _FRESH_FROM)


if __name__ == "__main__":
    _map_large_allocations_anew()
    serve(_speech)
