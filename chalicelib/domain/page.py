"""A page as read: words with their places, in reading order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Four corners (x, y) in pixels of the upright image, origin top left, clockwise from the word's own top left."""


@dataclass(frozen=True, slots=True)
class Word:
    """One printed word.

    Attributes:
        text: as printed, never empty, without white space.
        confidence: 0 to 1, the engine's belief in the text.
        quad: where it stands.
        line: index of its line on the page, counted from 0 in reading order.
        block: index of its block (paragraph, heading, table row …) on the page, counted from 0 in reading order.
    """

    text: str
    confidence: float
    quad: Quad
    line: int = 0
    block: int = 0

    def as_json(self) -> dict[str, object]:
        """Return the word as `lector read` prints it; pixels to a tenth, confidence to a thousandth."""
        return {
            "text": self.text,
            "confidence": round(self.confidence, 3),
            "quad": [[round(x, 1), round(y, 1)] for x, y in self.quad],
            "line": self.line,
            "block": self.block,
        }

    @classmethod
    def from_json(cls, word: Mapping[str, Any]) -> Word:
        """Return the word whose `as_json` this is; other keys are left alone."""
        first, second, third, fourth = ((float(x), float(y)) for x, y in word["quad"])
        quad = (first, second, third, fourth)
        return cls(word["text"], float(word["confidence"]), quad, int(word["line"]), int(word["block"]))


Run = tuple[Word, ...]
"""Words that an engine saw as one stretch of text, left to right; `line` and `block` not yet decided."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page.

    Attributes:
        width, height: pixels of the upright image.
        rotation: degrees (0, 90, 180, 270) by which the decoded image was turned clockwise to stand upright.
        words: in reading order.
    """

    width: int
    height: int
    rotation: int
    words: tuple[Word, ...]

    def as_json(self) -> dict[str, object]:
        """Return the page as `lector read` prints it."""
        return {
            "width": self.width,
            "height": self.height,
            "rotation": self.rotation,
            "words": [word.as_json() for word in self.words],
        }

    @classmethod
    def from_json(cls, page: Mapping[str, Any]) -> Page:
        """Return the page whose `as_json` this is."""
        words = tuple(Word.from_json(word) for word in page["words"])
        return cls(int(page["width"]), int(page["height"]), int(page["rotation"]), words)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one file says.

    Attributes:
        engine: name of the OCR engine that read it.
        language: ISO 639-1 code of the text, given or found.
        seconds: wall time that reading took.
        text: all pages' text (see `chalicelib.domain.text`).
        pages: at least one.
    """

    engine: str
    language: str
    seconds: float
    text: str
    pages: tuple[Page, ...]

    def as_json(self) -> dict[str, object]:
        """Return the object of `lector read --json` and of document.json, but for "file"."""
        return {
            "engine": self.engine,
            "language": self.language,
            "seconds": round(self.seconds, 3),
            "text": self.text,
            "pages": [page.as_json() for page in self.pages],
        }


def lines_of(words: Sequence[Word]) -> list[list[Word]]:
    """Group words in reading order by their line."""
    lines: list[list[Word]] = []
    for word in words:
        if not lines or lines[-1][-1].line != word.line:
            lines.append([])
        lines[-1].append(word)
    return lines
