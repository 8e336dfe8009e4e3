"""Decoding in a child process: what a hostile file does to the decoder, it does to a process that can be lost.

    parent                              child (`python -m chalicelib.engines.isolation`)
      {"size", "limits"} and the bytes ─►
                                       ◄─ for each page {"shape", "pages", "text_layer"} and its pixels
                                       ◄─ {"error"} where it cannot be read

Each message is one line of JSON, so nothing that the child says is ever executed. The child may take only so much
memory and, for each page, so much time; then it is killed, and another one takes the next file. A child serves many
files, because starting one costs more than most files do.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import IO, Any

import numpy as np

from chalicelib.domain.page import Word
from chalicelib.errors import LectorError, UnreadableImage, error_from_json
from chalicelib.ports import Scan

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).parents[2]
MAX_LINE = 8 << 20
"""Bytes of one message without pixels: a page's text layer is the longest."""
IDLE_CHILDREN = 2
PIPE_BYTES = 1 << 20
TOO_MUCH = "This file takes too much memory or time to open. It may be damaged; try to save it again."


@cache
def isolated_decoder(max_pixels: int, max_pages: int, max_bytes: int, seconds: int) -> IsolatedDecoder:
    """Return the one decoder with these limits; all who ask share its children."""
    return IsolatedDecoder(max_pixels, max_pages, max_bytes=max_bytes, seconds=seconds)


