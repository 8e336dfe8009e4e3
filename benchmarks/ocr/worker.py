"""One engine in a process of its own: paths come in on stdin, one reading a line goes out as JSON.

    {"image", "cpu", "wall", "peak_mb", "words": [[text, confidence, quad], …]} or {"image", …, "error"}

CPU seconds are those of the process and its children, user and system; peak memory is the highest so far.
The first line is {"load_cpu", "load_wall"}.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage

from benchmarks.ocr.contestants import contestant


def main() -> None:
    """Read the images named on stdin with the engine named in the arguments."""
    out = sys.stdout
    sys.stdout = sys.stderr  # libraries print what they like; readings stay alone on stdout
    start = _spent(), time.perf_counter()
    read = contestant(sys.argv[1]).load()
    _say(out, {"load_cpu": _spent() - start[0], "load_wall": time.perf_counter() - start[1]})
    for line in sys.stdin:
        file = Path(line.rstrip("\n"))
        start = _spent(), time.perf_counter()
        told: dict[str, object]
        try:
            told = {"words": [[word.text, round(word.confidence, 4), word.quad] for word in read(file)]}
        except Exception as error:  # whatever a peer does to one image, the others are still read
            told = {"words": [], "error": f"{type(error).__name__}: {error}"}
        spent = {"cpu": _spent() - start[0], "wall": time.perf_counter() - start[1], "peak_mb": _peak_mb()}
        _say(out, {"image": file.name, **spent, **told})


def _spent() -> float:
    own, children = getrusage(RUSAGE_SELF), getrusage(RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + children.ru_utime + children.ru_stime


def _peak_mb() -> float:
    """Return MB (10⁶ bytes): the highest of the process itself or of one child."""
    return max(getrusage(RUSAGE_SELF).ru_maxrss, getrusage(RUSAGE_CHILDREN).ru_maxrss) * 1024 / 1e6


def _say(out: object, told: dict[str, object]) -> None:
    print(json.dumps(told), file=out, flush=True)  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
