"""Scores the digit reader and writes the section of docs/benchmarks.md: `python -m benchmarks.digits [--quick]`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.digits import strangers
from benchmarks.digits.canvases import canvas
from benchmarks.digits.report import write
from benchmarks.digits.running import on_paper, photographed, refused, run, together
from benchmarks.digits.scores import calibration_error, confusion
from benchmarks.digits.sheets import LOOKS
from chalicelib.engines.digits import OnnxDigits
from training.digits.mnist import load

COLD = """
import time, resource
began = time.perf_counter()
import numpy as np
from chalicelib.engines.digits import OnnxDigits
image = np.full((64, 64, 3), 255, np.uint8)
image[10:54, 30:34] = 0
OnnxDigits().read(image)
used = resource.getrusage(resource.RUSAGE_SELF)
print((used.ru_utime + used.ru_stime) * 1000)
"""

ROUNDS = 8
"""Times each set of pictures is read to take the time."""


def main() -> int:
    """Run all, print the section, write it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="every tenth example; writes nothing")
    parser.add_argument("--workers", type=int, default=2, help="processes for the made photographs")
    options = parser.parse_args()
    quick = options.quick
    data = Path(os.environ.get("LECTOR_DATA", "../shared/data"))
    if not (data / "digits" / "mnist").is_dir():
        print(f"No folder {data / 'digits' / 'mnist'}: set LECTOR_DATA.", file=sys.stderr)
        return 1
    cv2.setNumThreads(1)
    step = 10 if quick else 1
    images, labels = (part[::step] for part in load(data / "digits" / "mnist", "t10k"))
    reader = OnnxDigits()
    t10k = run(reader, (np.repeat(image[..., None], 3, axis=2) for image in images), labels)
    with get_context("spawn").Pool(options.workers) as team:
        share = partial(photographed, images, labels, count=250)
        canvases = together(team.map(share, range(0, len(images), 250), chunksize=1))
        paper = team.map(partial(on_paper, images, labels, count=300 // step), LOOKS, chunksize=1)
    rng = np.random.default_rng(7)
    drawn = list(strangers.letters(rng, 2 if quick else 20))
    groups = {
        "letters but O o I l": [picture for letter, picture in drawn if letter not in strangers.TWINS],
        "the letters O o I l": [picture for letter, picture in drawn if letter in strangers.TWINS],
        "blank sheets": strangers.blanks(rng, 200 // step),
        "scribbles and drawings": strangers.scribbles(rng, 500 // step),
        "two digits": strangers.pairs(images, rng, 1000 // step),
        "street photographs": strangers.photographs(data),
    }
    figures = {
        "t10k": t10k,
        "canvases": canvases,
        "paper": dict(zip(LOOKS, paper, strict=True)),
        "calibration": calibration_error(t10k.confidence, t10k.likeliest == t10k.truth),
        "canvas_calibration": calibration_error(canvases.confidence, canvases.likeliest == canvases.truth),
        "refused": {name: refused(reader, pictures) for name, pictures in groups.items()},
        "cold": float(subprocess.run([sys.executable, "-c", COLD], check=True, capture_output=True).stdout),
        "warm": _warm(reader, images),
        "confusion": confusion(t10k.truth, t10k.read),
    }
    print(write(figures, images, Path("docs"), dry=quick))
    return 0


def _warm(reader: OnnxDigits, images: NDArray[np.uint8]) -> dict[str, float]:
    """Return milliseconds of CPU a digit: for MNIST's own size, and for a canvas of 400 pixels.

    The least of ROUNDS: what else the machine does only adds to it.
    """
    rng = np.random.default_rng(1)
    small = [np.repeat(image[..., None], 3, axis=2) for image in images[:100]]
    large = [cv2.resize(canvas(image, rng), (400, 400)) for image in images[:100]]
    times = {}
    for name, pictures in (("28 × 28", small), ("400 × 400", large)):
        rounds = []
        for _ in range(ROUNDS):
            began = time.process_time()
            run(reader, pictures, np.zeros(0))
            rounds.append((time.process_time() - began) * 1000 / len(pictures))
        times[name] = min(rounds)
    return times


if __name__ == "__main__":
    sys.exit(main())