class IsolatedDecoder:
    """A Decoder whose work is done by FileDecoder in a child process with limits."""

    def __init__(self, max_pixels: int, max_pages: int, *, max_bytes: int, seconds: int) -> None:
        """Args: what a page and a file may have; memory of the child, bytes; time for one page, s."""
        self._limits = {"max_pixels": max_pixels, "max_pages": max_pages}
        self._max_bytes = max_bytes
        self._seconds = seconds
        self._idle: list[_Child] = []
        self._lock = threading.Lock()
        atexit.register(self.close)

    def decode(self, data: bytes) -> Iterator[Scan]:
        """Yield the pages, one at a time. Raise InvalidInput's subclasses, UnreadableImage where a limit is hit."""
        child = self._take()
        healthy = False
        try:
            child.ask(data, self._limits)
            while True:
                answer = child.line(self._seconds)
                if "error" in answer:
                    healthy = True
                    raise error_from_json(answer["error"])
                height, width, last = int(answer["height"]), int(answer["width"]), bool(answer["last"])
                if not 0 < height * width <= self._limits["max_pixels"]:
                    raise ValueError("a page of impossible size")
                image = child.pixels(height, width, self._seconds)
                healthy = last
                yield Scan(image, answer["pages"], _runs(answer["text_layer"]))
                if last:
                    return
        except (OSError, TimeoutError, ValueError, KeyError, TypeError) as error:
            raise UnreadableImage(TOO_MUCH) from error
        finally:
            self._give_back(child, healthy)

    def close(self) -> None:
        """End the children that wait for work."""
        with self._lock:
            while self._idle:
                self._idle.pop().end()

    def _take(self) -> _Child:
        with self._lock:
            while self._idle:
                child = self._idle.pop()
                if child.alive:
                    return child
                child.end()
        return _Child(self._max_bytes)

    def _give_back(self, child: _Child, healthy: bool) -> None:
        with self._lock:
            if healthy and child.alive and len(self._idle) < IDLE_CHILDREN:
                self._idle.append(child)
                return
        child.end()


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, max_bytes: int) -> None:
        command = [sys.executable, "-m", "chalicelib.engines.isolation", str(max_bytes)]
        self._process = subprocess.Popen(  # noqa: S603  # our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=ROOT
        )
        if fcntl and self._process.stdout and hasattr(fcntl, "F_SETPIPE_SZ"):
            # A page's pixels cross in a few steps in place of one for each 64 KB.
            with suppress(OSError):
                fcntl.fcntl(self._process.stdout, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._buffer = bytearray()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, data: bytes, limits: dict[str, int]) -> None:
        """Send a file."""
        assert self._process.stdin  # noqa: S101  # a pipe, for mypy
        self._process.stdin.write(json.dumps({"size": len(data), **limits}).encode() + b"\n" + data)
        self._process.stdin.flush()

    def line(self, seconds: int) -> dict[str, Any]:
        """Return the next message. Raise TimeoutError, EOFError's kin (OSError) or ValueError."""
        deadline = time.monotonic() + seconds
        while b"\n" not in self._buffer:
            if len(self._buffer) > MAX_LINE:
                raise ValueError("no end of line")
            self._buffer += self._read(1 << 16, deadline)
        line, _, rest = bytes(self._buffer).partition(b"\n")
        self._buffer = bytearray(rest)
        answer = json.loads(line)
        if not isinstance(answer, dict):
            raise TypeError("not an object")
        return answer

    def pixels(self, height: int, width: int, seconds: int) -> np.ndarray[Any, np.dtype[np.uint8]]:
        """Return the pixels that follow a message, shape (height, width, 3)."""
        image = np.empty((height, width, 3), np.uint8)
        view = image.reshape(-1).data
        filled = min(len(self._buffer), len(view))
        view[:filled] = self._buffer[:filled]
        del self._buffer[:filled]
        deadline = time.monotonic() + seconds
        while filled < len(view):
            piece = self._read(min(1 << 20, len(view) - filled), deadline)
            view[filled : filled + len(piece)] = piece
            filled += len(piece)
        return image

    def _read(self, size: int, deadline: float) -> bytes:
        assert self._process.stdout  # noqa: S101  # a pipe, for mypy
        descriptor = self._process.stdout.fileno()
        if not select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError("the decoder takes too long")
        piece = os.read(descriptor, size)
        if not piece:
            raise OSError("the decoder has ended")
        return piece

    def end(self) -> None:
        """Kill it and forget its pipes."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be sent goes with the process


def _runs(layer: list[list[dict[str, Any]]] | None) -> list[tuple[Word, ...]] | None:
    if layer is None:
        return None
    return [tuple(Word(w["text"], w["confidence"], tuple(map(tuple, w["quad"]))) for w in run) for run in layer]  # type: ignore[arg-type]


# ── The child ─────────────────────────────────────────────────────────────────────────────────────


def serve(requests: IO[bytes], answers: IO[bytes]) -> None:
    """Decode file after file until the parent goes."""
    from chalicelib.engines.decoder import FileDecoder

    while line := requests.readline():
        request = json.loads(line)
        data = requests.read(request["size"])
        last = False
        try:
            for number, scan in enumerate(FileDecoder(request["max_pixels"], request["max_pages"]).decode(data), 1):
                last = number >= scan.pages
                _answer(answers, scan, last=last)
            if not last:
                _write(answers, {"error": UnreadableImage().as_json()})
        except LectorError as error:
            _write(answers, {"error": error.as_json()})
        except MemoryError:
            _write(answers, {"error": UnreadableImage(TOO_MUCH).as_json()})


def _answer(answers: IO[bytes], scan: Scan, *, last: bool) -> None:
    height, width = scan.image.shape[:2]
    layer = None
    if scan.text_layer is not None:
        layer = [[{"text": w.text, "confidence": w.confidence, "quad": w.quad} for w in run] for run in scan.text_layer]
    message = {"height": height, "width": width, "pages": scan.pages, "text_layer": layer, "last": last}
    _write(answers, message, np.ascontiguousarray(scan.image).reshape(-1).data)


def _write(answers: IO[bytes], message: dict[str, Any], pixels: memoryview | bytes = b"") -> None:
    answers.write(json.dumps(message).encode() + b"\n")
    answers.write(pixels)
    answers.flush()


def main() -> None:
    """Limit this process, then serve."""
    try:
        import resource
    except ImportError:  # Windows has no such limits
        pass
    else:
        most = int(sys.argv[1])
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)


if __name__ == "__main__":
    main()
