"""Figures → tables and plots, and the section on reading of docs/benchmarks.md, between its markers."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.ocr.contestants import Contestant, contestant
from benchmarks.ocr.results import (
    Result,
    load_seconds,
    mean_cpu,
    names,
    overall,
    peak_mb,
    result,
    times_cheaper,
)
from benchmarks.ocr.running import ROOT, readings
from benchmarks.ocr.sets import MEASURES
from benchmarks.plot import Axis, Series, svg

DOCUMENT = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- reading: begin, written by python -m benchmarks.ocr --report -->", "<!-- reading: end -->"
NOTES = Path(__file__).with_name("notes.md")
"""What people should know beside the figures; goes under them."""
PLOTS = ROOT / "docs" / "images"

TARGETS = (
    ("ppocr", "rapidocr", 2.0),
    ("ppocr-fast", "rapidocr", 5.0),
    ("ppocr", "keras-ocr", 20.0),
    ("ppocr-fast", "keras-ocr", 20.0),
    ("ppocr", "keras-ocr-lector", 20.0),
    ("ppocr-fast", "keras-ocr-lector", 20.0),
)
"""(engine, peer, how many times cheaper it is to be)."""


def tables(data: Path) -> str:
    """Return all tables, as Markdown."""
    who = names()
    parts = (_accuracy(data, who), _cost(data, who), _ratios(), _growth(who))
    return "\n\n".join(part for part in parts if part)


def write(data: Path) -> None:
    """Put the tables and plots into docs/benchmarks.md, in place of what stands between the markers."""
    PLOTS.mkdir(parents=True, exist_ok=True)
    _plot(data)
    seen = datetime.now(UTC).strftime("%Y-%m-%d")
    section = "\n\n".join(
        (
            "## Reading",
            f"Written by `make bench-ocr` on {seen}: {platform.system()}, {platform.machine()}, Python "
            f"{platform.python_version()}.",
            tables(data),
            "![Accuracy against cost](images/ocr-accuracy-cost.svg)",
            "![CPU seconds against megapixels](images/ocr-megapixels.svg)",
            "![CPU seconds against words](images/ocr-words.svg)",
            NOTES.read_text(encoding="utf-8").strip(),
        )
    )
    text = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else f"# Benchmarks\n\n{BEGIN}\n{END}\n"
    DOCUMENT.write_text(between(text, section), encoding="utf-8")


def between(text: str, section: str) -> str:
    """Return the text with the section in place of what stood between the markers. Raise ValueError without markers."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOCUMENT.name} lacks the markers of the section on reading")
    return f"{before}{BEGIN}\n\n{section}\n\n{END}{after}"


def _accuracy(data: Path, who: Sequence[str]) -> str:
    rows = [["set", "figure", "target", *(contestant(name).title for name in who)]]
    for name, measures in MEASURES.items():
        found = [result(data, each, name) for each in who]
        if not any(found):
            continue  # nobody read this set
        for measure in measures:
            figures = [None if each is None else each.figure(measure) for each in found]
            best = (min if measure.lower_is_better else max)(figure for figure in figures if figure is not None)
            shown = [
                _shown(figure, best, measure.lower_is_better) + _part(each, contestant(by))
                for figure, each, by in zip(figures, found, who, strict=True)
            ]
            sign = "≤" if measure.lower_is_better else "≥"
            rows.append([name, measure.title, f"{sign} {measure.target:g}", *shown])
    slow = [contestant(name) for name in who if contestant(name).sample]
    note = "; ".join(f"{each.title}: {each.sample} of each set, as it is slow" for each in slow)
    return _table(rows) + (f"\n\n{note}." if note else "")


def _part(found: Result | None, by: Contestant) -> str:
    """Return how much of a set was read, where it was cut off."""
    whole = found is None or by.sample or found.images == found.of
    return "" if whole or found is None else f" ({found.images} of {found.of} images)"


def _shown(figure: float | None, best: float, error_rate: bool) -> str:
    if figure is None:
        return ""
    text = f"{figure:.4f}" if error_rate else f"{figure:.3f}"
    return f"**{text}**" if figure == best else text


def _cost(data: Path, who: Sequence[str]) -> str:
    rows = [["CPU seconds an image", *(contestant(name).title for name in who)]]
    for name in MEASURES:
        found = [result(data, each, name) for each in who]
        if any(found):
            rows.append([name, *("" if each is None else f"{each.cpu:.2f}" for each in found)])
    loads = [load_seconds(name) for name in who]
    rows.append(["import and load, CPU s", *("" if load is None else f"{load[0]:.2f}" for load in loads)])
    rows.append(["highest memory, MB", *(f"{peak_mb(name) or 0:.0f}" for name in who)])
    return _table(rows)


def _ratios() -> str:
    rows = [["on the images that both read", "times less CPU", "target"]]
    for name, than, target in TARGETS:
        ratio = times_cheaper(name, than)
        if ratio is not None:
            rows.append([f"{name} against {than}", f"{ratio:.1f}", f"≥ {target:g}"])
    return _table(rows) if len(rows) > 1 else ""


def _growth(who: Sequence[str]) -> str:
    parts = []
    for made, title in (
        ("made_megapixels", "CPU s, 200 words on so many megapixels"),
        ("made_words", "CPU s, so many words"),
    ):
        columns = {name: dict(_growing(name, made)) for name in who}
        steps = sorted({step for column in columns.values() for step in column})
        rows = [[title, *(f"{step:g}" for step in steps)]]
        for name, column in columns.items():
            if column:
                rows.append(
                    [contestant(name).title, *(f"{column[step]:.2f}" if step in column else "" for step in steps)]
                )
        if len(rows) > 1:
            parts.append(_table(rows))
    return "\n\n".join(parts)


def _growing(name: str, made: str) -> list[tuple[float, float]]:
    """Return (megapixels or words, CPU seconds) of each drawn page."""
    points = []
    for reading in readings(name, made):
        words, _, megapixels, _ = reading.image.split("-")
        points.append((float(megapixels if made == "made_megapixels" else words), mean_cpu([reading])))
    return points


def _plot(data: Path) -> None:
    who = names()
    places = [(contestant(name).title.strip("*"), overall(data, name)) for name in who]
    points = [Series(title, [place]) for title, place in places if place is not None]
    cost = Axis("CPU seconds an image, mean over the sets", log=True)
    _save("ocr-accuracy-cost", svg("Accuracy against cost", cost, Axis("accuracy, mean over the sets"), points))
    for made, file, title in (
        ("made_megapixels", "ocr-megapixels", "megapixels (200 words)"),
        ("made_words", "ocr-words", "words (4 megapixels)"),
    ):
        lines = [Series(contestant(name).title.strip("*"), _growing(name, made)) for name in who]
        drawn = [line for line in lines if line.points]
        if drawn:
            _save(file, svg(f"CPU seconds against {title}", Axis(title), Axis("CPU seconds"), drawn))


def _save(name: str, plot: str) -> None:
    (PLOTS / f"{name}.svg").write_text(plot, encoding="utf-8")


def _table(rows: Iterable[Sequence[str]]) -> str:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join((head, "|---" * (head.count("|") - 1) + "|", *body))
