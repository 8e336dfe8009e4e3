"""Measure the reading engines side by side, and write docs/benchmarks.md's section on reading.

    python -m benchmarks.ocr [--engine NAME]... [--set NAME]... [--limit N] [--fresh] [--only-read] [--report]

Readings are kept as they come (.lector/bench/ocr): what was read is not read again unless --fresh is given.
LECTOR_DATA names the folder with the images (default ../shared/data).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
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
    left_out: set[str] = set()
    for name in arguments.set or [*MEASURES, *MADE]:
        asked = [engine for engine in engines if engine not in left_out]
        if name in MADE:
            turns = {engine: _time(engine, name, arguments.fresh) for engine in asked}
        else:
            turns = {engine: _read(engine, data / name, arguments.limit, arguments.fresh) for engine in asked}
        left_out |= _in_turns(turns)
    if not arguments.only_read:
        print(report.tables(data))
    if arguments.report:
        report.write(data)


def _in_turns(turns: dict[str, Iterator[str]]) -> set[str]:
    """Let each engine read one image after the others' one; say what was read; return the engines that failed.

    A machine's speed changes within minutes, by a third where others share it: so it changes for all alike.
    """
    failed = set()
    while turns:
        for engine, told in list(turns.items()):
            try:
                print(next(told), file=sys.stderr)
            except StopIteration:
                del turns[engine]
            except (RuntimeError, OSError, CalledProcessError) as error:  # not installed, or its weights out of reach
                print(f"{engine} is left out: {error}", file=sys.stderr)
                failed.add(engine)
                del turns[engine]
    return failed


def _read(engine: str, folder: Path, limit: int | None, fresh: bool) -> Iterator[str]:
    known = list(samples(folder))
    truths = {sample.image.name: sample.truth for sample in known}
    for reading in run(contestant(engine), folder.name, [sample.image for sample in known][:limit], fresh):
        result = score(truths[reading.image], reading.words)
        yield (
            f"{engine} {folder.name}/{reading.image}: {reading.cpu:.2f} s CPU, {len(reading.words)} words, "
            f"raw {result.raw.f1:.3f} folded {result.folded.f1:.3f} bag {result.bag.f1:.3f} "
            f"CER {result.cer:.4f} {reading.error}"
        )


def _time(engine: str, name: str, fresh: bool) -> Iterator[str]:
    if contestant(engine).sample:
        return  # too slow to show how it grows
    pages = made.megapixel_pages if name == "made_megapixels" else made.word_pages
    for reading in run(contestant(engine), name, pages(KEPT / "made"), fresh):
        yield f"{engine} {name}/{reading.image}: {reading.cpu:.2f} s CPU, {len(reading.words)} words"


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
