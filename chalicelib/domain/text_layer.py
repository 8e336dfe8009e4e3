"""Whether the text that a PDF carries can stand in for reading its picture, and that text as runs of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.page import Run, Word

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels of the rendered page."""

_WIDE_GAP = 1.2
"""Space within a line, in heights of the font, from which it is two runs (columns, a price at the margin)."""

_LEADERS = 3
"""Dots in a row, each a word of its own, from which they lead the eye and say nothing."""

_MOST_BAD_CHARACTERS = 0.01
_MOST_AT_AN_ANGLE = 0.05
_MOST_INVISIBLE = 0.02
_MOST_MOJIBAKE = 0.003
_FEWEST_WITH_VOWELS = 0.6
_MOST_UNEXPLAINED = 0.05
_MOST_WITHOUT_INK = 0.02
_LEAST_OF_INK = 0.2
"""Share of the page's ink that lies in words; less of it is a picture with a caption, or a scan with a stamp."""

# UTF-8 read as Latin-1 or Windows-1252: "Ã±" for "ñ", "â€™" for "’", "ï»¿" for a byte order mark.
_MOJIBAKE = re.compile("[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€|ï»¿")
_LATIN_WORD = re.compile("[a-z]{4,}")
_VOWELS = frozenset("aeiouy")
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character of a page's own text, in the order of the file.

    Attributes:
        text: the character; white space and line ends are glyphs too.
        box: its ink.
        line: top and bottom of its font around it, the same for "." and "l".
        visible: False where it is there to be searched, not seen.
        mapped: False where the font does not say which character it is.
        upright: reads left to right on the rendered page.
    """

    text: str
    box: Box
    line: tuple[float, float]
    visible: bool = True
    mapped: bool = True
    upright: bool = True

    @property
    def blank(self) -> bool:
        """True for white space."""
        return not self.text.strip()


_END = Glyph("\n", (0, 0, 0, 0), (0, 0))


def trustworthy(glyphs: Sequence[Glyph]) -> bool:
    """True where the text is meant to be seen, upright, and made of the characters that it shows."""
    inked = [glyph for glyph in glyphs if not glyph.blank]
    if not inked:
        return False
    text = "".join(glyph.text for glyph in glyphs)
    words = _LATIN_WORD.findall(text.lower())
    with_vowels = sum(bool(_VOWELS & set(word)) for word in words)

    def share(faulty: int) -> float:
        return faulty / len(inked)

    return (
        share(sum(not glyph.visible for glyph in inked)) <= _MOST_INVISIBLE
        and share(sum(not glyph.upright for glyph in inked)) <= _MOST_AT_AN_ANGLE
        and share(sum(not glyph.mapped or _nonsense(glyph.text) for glyph in inked)) <= _MOST_BAD_CHARACTERS
        and share(len(_MOJIBAKE.findall(text))) <= _MOST_MOJIBAKE
        # A font whose codes are shifted ("Wklv lv") decodes to letters, but not to words.
        and with_vowels >= _FEWEST_WITH_VOWELS * len(words)
    )


def _nonsense(character: str) -> bool:
    """True for what no page shows: control, private use, unassigned, surrogates, the replacement character."""
    return unicodedata.category(character)[0] == "C" or character == "\N{REPLACEMENT CHARACTER}"


def runs_of(glyphs: Sequence[Glyph]) -> Iterator[Run]:
    """Yield the words, confidence 1, split into runs at line ends and at wide gaps; dot leaders are left out."""
    run: list[Word] = []
    word: list[Glyph] = []
    last = _END
    for glyph in (*glyphs, _END):
        parted = glyph.text in "\r\n" or (not glyph.blank and _apart(last, glyph))
        if word and (parted or glyph.blank):
            run.append(_word(word))
            word = []
        if run and parted:
            yield from _without_leaders(run)
            run = []
        if not glyph.blank:
            word.append(glyph)
            last = glyph


def _without_leaders(run: list[Word]) -> Iterator[Run]:
    """Yield what stands before, between and after rows of lone dots."""
    for is_dots, group in groupby(run, key=lambda word: not word.text.strip(".·…")):
        words = tuple(group)
        if not is_dots or len(words) < _LEADERS:
            yield words


def _apart(before: Glyph, after: Glyph) -> bool:
    """True where `after` stands on another line, to the left, or far to the right."""
    (top, bottom), (other_top, other_bottom) = before.line, after.line
    height = max(bottom - top, other_bottom - other_top, 1.0)
    gap = after.box[0] - before.box[2]
    overlap = min(bottom, other_bottom) - max(top, other_top)
    return gap > _WIDE_GAP * height or gap < -2 * height or overlap < 0.3 * min(bottom - top, other_bottom - other_top)


def _word(glyphs: Sequence[Glyph]) -> Word:
    left, top = (min(glyph.box[side] for glyph in glyphs) for side in (0, 1))
    right, bottom = (max(glyph.box[side] for glyph in glyphs) for side in (2, 3))
    text = unicodedata.normalize("NFC", "".join(glyph.text for glyph in glyphs).translate(_LIGATURES))
    return Word(text, 1.0, ((left, top), (right, top), (right, bottom), (left, bottom)))


def explains_page(runs: Sequence[Run], ink: NDArray[np.bool_], blobs: NDArray[np.int32], scale: float = 1.0) -> bool:
    """True where the words account for what looks like print on the page, and print stands where the words are.

    Args:
        runs: the page's own text.
        ink: shape (height, width), True where a pixel stands out from its surroundings.
        blobs: boxes of connected ink, shape (n, 4): left, top, right, bottom.
        scale: size of `ink` by that of the page on which the words stand.
    """
    boxes = scale * np.array([[*word.quad[0], *word.quad[2]] for run in runs for word in run])
    if not len(boxes):
        return False
    heights = boxes[:, 3] - boxes[:, 1]
    usual = max(float(np.median(heights)), 1.0)
    covered = np.zeros(ink.shape, bool)
    without_ink = 0
    for left, top, right, bottom in boxes + np.array([-0.3, -0.3, 0.3, 0.3]) * usual:
        part = slice(max(0, int(top)), max(0, int(bottom) + 1)), slice(max(0, int(left)), max(0, int(right) + 1))
        covered[part] = True
        without_ink += not bool(ink[part].any())
    wide, high = blobs[:, 2] - blobs[:, 0], blobs[:, 3] - blobs[:, 1]
    like_print = blobs[(high > 0.4 * usual) & (high < 2.5 * usual) & (wide < 10 * usual)]
    centres = (like_print[:, :2] + like_print[:, 2:]) // 2
    unexplained = int(np.count_nonzero(~covered[centres[:, 1], centres[:, 0]]))
    return (
        without_ink <= _MOST_WITHOUT_INK * len(boxes)
        and unexplained <= _MOST_UNEXPLAINED * len(like_print)
        and int(np.count_nonzero(ink & covered)) >= _LEAST_OF_INK * int(np.count_nonzero(ink))
    )
