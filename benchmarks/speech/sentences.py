"""The sentences that are spoken and read back: kind, print, and for numbers what a person would say."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Sentence:
    """One line of sentences/*.tsv."""

    language: str
    kind: str
    text: str
    spoken: str

    @property
    def has_numbers(self) -> bool:
        """True where the print is not what is said."""
        return self.kind == "number"

    @property
    def scored_as(self) -> str:
        """Which rate it counts in."""
        return {"number": "with numbers", "held out": "held out"}.get(self.kind, "without numbers")


def sentences(language: str) -> list[Sentence]:
    """Return the 100 English or the 60 Spanish sentences."""
    return _sentences(language, f"{language}.tsv")


def held_out(language: str) -> list[Sentence]:
    """Return sentences without numbers that no choice was made by: 40 Spanish ones."""
    return [replace(sentence, kind="held out") for sentence in _sentences(language, f"{language}-held-out.tsv")]


def _sentences(language: str, name: str) -> list[Sentence]:
    file = Path(__file__).parent / "sentences" / name
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    rows = (line.split("\t") for line in lines)
    return [Sentence(language, row[0], row[1], row[2] if len(row) > 2 else row[1]) for row in rows]
