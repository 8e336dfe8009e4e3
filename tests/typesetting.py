"""Pages made for tests: text set at known places, as words with quads and as a drawn image."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from chalicelib.domain.geometry import from_bounds
from chalicelib.domain.page import Point, Quad, Run, Word
from chalicelib.ports import Image

LEADING = 1.4


@dataclass
class Sheet:
    """A page to set text on; `text` is what a person would read, in the order in which things were set."""

    width: int = 1000
    height: int = 1400
    runs: list[Run] = field(default_factory=list)
    """A run for each line that was set."""
    sizes: list[int] = field(default_factory=list)

    def set(self, left: float, top: float, text: str, *, size: int = 20, leading: float = LEADING) -> float:
        """Set lines one under another, their left edge at `left`; return where the next line would begin."""
        for row in text.splitlines():
            x, run = left, []
            for word in row.split(" "):
                wide = _font(size).getlength(word)
                run.append(Word(word, 0.9, from_bounds(x, top, x + wide, top + size)))
                x += wide + _font(size).getlength(" ")
            self.runs.append(tuple(run))
            self.sizes.append(size)
            top += size * leading
        return top

    def set_right(self, right: float, top: float, text: str, *, size: int = 20) -> None:
        """Set lines one under another, their right edge at `right`."""
        for number, row in enumerate(text.splitlines()):
            wide = _font(size).getlength(row)
            self.set(right - wide, top + number * size * LEADING, row, size=size)

    @property
    def words(self) -> list[str]:
        """The words in the order in which they were set."""
        return [word.text for run in self.runs for word in run]

    def image(self) -> Image:
        """Draw the page, black on white."""
        canvas = Pillow.new("RGB", (self.width, self.height), "white")
        draw = ImageDraw.Draw(canvas)
        for run, size in zip(self.runs, self.sizes, strict=True):
            for word in run:
                draw.text(word.quad[0], word.text, fill="black", font=_font(size))
        return np.array(canvas)


def prose(words: int, seed: int = 0) -> list[str]:
    """Return running text of this many words, the same for the same seed."""
    known = (
        "the",
        "a",
        "of",
        "in",
        "reader",
        "page",
        "light",
        "column",
        "morning",
        "house",
        "river",
        "paper",
        "letters",
    )
    pick = np.random.default_rng(seed).integers(len(known), size=words)
    return [known[i] for i in pick]


def wrapped(words: list[str], width: float, size: int = 20) -> str:
    """Break words into lines of at most `width` pixels."""
    lines = [""]
    for word in words:
        longer = f"{lines[-1]} {word}".strip()
        if _font(size).getlength(longer) > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def tilted(runs: list[Run], degrees: float) -> list[Run]:
    """Turn all quads about the origin, clockwise."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return _moved(runs, lambda x, y: (x * c - y * s, x * s + y * c))


def bent(runs: list[Run], bow: float, width: float = 1000) -> list[Run]:
    """Move the middle of the page down by `bow` pixels and its sides not at all, as on an open book."""
    return _moved(runs, lambda x, y: (x, y + bow * math.sin(math.pi * x / width)))


def scaled(runs: list[Run], scale: float) -> list[Run]:
    """Make everything so many times larger."""
    return _moved(runs, lambda x, y: (x * scale, y * scale))


def _moved(runs: list[Run], move: Callable[[float, float], Point]) -> list[Run]:
    def quad(corners: Quad) -> Quad:
        a, b, c, d = (move(x, y) for x, y in corners)
        return a, b, c, d

    return [tuple(Word(word.text, word.confidence, quad(word.quad)) for word in run) for run in runs]


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.load_default(size)
    assert isinstance(font, ImageFont.FreeTypeFont)
    return font
