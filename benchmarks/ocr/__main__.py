"""Measure the reading engines side by side, and write docs/benchmarks.md's section on reading.

    python -m benchmarks.ocr [--engine NAME]... [--set NAME]... [--limit N] [--fresh] [--only-read] [--report]

Readings are kept as they come (.lector/bench/ocr): what was read is not read again unless --fresh is given.
LECTOR_DATA names the folder with the images (default ../shared/data).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from subprocess import CalledProcessError

from benchmarks.ocr import made, report
from benchmarks.ocr.contestants import CONTESTANTS, contestant
from benchmarks.ocr.results import MADE
from benchmarks.ocr.running import KEPT, run
from benchmarks.ocr.scoring import score
from benchmarks.ocr.sets import MEASURES, data_folder, samples


def main() -> None:
    """Run what is asked for, then print the tables; with --report, write them into the docs."""
    arguments = _parser().parse_args()
    data = data_folder()
    if not data.is_dir():
        sys.exit(f"The images are not here: {data}. Set LECTOR_DATA to the folder that holds ocr/.")
    engines = [] if arguments.engine == ["none"] else arguments.engine or [each.name for each in CONTESTANTS]
    for engine in engines:
        try:
            for name in arguments.set or [*MEASURES, *MADE]:
                if name in MADE:
                    _time(engine, name, arguments.fresh)
                else:
                    _read(engine, data / name, arguments.limit, arguments.fresh)
        except (RuntimeError, OSError, CalledProcessError) as error:  # not installed, or its weights are out of reach
            print(f"{engine} is left out: {error}", file=sys.stderr)
    if not arguments.only_read:
        print(report.tables(data))
    if arguments.report:
        report.write(data)


def _read(engine: str, folder: Path, limit: int | None, fresh: bool) -> None:
    known = list(samples(folder))
    truths = {sample.image.name: sample.truth for sample in known}
    for reading in run(contestant(engine), folder.name, [sample.image for sample in known][:limit], fresh):
        result = score(truths[reading.image], reading.words)
        print(
            f"{engine} {folder.name}/{reading.image}: {reading.cpu:.2f} s CPU, {len(reading.words)} words, "
            f"raw {result.raw.f1:.3f} folded {result.folded.f1:.3f} bag {result.bag.f1:.3f} "
            f"CER {result.cer:.4f} {reading.error}",
            file=sys.stderr,
        )


def _time(engine: str, name: str, fresh: bool) -> None:
    if contestant(engine).sample:
        return  # too slow to show how it grows
    pages = made.megapixel_pages if name == "made_megapixels" else made.word_pages
    for reading in run(contestant(engine), name, pages(KEPT / "made"), fresh):
        print(f"{engine} {name}/{reading.image}: {reading.cpu:.2f} s CPU, {len(reading.words)} words", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ocr", description=__doc__.split("\n")[0])
    parser.add_argument("--engine", action="append", choices=[*(each.name for each in CONTESTANTS), "none"])
    parser.add_argument("--set", action="append", choices=[*MEASURES, *MADE])
    parser.add_argument("--limit", type=int, help="read only the first so many images of each set")
    parser.add_argument("--fresh", action="store_true", help="forget what was read before")
    parser.add_argument("--only-read", action="store_true", help="keep the readings, print no tables")
    parser.add_argument("--report", action="store_true", help="write docs/benchmarks.md")
    return parser


if __name__ == "__main__":
    main()
