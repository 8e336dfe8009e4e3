"""Writes the keywords' section of docs/benchmarks.md, between its markers, and the picture of confusions."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.keyword import LABELS, WORDS

BEGIN, END = "<!-- keywords: begin, written by python -m benchmarks.keywords -->", "<!-- keywords: end -->"
PICTURE = Path("images") / "keywords-confusion.svg"


class Row(NamedTuple):
    """A line of the table.

    Attributes:
        what: what was measured.
        shown: the measured value in words.
        target: the target in words, "" where there is none.
        met: whether it is met.
    """

    what: str
    shown: str
    target: str = ""
    met: bool = True


def write(figures: dict[str, Any], docs: Path, *, dry: bool) -> str:
    """Return the section; unless `dry`, put it into docs/benchmarks.md and draw the picture."""
    text = section(figures)
    if not dry:
        (docs / PICTURE).parent.mkdir(parents=True, exist_ok=True)
        (docs / PICTURE).write_text(picture(figures["confusion"]), encoding="utf-8")
        page = docs / "benchmarks.md"
        old = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
        if BEGIN not in old:
            old = f"{old.rstrip()}\n\n{BEGIN}\n{END}\n"
        before, _, rest = old.partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return text


def table(figures: dict[str, Any]) -> list[Row]:
    """Return all that was measured, with its targets."""
    rows = [
        _least("ten words, unknown and silence", figures["twelve"], 0.975),
        _least("all words with real clips", figures["words"], 0.95),
        Row("… expected calibration error", f"{figures['calibration']:.2%}"),
        Row("ten words, unknown and silence, at 10 dB of noise", f"{figures['twelve_noisy']:.2%}"),
        _drop("… drop", figures["twelve"] - figures["twelve_noisy"]),
        Row("all words at 10 dB of noise", f"{figures['words_noisy']:.2%}"),
        _drop("… drop", figures["words"] - figures["words_noisy"]),
    ]
    rows += [
        Row(f"said by three made voices never trained on: {name}", f"{share:.1%}") for name, share in figures["made"]
    ]
    for name, found in figures["false"]:
        shown = f"{found.false_a_minute:.2f} ({found.false} in {found.seconds / 60:.1f} min)"
        rows.append(Row(f"false words a minute: {name}", shown, "≤ 1", found.false_a_minute <= 1))
    stream = figures["stream"]
    rows += [
        Row(f"words found in long recordings ({stream.said} said)", f"{stream.found / stream.said:.1%}"),
        Row("… words heard there that were not said, a minute", f"{stream.false_a_minute:.2f}"),
    ]
    for name, spent in figures["warm"].items():
        rows.append(Row(f"ms of CPU a second of sound, warm, {name}", f"{spent:.1f}", "≤ 10", spent <= 10))
    rows.append(Row("ms of CPU, cold: new process, imports, model, first second", f"{figures['cold']:.0f}"))
    return rows


def section(figures: dict[str, Any]) -> str:
    """Return the section in Markdown."""
    rows = table(figures)
    missed = [f"{row.what}: {row.shown}, target {row.target}" for row in rows if not row.met]
    lines = [
        "## Keywords",
        "",
        "`make bench-keywords` (`python -m benchmarks.keywords`): the whole engine, from samples to word.",
        "Real clips are the validation split, whose speakers are in no training example. Unknown are clips of the",
        "data's other words, silence pieces of noise; the noise is of five recordings that no training example has,",
        "10 dB below the mean power of the whole second.",
        "",
        "| | measured | target |",
        "|---|---|---|",
        *(f"| {row.what} | {row.shown} | {row.target} |" for row in rows),
        "",
        f"Falls short: {'; '.join(missed)}." if missed else "No target is missed.",
        "",
        "Heard right by word (real clips; then those of the made voices):",
        "",
        "| word | real | made |",
        "|---|---|---|",
    ]
    lines += [
        f"| {word} | {_share(figures['by_word'].get(word))} | {_share(figures['made_by_word'].get(word))} |"
        for word in WORDS
    ]
    lines += ["", f"![what was said, down, and heard, across]({PICTURE.as_posix()})"]
    return "\n".join(lines)


def picture(counts: NDArray[np.int64]) -> str:
    """Return the confusions as SVG: said down, heard across; the darker, the larger the share of the row."""
    rows = [index for index in range(len(LABELS)) if counts[index].sum()]
    cell, left, top = 22, 70, 70
    width, height = left + cell * len(LABELS) + 10, top + cell * len(rows) + 10
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif"'
        ' font-size="11" role="img" aria-label="Words said and heard">',
        f'<rect width="{width}" height="{height}" fill="white"/>',
    ]
    for column, label in enumerate(LABELS):
        x = left + cell * column + cell / 2 + 4
        out.append(f'<text transform="translate({x} {top - 6}) rotate(-60)">{escape(label)}</text>')
    for place, index in enumerate(rows):
        y = top + cell * place
        out.append(f'<text x="{left - 6}" y="{y + 15}" text-anchor="end">{escape(LABELS[index])}</text>')
        for column, count in enumerate(counts[index]):
            share = count / counts[index].sum()
            right = column == index
            shade = f"rgba({'11,110,79' if right else '193,18,31'},{share if right else min(1, 0.15 + 8 * share):.2f})"
            if count:
                x = left + cell * column
                out.append(f'<rect x="{x}" y="{y}" width="{cell}" height="{cell}" fill="{shade}"/>')
                ink = "white" if right else "black"
                out.append(f'<text x="{x + cell / 2}" y="{y + 15}" text-anchor="middle" fill="{ink}">{count}</text>')
    return "\n".join([*out, "</svg>", ""])


def _least(what: str, share: float, target: float) -> Row:
    return Row(what, f"{share:.2%}", f"≥ {target * 100:g} %", share >= target)


def _drop(what: str, lost: float) -> Row:
    return Row(what, f"{lost * 100:.2f} points", "≤ 4 points", lost <= 0.04)


def _share(counts: tuple[int, int] | None) -> str:
    return f"{counts[0] / counts[1]:.1%} of {counts[1]}" if counts else "none"
