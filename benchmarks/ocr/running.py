"""Runs contestants in processes of their own, and keeps every reading at once: a run that was cut off goes on."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.ocr.contestants import Contestant
from chalicelib.domain.page import Word

ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".lector" / "bench"
"""Made pages and readings, and RapidOCR's environment; not in the repository."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one contestant made of one image.

    Attributes:
        image: file name.
        words: in its reading order.
        cpu, wall: seconds.
        peak_mb: highest memory of its process until then, MB.
        error: what went wrong; "" where nothing did.
    """

    image: str
    words: tuple[Word, ...]
    cpu: float
    wall: float
    peak_mb: float
    error: str


def run(contestant: Contestant, name: str, images: Sequence[Path], fresh: bool = False) -> Iterator[Reading]:
    """Yield a reading for each image that has none yet; they are kept under the set's `name`.

    The contestant rests until the next reading is asked for, so that several can read in turns.

    Raises:
        RuntimeError: the contestant's process did not end well; what it read before is kept.
        CalledProcessError: its environment cannot be made.
    """
    kept = _file(contestant.name, name)
    kept.parent.mkdir(parents=True, exist_ok=True)
    if fresh:
        kept.unlink(missing_ok=True)
    done = {reading.image for reading in readings(contestant.name, name)}
    left = [image for image in spread(images, contestant.sample) if image.name not in done]
    if not left:
        return
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **dict(contestant.variables)}
    command = [str(python_for(contestant)), "-m", "benchmarks.ocr.worker", contestant.name]
    with (
        subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as worker,
        kept.open("a", encoding="utf-8") as file,
    ):
        assert worker.stdin is not None and worker.stdout is not None  # noqa: S101 - both are pipes, for mypy
        for image in left:
            with suppress(BrokenPipeError):  # it has ended: there is nothing to read, and its return code tells why
                worker.stdin.write(f"{image}\n")
                worker.stdin.flush()
            for line in worker.stdout:
                file.write(line)
                file.flush()
                told = json.loads(line)
                if "image" in told:
                    yield _reading(told)
                    break
    if worker.returncode:
        raise RuntimeError(f"its process ended with {worker.returncode}")


def readings(contestant: str, name: str) -> list[Reading]:
    """Return what is kept of a contestant on a set."""
    return [_reading(told) for told in _kept(contestant, name) if "image" in told]


def load_times(contestant: str, name: str) -> list[tuple[float, float]]:
    """Return (CPU, wall) seconds of each time the contestant was imported and loaded."""
    return [(told["load_cpu"], told["load_wall"]) for told in _kept(contestant, name) if "load_cpu" in told]


def spread(images: Sequence[Path], sample: int) -> list[Path]:
    """Return `sample` of the images, evenly spread; all of them for 0."""
    if not sample or sample >= len(images):
        return list(images)
    return [images[i * len(images) // sample] for i in range(sample)]


def python_for(contestant: Contestant) -> Path:
    """Return the interpreter of the contestant's environment, which is made where it is missing.

    Raises:
        CalledProcessError: it cannot be made.
    """
    if not contestant.environment:
        return Path(sys.executable)
    home = ROOT / ".lector" / contestant.environment
    python = home / "bin" / "python"
    if not (home / ".ready").exists():
        for command in _commands(contestant.requirements, home):
            subprocess.run(command, cwd=ROOT, check=True)
        (home / ".ready").touch()
    return python


def _commands(requirements: str, home: Path) -> list[list[str]]:
    if requirements.endswith(".sh"):
        return [[str(ROOT / requirements)]]
    pip = [str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", "-r", requirements]
    return [[sys.executable, "-m", "venv", str(home)], pip]


def _file(contestant: str, name: str) -> Path:
    return KEPT / "ocr" / contestant.replace(":", "-") / f"{name}.jsonl"


def _kept(contestant: str, name: str) -> list[dict[str, Any]]:
    """Return the lines kept; a last line that a cut left half written is dropped."""
    file = _file(contestant, name)
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    told = []
    for line in lines:
        try:
            told.append(json.loads(line))
        except ValueError:
            continue
    return told


def _reading(told: dict[str, Any]) -> Reading:
    words = tuple(
        Word(text, confidence, tuple((x, y) for x, y in quad))  # type: ignore[arg-type]
        for text, confidence, quad in told["words"]
    )
    return Reading(told["image"], words, told["cpu"], told["wall"], told["peak_mb"], told.get("error", ""))
