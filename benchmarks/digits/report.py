"""Writes the digits' section of docs/benchmarks.md, between its markers, and the picture of the worst mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

BEGIN, END = "<!-- digits: begin, written by python -m benchmarks.digits -->", "<!-- digits: end -->"
PICTURE = Path("images") / "digits-worst.png"
WORST = 25


def write(figures: dict[str, Any], images: NDArray[np.uint8], docs: Path, *, dry: bool) -> str:
    """Return the section; unless `dry`, put it into docs/benchmarks.md and draw the picture."""
    t10k = figures["t10k"]
    wrong = np.flatnonzero(t10k.read != t10k.truth)
    worst = wrong[np.argsort(-t10k.confidence[wrong] * (t10k.likeliest[wrong] != t10k.truth[wrong]))][:WORST]
    text = section(figures, worst)
    if not dry:
        (docs / PICTURE).parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(docs / PICTURE), _sheet(images, t10k, worst))
        page = docs / "benchmarks.md"
        old = page.read_text(encoding="utf-8") if page.exists() else "# Benchmarks\n"
        if BEGIN not in old:
            old = f"{old.rstrip()}\n\n{BEGIN}\n{END}\n"
        before, _, rest = old.partition(BEGIN)
        page.write_text(f"{before}{BEGIN}\n{text}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    return text


class Row(NamedTuple):
    """A line of the table.

    Attributes:
        what: what was measured.
        shown: the measured value in words.
        target: the target in words, "" where there is none.
        lacking: how far the value is from its target, in the unit shown; 0 or less where it is met.
    """

    what: str
    shown: str
    target: str = ""
    lacking: float = 0


def table(figures: dict[str, Any]) -> list[Row]:
    """Return all that was measured, with targets and what lacks to them."""
    t10k, canvases, refused = figures["t10k"], figures["canvases"], figures["refused"]
    main = [name for name in refused if name not in ("the letters O o I l", "street photographs")]
    caught, total = (sum(refused[name][part] for name in main) for part in (0, 1))
    rows = [
        _least("MNIST t10k, read right", t10k.accuracy, 0.9975),
        _least("… t10k, the likeliest digit, refused or not", t10k.forced, 0.9975),
        _most("… t10k, refused", t10k.refused, 0.01),
        _most("… t10k, expected calibration error", figures["calibration"], 0.01),
        _least("t10k on made photographs, read right", canvases.accuracy, 0.99),
        _least("… made photographs, the likeliest digit, refused or not", canvases.forced, 0.99),
        Row("… made photographs, refused", f"{canvases.refused:.2%}"),
        Row("… made photographs, expected calibration error", f"{figures['canvas_calibration']:.2%}"),
    ]
    for look, outcome in figures["paper"].items():
        shown = f"{outcome.accuracy:.1%}, likeliest {outcome.forced:.1%}"
        rows.append(Row(f"photographed on paper, read right: {look} ({len(outcome.truth)})", shown))
    rows.append(_least("refused: letters but O o I l, blanks, scribbles, pairs together", caught / total, 0.95))
    rows += [Row(f"refused: {name} ({of})", f"{hit / of:.1%}") for name, (hit, of) in refused.items() if of]
    for name, spent in figures["warm"].items():
        rows.append(Row(f"ms of CPU a digit, warm, least of some rounds, {name}", f"{spent:.1f}", "≤ 5", spent - 5))
    rows.append(Row("ms of CPU, cold: new process, imports, model, first digit", f"{figures['cold']:.0f}"))
    return rows


def shortfalls(rows: list[Row]) -> list[str]:
    """Return a sentence for each row that misses its target."""
    return [f"{row.what}: {row.shown}, target {row.target}" for row in rows if row.target and row.lacking > 0]


def _least(what: str, value: float, target: float) -> Row:
    return Row(what, f"{value:.2%}", f"≥ {target * 100:.6g} %", target - value)


def _most(what: str, value: float, target: float) -> Row:
    return Row(what, f"{value:.2%}", f"≤ {target * 100:.6g} %", value - target)


def section(figures: dict[str, Any], worst: NDArray[np.integer]) -> str:
    """Return the section in Markdown."""
    t10k = figures["t10k"]
    rows = table(figures)
    missed = shortfalls(rows)
    lines = [
        "## Digits",
        "",
        "`make bench-digits` (`python -m benchmarks.digits`): the whole reader, from RGB pixels to digit.",
        "Read right: a refusal counts as a mistake.",
        "",
        "| | measured | target |",
        "|---|---|---|",
        *(f"| {row.what} | {row.shown} | {row.target} |" for row in rows),
        "",
        *(["Falls short:", "", *(f"- {line}" for line in missed)] if missed else ["Every target is met."]),
        "",
        "Confusion on t10k: true digit down, digit read across.",
        "",
        "| | 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | refused |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for digit, row in enumerate(figures["confusion"]):
        lines.append(f"| **{digit}** | " + " | ".join(str(count or "·") for count in row) + " |")
    names = ", ".join(f"{t10k.truth[i]}→{t10k.read[i] if t10k.read[i] >= 0 else 'refused'}" for i in worst)
    lines += [
        "",
        f"The {len(worst)} worst mistakes on t10k (truth→read): {names}",
        "",
        f"![worst mistakes]({PICTURE.as_posix()})",
    ]
    return "\n".join(lines)


def _sheet(images: NDArray[np.uint8], t10k: Any, worst: NDArray[np.integer]) -> NDArray[np.uint8]:
    """Draw the mistakes, five a row, each with truth and reading below it."""
    tiles = []
    for index in worst:
        tile = np.full((76, 64), 255, np.uint8)
        tile[2:58, 4:60] = 255 - cv2.resize(images[index], (56, 56), interpolation=cv2.INTER_NEAREST)
        read = t10k.read[index] if t10k.read[index] >= 0 else "-"
        cv2.putText(tile, f"{t10k.truth[index]} > {read}", (8, 72), cv2.FONT_HERSHEY_PLAIN, 0.9, 0, 1, cv2.LINE_AA)
        tiles.append(tile)
    tiles += [np.full((76, 64), 255, np.uint8)] * (-len(tiles) % 5)
    return np.vstack([np.hstack(tiles[at : at + 5]) for at in range(0, len(tiles), 5)])
