"""The figures as tables, and their place in docs/benchmarks.md."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Sequence
from datetime import date

from benchmarks.speech.environment import ROOT
from benchmarks.speech.intelligibility import KINDS, Score
from benchmarks.speech.marks import MarkError

PAGE = ROOT / "docs" / "benchmarks.md"
_BEGIN = "<!-- speaking: begin, written by python -m benchmarks.speech --report -->"
_END = "<!-- speaking: end -->"
_LANGUAGES = {"en": "English", "es": "Spanish"}
_TARGETS = {"en": "≤ 2 %", "es": "≤ 3 %"}

Costs = dict[str, dict[str, float]]
"""What was measured ("page en lector hibari", "first es", …) → figures."""


def section(scores: Sequence[Score], costs: Costs, errors: Sequence[MarkError]) -> str:
    """Return the section on speaking."""
    return "\n".join(
        [
            "## Speaking",
            "",
            f"Written by `make bench-speech` on {date.today()}: {platform.system()}, {platform.machine()}, "
            f"Python {platform.python_version()}, one thread each.",
            "",
            *_intelligibility(scores),
            "",
            *_cost(costs),
            "",
            *_marks(errors),
        ]
    )


def write(text: str) -> None:
    """Put the section between its markers, at the page's end where there are none yet."""
    page = PAGE.read_text(encoding="utf-8") if PAGE.exists() else "# Benchmarks\n"
    block = f"{_BEGIN}\n\n{text}\n\n{_END}"
    pattern = re.compile(re.escape(_BEGIN) + ".*" + re.escape(_END), re.DOTALL)
    page = pattern.sub(lambda _: block, page) if pattern.search(page) else f"{page.rstrip()}\n\n{block}\n"
    PAGE.write_text(page, encoding="utf-8")


def _intelligibility(scores: Sequence[Score]) -> Iterator[str]:
    yield "Word error rate when Whisper base, in full precision, reads the speech back (accents do not count; digits in"
    yield "what it hears are spelled out as Lector does, the reference by hand). Kokoro, a large neural voice, shows"
    yield "what part of the Spanish errors is the recogniser's own:"
    yield ""
    yield "| language | voice | sentences without numbers | 40 more, held out | target | with numbers |"
    yield "|---|---|---|---|---|---|"
    for language in _LANGUAGES:
        for voice in dict.fromkeys(score.voice for score in scores if score.language == language):
            found = [s for s in scores if (s.language, s.voice) == (language, voice)]
            name = f"**{voice}**" if voice.startswith("lector") else voice
            plain, held_out, numbers = (
                f"{s.rate:.1f} % of {s.words} words" if s.words else ""
                for kind in KINDS
                for s in found
                if s.kind == kind
            )
            yield f"| {_LANGUAGES[language]} | {name} | {plain} | {held_out} | {_TARGETS[language]} | {numbers} |"


def _cost(costs: Costs) -> Iterator[str]:
    yield "A page of 500 words, CPU seconds for a second of speech (starting the program counts for peers, loading does"
    yield "not count for Lector's voices):"
    yield ""
    yield "| language | voice | CPU s per s | speech, s |"
    yield "|---|---|---|---|"
    for what, cost in costs.items():
        if what.startswith("page "):
            language, voice = what.split(" ", 2)[1:]
            name = f"**{voice}**" if voice.startswith("lector") else voice
            yield f"| {_LANGUAGES[language]} | {name} | {cost['factor']:.4f} | {cost['seconds']:.0f} |"
    yield ""
    yield "| Lector's defaults | English | Spanish | target |"
    yield "|---|---|---|---|"
    firsts, longs = ([costs.get(f"{kind} {language}", {}) for language in _LANGUAGES] for kind in ("first", "long"))
    yield _row(
        "CPU to the first sound of that page, engine loaded, s",
        [first.get("first_sound") for first in firsts],
        "0.5",
        3,
    )
    yield _row("CPU to load the engine, s", [first.get("load") for first in firsts], "", 2)
    yield _row("20,000 words to a file: CPU s per s", [long.get("factor") for long in longs], "0.05", 4)
    yield _row("20,000 words to a file: peak memory, MB", [long.get("peak_mb") for long in longs], "400", 0)


def _row(name: str, figures: Sequence[float | None], target: str, digits: int) -> str:
    cells = " | ".join("" if figure is None else f"{figure:.{digits}f}" for figure in figures)
    return f"| {name} | {cells} | {'≤ ' + target if target else ''} |"


def _marks(errors: Sequence[MarkError]) -> Iterator[str]:
    yield "How far the beginnings of words in marks.json are off (target: median ≤ 80 ms):"
    yield ""
    yield "| times | voice | words | median, ms | 9 of 10 within, ms |"
    yield "|---|---|---|---|---|"
    for error in errors:
        yield f"| {error.way} | {error.voice} | {error.words} | {error.median:.0f} | {error.ninth_decile:.0f} |"
