"""Measure the reading engines side by side, and write docs/benchmarks.md's section on reading.

    python -m benchmarks.ocr [--engine NAME]... [--set NAME]... [--limit N] [--fresh] [--report]

Readings are kept as they come (.lector/bench/ocr): what was read is not read again unless --fresh is given.
LECTOR_DATA names the folder with the images (default ../shared/data).
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from benchmarks.ocr import report
from benchmarks.ocr.contestants import CONTESTANTS, contestant
from benchmarks.ocr.running import ROOT, run
from benchmarks.ocr.scoring import score
from benchmarks.ocr.sets import MEASURES, samples


def main() -> None:
    """Run what is asked for, then print the table; with --report, write it into the docs."""
    arguments = _parser().parse_args()
    data = Path(os.environ.get("LECTOR_DATA", ROOT.parent / "shared" / "data")) / "ocr"
    if not data.is_dir():
        sys.exit(f"The images are not here: {data}. Set LECTOR_DATA to the folder that holds ocr/.")
    for name in arguments.set or MEASURES:
        known = list(samples(data / name))
        images = [sample.image for sample in known][: arguments.limit]
        truths = {sample.image.name: sample.truth for sample in known}
        for engine in arguments.engine or [each.name for each in CONTESTANTS]:
            for reading in run(contestant(engine), name, images, fresh=arguments.fresh):
                result = score(truths[reading.image], reading.words)
                print(
                    f"{engine} {name}/{reading.image}: {reading.cpu:.2f} s CPU, {len(reading.words)} words, "
                    f"raw {result.raw.f1:.3f} folded {result.folded.f1:.3f} bag {result.bag.f1:.3f} "
                    f"CER {result.cer:.4f} {reading.error}",
                    file=sys.stderr,
                )
    print(report.table(data))
    if arguments.report:
        report.write(data)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ocr", description=__doc__.split("\n")[0])
    parser.add_argument("--engine", action="append", choices=[each.name for each in CONTESTANTS])
    parser.add_argument("--set", action="append", choices=list(MEASURES))
    parser.add_argument("--limit", type=int, help="read only the first so many images of each set")
    parser.add_argument("--fresh", action="store_true", help="forget what was read before")
    parser.add_argument("--report", action="store_true", help="write docs/benchmarks.md")
    return parser


if __name__ == "__main__":
    main()
