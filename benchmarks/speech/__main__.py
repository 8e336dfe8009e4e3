"""Measure Lector's speech beside its peers, and write docs/benchmarks.md's section on speaking.

    python -m benchmarks.speech [--voice NAME]... [--mistakes] [--as-heard] [--report]

The first run makes its own environment in .lector/bench (500 MB) with the recogniser; espeak-ng and flite are taken
where the system has them (`apt-get install espeak-ng flite`). What was measured is kept there, and is not done
again unless the folder .lector/bench/speech is deleted. Reading back takes some seconds a sentence.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict

from benchmarks.speech import report
from benchmarks.speech.cost import measured
from benchmarks.speech.environment import FOLDER, set_up
from benchmarks.speech.intelligibility import STATE, measure, mistakes
from benchmarks.speech.marks import MarkError
from benchmarks.speech.marks import measure as measure_marks
from benchmarks.speech.voices import voices

MARKS = FOLDER / "speech" / "marks.json"
COSTS = FOLDER / "speech" / "costs.json"


def main() -> None:
    """Measure all, print the tables; with --report, write them into the docs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.speech", description=__doc__)
    parser.add_argument("--voice", action="append", default=[], help="measure this voice's word errors alone")
    parser.add_argument("--mistakes", action="store_true", help="print what was read back otherwise than said")
    parser.add_argument("--as-heard", action="store_true", help="measure nothing more; show what there is")
    parser.add_argument("--report", action="store_true", help="write the tables into docs/benchmarks.md")
    options = parser.parse_args()
    set_up()
    STATE.mkdir(parents=True, exist_ok=True)
    scores = measure(options.voice, finish=not options.as_heard)
    if options.mistakes:
        for language, voice in dict.fromkeys((score.language, score.voice) for score in scores):
            print(f"── {language} {voice}", *mistakes(language, voice), sep="\n")
    if options.voice:
        for score in scores:
            print(f"{score.language} {score.voice} {score.kind}: {score.rate:.2f} % of {score.words} words")
        return
    text = report.section(scores, _costs(finish=not options.as_heard), _mark_errors())
    print(text)
    if options.report:
        report.write(text)


def _costs(finish: bool) -> report.Costs:
    """Measure what an earlier run has not; with `finish` off, nothing more."""
    costs: report.Costs = json.loads(COSTS.read_text(encoding="utf-8")) if COSTS.exists() else {}
    wanted = [("page", language, voice) for language in ("en", "es") for voice in voices(language)]
    wanted += [(what, language) for what in ("first", "long") for language in ("en", "es")]
    for what in wanted if finish else ():
        if " ".join(what) not in costs:
            costs[" ".join(what)] = measured(*what)
            COSTS.write_text(json.dumps(costs, indent=1), encoding="utf-8")
    return costs


def _mark_errors() -> list[MarkError]:
    """Measure them where an earlier run has not."""
    if not MARKS.exists():
        MARKS.write_text(json.dumps([asdict(error) for error in measure_marks()], indent=1), encoding="utf-8")
    return [MarkError(**error) for error in json.loads(MARKS.read_text(encoding="utf-8"))]


if __name__ == "__main__":
    main()
