"""The sentences that are spoken and read back: kind, print, and for numbers what a person would say."""

from __future__ import annotations

from dataclasses import dataclass
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


def sentences(language: str) -> list[Sentence]:
    """Return the 100 English or the 60 Spanish sentences."""
    lines = (Path(__file__).parent / "sentences" / f"{language}.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines)
    return [Sentence(language, row[0], row[1], row[2] if len(row) > 2 else row[1]) for row in rows]
