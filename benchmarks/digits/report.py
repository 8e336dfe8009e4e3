"""Writes the digits' section of docs/benchmarks.md, between its markers, and the picture of the worst mistakes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

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


def section(figures: dict[str, Any], worst: NDArray[np.integer]) -> str:
    """Return the section in Markdown."""
    t10k, canvases = figures["t10k"], figures["canvases"]
    warm = ", ".join(f"{name}: {value:.1f}" for name, value in figures["warm"].items())
    main = [name for name in figures["refused"] if name not in ("the letters O o I l", "street photographs")]
    caught, total = (sum(figures["refused"][name][part] for name in main) for part in (0, 1))
    lines = [
        "## Digits",
        "",
        "`make bench-digits` (`python -m benchmarks.digits`): the whole reader, from RGB pixels to digit.",
        "A refusal counts as a mistake.",
        "",
        "| | measured | target |",
        "|---|---|---|",
        f"| MNIST t10k, read right | {t10k.accuracy:.2%} | ≥ 99.75 % |",
        f"| … the likeliest digit, refused or not | {t10k.forced:.2%} | |",
        f"| … refused | {t10k.refused:.2%} | ≤ 1 % |",
        f"| … expected calibration error | {figures['calibration']:.2%} | ≤ 1 % |",
        f"| t10k on made photographs, read right | {canvases.accuracy:.2%} | ≥ 99 % |",
        f"| … the likeliest digit, refused or not | {canvases.forced:.2%} | |",
        f"| … refused | {canvases.refused:.2%} | |",
        f"| … expected calibration error | {figures['canvas_calibration']:.2%} | |",
        f"| refused: letters but O o I l, blanks, scribbles, pairs together | {caught / total:.1%} | ≥ 95 % |",
    ]
    lines += [f"| refused: {name} ({of}) | {hit / of:.1%} | |" for name, (hit, of) in figures["refused"].items() if of]
    lines += [
        f"| ms of CPU a digit, warm ({', '.join(figures['warm'])}) | {warm} | ≤ 5 |",
        f"| ms of CPU, cold: new process, imports, model, first digit | {figures['cold']:.0f} | |",
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
