"""Passages: stretches of print to be spoken together (a paragraph, a heading), with each word's place kept.

Made from pages or from plain text of any length, one at a time. A word parted at a line's end is put together.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from statistics import median

from chalicelib.domain.furniture import without_furniture
from chalicelib.domain.page import Page, Word

LONGEST_PASSAGE_WORDS = 1000
"""A paragraph longer than this is spoken in several passages, so that memory stays flat."""
LONGEST_WORD = 400
"""Characters of a word that are kept; what has no space for so long is no word (see `spoken_form`)."""
_HYPHENS = "-\u00ad\u2010\u2011"
_KEPT_PREFIXES = {"well", "self", "non", "half", "co", "ex", "all", "anti", "semi", "high", "low", "long", "short"}
_ROOM_TO_SPARE = 8
"""Characters by which the next word must have fitted on a line for its end to be a break on purpose."""
_HEADING_SCALE = 1.2
_HEADING_WORDS = 14
_ENDS_SENTENCE = re.compile(r"[.!?…:;,][\"'”’»)\]]*$")


@dataclass(frozen=True, slots=True)
class Printed:
    """A printed word and where its characters [start, end) are in the passage's text."""

    start: int
    end: int
    page: int
    word: int
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Words spoken together.

    Attributes:
        text: the words with a space between; a newline where a line's end is a break (a list, a verse, an address).
        printed: the words, in order.
        heading: True where the voice should pause longer after it.
    """

    text: str
    printed: tuple[Printed, ...]
    heading: bool = False

    def covering(self, start: int, end: int) -> tuple[Printed, ...]:
        """Return the printed words that characters [start, end) of the text belong to."""
        first = max(0, bisect_right(self.printed, start, key=lambda word: word.start) - 1)
        found = []
        for word in self.printed[first:]:
            if word.start >= end:
                break
            if word.end > start:
                found.append(word)
        return tuple(found)


_Token = tuple[int, int, str]
"""Page, index of the word, text."""


def passages_of_pages(pages: Sequence[Page]) -> Iterator[Passage]:
    """Yield a passage for each block of the pages, in reading order, without what is repeated on each page."""
    for number, (page, kept) in enumerate(zip(pages, without_furniture(pages), strict=True)):
        usual = median(map(_height, page.words)) if page.words else 0.0
        for _, block in groupby(((i, page.words[i]) for i in kept), key=lambda pair: pair[1].block):
            words = list(block)
            lines = [
                [(number, i, word.text) for i, word in line]
                for _, line in groupby(words, key=lambda pair: pair[1].line)
            ]
            large = median(_height(word) for _, word in words) > _HEADING_SCALE * usual
            yield _passage(lines, heading=large and len(words) <= _HEADING_WORDS)


def passages_of_text(chunks: str | Iterable[str]) -> Iterator[Passage]:
    """Yield the paragraphs of a plain text, which blank lines part. Only one of them is held at a time."""
    paragraph: list[list[_Token]] = []
    held = 0
    for index, (word, newlines) in enumerate(_words_of([chunks] if isinstance(chunks, str) else chunks)):
        if paragraph and (newlines > 1 or held >= LONGEST_PASSAGE_WORDS):
            yield _passage(paragraph, heading=newlines > 1 and _looks_like_heading(paragraph))
            paragraph, held = [], 0
        if newlines or not paragraph:
            paragraph.append([])
        paragraph[-1].append((0, index, word))
        held += 1
    if paragraph:
        yield _passage(paragraph)


def _words_of(chunks: Iterable[str]) -> Iterator[tuple[str, int]]:
    """Yield each word and the number of newlines before it."""
    held, newlines = "", 0
    for chunk in chunks:
        pieces = re.split(r"(\s+)", held + chunk)
        held = pieces.pop()[: 2 * LONGEST_WORD]
        for piece in pieces:
            if not piece or piece.isspace():
                newlines += max(piece.count("\n"), piece.count("\r"), 2 * piece.count("\f"))
            else:
                yield piece[:LONGEST_WORD], newlines
                newlines = 0
    if held:
        yield held[:LONGEST_WORD], newlines


def _passage(lines: Sequence[Sequence[_Token]], heading: bool = False) -> Passage:
    widest = max(sum(len(text) + 1 for _, _, text in line) for line in lines)
    text = ""
    printed: list[Printed] = []
    for number, line in enumerate(lines):
        for place, (page, word, token) in enumerate(line):
            joined = False
            if printed and place == 0:
                joined = _parted(printed[-1].text, token)
                text = text[: printed[-1].end] if joined else text + _line_end(lines[number - 1], token, widest)
                if joined:
                    text, printed[-1] = _without_hyphen(text, printed[-1])
            elif printed:
                text += " "
            printed.append(Printed(len(text), len(text) + len(token), page, word, token))
            text += token
    return Passage(text, tuple(printed), heading)


def _without_hyphen(text: str, head: Printed) -> tuple[str, Printed]:
    bare = head.text.rstrip(_HYPHENS)
    if bare.casefold() in _KEPT_PREFIXES or "-" in bare:
        return text, head
    end = head.start + len(bare)
    return text[:end], Printed(head.start, end, head.page, head.word, head.text)


def _parted(head: str, tail: str) -> bool:
    return len(head) > 2 and head[-1] in _HYPHENS and head[-2].isalpha() and tail[0].islower()


def _line_end(line: Sequence[_Token], following: str, widest: int) -> str:
    """A newline where the next word would have fitted on the line and does not go on in lower case, else a space."""
    room = widest - sum(len(text) + 1 for _, _, text in line)
    return "\n" if room >= len(following) + _ROOM_TO_SPARE and not following[0].islower() else " "


def _looks_like_heading(lines: Sequence[Sequence[_Token]]) -> bool:
    last = lines[-1][-1][2]
    return sum(map(len, lines)) <= _HEADING_WORDS and not _ENDS_SENTENCE.search(last)


def _height(word: Word) -> float:
    (ax, ay), _, _, (dx, dy) = word.quad
    return float(((ax - dx) ** 2 + (ay - dy) ** 2) ** 0.5)
