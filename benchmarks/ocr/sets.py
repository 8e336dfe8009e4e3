"""The sets of images with known text (LECTOR_DATA/ocr): where they are and what they say."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.ocr.scoring import TrueWord, Truth


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that a set is judged by: a path into `Score`, and what it is to reach."""

    path: str
    title: str
    target: float
    lower_is_better: bool = False


MEASURES: Mapping[str, tuple[Measure, ...]] = {
    "forms_funsd": (Measure("raw.f1", "raw F1", 0.80),),
    "receipts_sroie": (Measure("bag.f1", "bag F1", 0.95),),
    "layout_scribe": (Measure("folded.f1", "folded F1", 0.93), Measure("cer", "CER", 0.05, True)),
    "pages_isri": (Measure("cer", "CER", 0.006, True),),
    "scene_svt": (Measure("folded.recall", "folded recall", 0.78),),
    "scene_icdar2015": (Measure("folded.f1", "folded F1", 0.65),),
}
"""The sets, in the order of the table, with what each can be judged by (SVT's truth names only some of its words)."""


@dataclass(frozen=True, slots=True)
class Sample:
    """An image and what it says."""

    image: Path
    truth: Truth


def data_folder() -> Path:
    """Return where the sets are: ocr/ in LECTOR_DATA, by default in ../shared/data."""
    beside = Path(__file__).parents[2].parent / "shared" / "data"
    return Path(os.environ.get("LECTOR_DATA", beside)) / "ocr"


def samples(folder: Path) -> Iterator[Sample]:
    """Yield a set's images in the order of its truth.jsonl."""
    with (folder / "truth.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            yield Sample(folder / told["image"], truth_of(told))


def truth_of(told: Mapping[str, Any]) -> Truth:
    """Return one line of truth.jsonl as values."""
    return Truth(_words(told.get("words")), _words(told.get("lines")), told.get("text"))


def _words(told: list[dict[str, Any]] | None) -> tuple[TrueWord, ...] | None:
    if told is None:
        return None
    return tuple(TrueWord(word["text"], _quad(word["quad"]), word.get("legible", True)) for word in told)


def _quad(corners: list[list[float]]) -> Any:
    return tuple((x, y) for x, y in corners)
