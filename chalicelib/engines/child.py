"""Child processes for parsers: what a hostile file does to a parser, it does to a process that can be lost.

    parent                              child (`python -m MODULE`)
      {"size", …} and the bytes ─►
                                       ◄─ messages, and after each the bytes that it announces
                                       ◄─ {"error"} where the file cannot be read

Each message is one line of JSON, so nothing that the child says is ever executed. The child may take only so much
memory and, for each message, so much time; then it is killed, and another one takes the next file. A child serves many
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
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from chalicelib.errors import LectorError
from chalicelib.ports import Json

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).parents[2]
MAX_LINE = 8 << 20
"""Bytes of one message without what it announces: a page's text layer is the longest."""
IDLE_CHILDREN = 2
PIPE_BYTES = 1 << 20

LOST = (OSError, TimeoutError, ValueError, KeyError, TypeError)
"""What the parent meets where a child was killed, takes too long or talks nonsense."""


class Children:
    """The children that run one module with a limit of memory."""

    def __init__(self, module: str, max_bytes: int) -> None:
        """Args: the module, whose main program calls `serve`; memory (address space) of a child, bytes."""
        self._module = module
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self.idle: list[Child] = []
        atexit.register(self.close)

    def take(self) -> Child:
        """Return one that waits for work, or a new one."""
        with self._lock:
            while self.idle:
                child = self.idle.pop()
                if child.alive:
                    return child
                child.end()
        return Child(self._module, self._max_bytes)

    def give_back(self, child: Child, *, healthy: bool) -> None:
        """Let it take another file if it has answered all of the last one; end it if not."""
        with self._lock:
            if healthy and child.alive and len(self.idle) < IDLE_CHILDREN:
                self.idle.append(child)
                return
        child.end()

    def close(self) -> None:
        """End those that wait for work."""
        with self._lock:
            while self.idle:
                self.idle.pop().end()


class Child:
    """One child process and the pipes to it."""

    def __init__(self, module: str, max_bytes: int) -> None:
        """Args: as of Children."""
        self.process = subprocess.Popen(  # noqa: S603  # our own module
            [sys.executable, "-m", module, str(max_bytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
        )
        if fcntl and self.process.stdout and hasattr(fcntl, "F_SETPIPE_SZ"):
            # A page's pixels cross in a few steps in place of one for each 64 KB.
            with suppress(OSError):
                fcntl.fcntl(self.process.stdout, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        self._buffer = bytearray()

    @property
    def alive(self) -> bool:
        """True while the process runs."""
        return self.process.poll() is None

    def ask(self, data: bytes, request: Json) -> None:
        """Send a file and what is wanted of it."""
        assert self.process.stdin  # noqa: S101  # a pipe, for mypy
        self.process.stdin.write(json.dumps({"size": len(data), **request}).encode() + b"\n" + data)
        self.process.stdin.flush()

    def line(self, seconds: int) -> Json:
        """Return the next message. Raise one of LOST."""
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

    def fill(self, view: memoryview, seconds: int) -> None:
        """Read the bytes that follow a message into `view`, all of it. Raise one of LOST."""
        filled = min(len(self._buffer), len(view))
        view[:filled] = self._buffer[:filled]
        del self._buffer[:filled]
        deadline = time.monotonic() + seconds
        while filled < len(view):
            piece = self._read(min(1 << 20, len(view) - filled), deadline)
            view[filled : filled + len(piece)] = piece
            filled += len(piece)

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.process.stdout  # noqa: S101  # a pipe, for mypy
        descriptor = self.process.stdout.fileno()
        if not select.select([descriptor], [], [], max(0.0, deadline - time.monotonic()))[0]:
            raise TimeoutError("it takes too long")
        piece = os.read(descriptor, size)
        if not piece:
            raise OSError("it has ended")
        return piece

    def end(self) -> None:
        """Kill it and forget its pipes."""
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was still to be sent goes with the process


# ── In the child ──────────────────────────────────────────────────────────────────────────────────

Answers = Iterator[tuple[Json, memoryview | bytes]]


def serve(work: Callable[[Json, bytes], Answers]) -> None:
    """Limit this process, then work on file after file until the parent goes, or the memory does not suffice.

    Args:
        work: (request, bytes) → messages with what they announce; LectorErrors become the last message.
    """
    _limit(int(sys.argv[1]))
    requests, answers = sys.stdin.buffer, sys.stdout.buffer

    def write(message: Json, announced: memoryview | bytes = b"") -> None:
        answers.write(json.dumps(message).encode() + b"\n")
        answers.write(announced)
        answers.flush()

    while line := requests.readline():
        request: dict[str, Any] = json.loads(line)
        data = requests.read(request["size"])
        try:
            for message, announced in work(request, data):
                write(message, announced)
        except LectorError as error:
            write({"error": error.as_json()})


def _limit(max_bytes: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (max_bytes, max_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
