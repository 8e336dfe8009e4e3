"""Ties a child process to its parent: when the parent goes, however it goes, so does the child."""

from __future__ import annotations

import os
import signal
import sys
import threading


def follow_parent() -> None:
    """End this process once standard input closes. Ctrl-C is left to the parent, which then ends its children."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    threading.Thread(target=_wait, daemon=True).start()


def _wait() -> None:
    # Not through sys.stdin, whose lock a thread that waits would keep while the process ends with an error.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os._exit(0)
