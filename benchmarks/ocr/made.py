"""Pages drawn to see what reading costs: the same text on more and more pixels, and more and more text on the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

MEGAPIXELS = (1, 2, 4, 8, 12)
WORDS = (0, 50, 100, 200, 400, 800)
TYPICAL_WORDS = 200
TYPICAL_MEGAPIXELS = 4
COLUMNS = 72
"""Characters of a line; lines and print grow with the page."""
SYLLABLES = (
    "ba",
    "con",
    "der",
    "el",
    "fi",
    "gran",
    "ho",
    "in",
    "la",
    "mor",
    "ne",
    "pa",
    "qui",
    "ro",
    "sti",
    "ta",
    "un",
)


def megapixel_pages(folder: Path) -> list[Path]:
    """Draw one text at several sizes; return the files."""
    return [
        _kept(folder / f"{TYPICAL_WORDS:03d}-words-{size:02d}-megapixels.png", TYPICAL_WORDS, size)
        for size in MEGAPIXELS
    ]


def word_pages(folder: Path) -> list[Path]:
    """Draw pages of one size with more and more words; return the files."""
    return [
        _kept(folder / f"{words:03d}-words-{TYPICAL_MEGAPIXELS:02d}-megapixels.png", words, TYPICAL_MEGAPIXELS)
        for words in WORDS
    ]


def _kept(file: Path, words: int, megapixels: float) -> Path:
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        page(words, megapixels).save(file)
    return file


def page(words: int, megapixels: float) -> Image.Image:
    """Return a portrait page, 3 to 4, with so many words set from its top left."""
    width = round((megapixels * 1e6 * 3 / 4) ** 0.5)
    image = Image.new("RGB", (width, width * 4 // 3), "white")
    size = width / (COLUMNS * 0.62)
    font = ImageFont.load_default(size)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(_lines(words)):
        draw.text((width * 0.06, width * 0.06 + number * size * 1.35), line, fill="black", font=font)
    return image


def _lines(words: int) -> list[str]:
    random = np.random.default_rng(7)
    lines = [""]
    for _ in range(words):
        word = "".join(random.choice(SYLLABLES, size=int(random.integers(1, 4))))
        if len(lines[-1]) + len(word) > COLUMNS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines
