"""One scorer for every OCR engine: words in their places, words wherever they lie, and text in reading order.

- raw: a word counts where a true word lies (quads overlap with IoU ≥ 0.5, one to one) and the texts are equal as they
  stand; folded: the same, case and edge punctuation aside.
- bag: folded words wherever they lie, each as often as it occurs.
- CER: edits between the texts in reading order, white space folded, over the characters of the true text.

A true word that people cannot read (`legible` false) counts neither for nor against, nor does what is read there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from unicodedata import category, normalize

import numpy as np

from benchmarks.ocr.overlap import covered, iou
from chalicelib.domain.geometry import bounds
from chalicelib.domain.page import Quad, Word

SAME_PLACE = 0.5
"""IoU from which two quads count as one place."""


@dataclass(frozen=True, slots=True)
class TrueWord:
    """A word, or a whole line, that is on the image."""

    text: str
    quad: Quad
    legible: bool = True


@dataclass(frozen=True, slots=True)
class Truth:
    """What an image says. Sets differ in what they tell: None = not told.

    Attributes:
        words: each word with its place.
        lines: each line with its place.
        text: the whole text in reading order.
    """

    words: tuple[TrueWord, ...] | None = None
    lines: tuple[TrueWord, ...] | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """Words right, words read, words to be read. Counts add up over images."""

    right: int = 0
    read: int = 0
    true: int = 0

    def __add__(self, other: Count) -> Count:
        """Add up."""
        return Count(self.right + other.right, self.read + other.read, self.true + other.true)

    @property
    def precision(self) -> float:
        """Share of the words read that are right; 1 where none was read."""
        return self.right / self.read if self.read else 1.0

    @property
    def recall(self) -> float:
        """Share of the true words that were read right; 1 where there are none."""
        return self.right / self.true if self.true else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.read + self.true) if self.read + self.true else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """How well one image, or many added up, were read.

    Attributes:
        raw, folded, bag: see the module.
        edits: characters to insert, delete or change to get the true text.
        characters: length of the true text, white space folded.
    """

    raw: Count = field(default_factory=Count)
    folded: Count = field(default_factory=Count)
    bag: Count = field(default_factory=Count)
    edits: int = 0
    characters: int = 0

    def __add__(self, other: Score) -> Score:
        """Add up."""
        return Score(
            self.raw + other.raw,
            self.folded + other.folded,
            self.bag + other.bag,
            self.edits + other.edits,
            self.characters + other.characters,
        )

    @property
    def cer(self) -> float:
        """Character error rate; over 1 is possible."""
        return self.edits / self.characters if self.characters else float(self.edits > 0)


def score(truth: Truth, words: Sequence[Word]) -> Score:
    """Score the words read on one image; what the truth does not tell stays zero.

    Args:
        truth: what is on the image.
        words: as read, in reading order.
    """
    raw = folded = Count()
    if truth.words is not None:
        raw, folded = _placed(truth.words, words)
    edits = characters = 0
    if truth.text is not None:
        true_text = fold_space(truth.text)
        edits = edit_distance(true_text, fold_space(" ".join(word.text for word in words)))
        characters = len(true_text)
    return Score(raw, folded, _bag(truth, words), edits, characters)


def fold(text: str) -> str:
    """Return a word without case and without punctuation at its edges; "" where nothing else is left."""
    folded = normalize("NFKC", text).casefold()
    inner = [i for i, character in enumerate(folded) if category(character)[0] in "LNM"]
    return folded[inner[0] : inner[-1] + 1] if inner else ""


def fold_space(text: str) -> str:
    """Return the text with every stretch of white space as one space, and none at the ends."""
    return " ".join(text.split())


def edit_distance(a: str, b: str) -> int:
    """Return the Levenshtein distance, a column of its table at a time as the bits of a number.

    Myers, "A fast bit-vector algorithm for approximate string matching" (1999), in Hyyrö's form (2003).
    """
    if not a:
        return len(b)
    places: dict[str, int] = {}
    for i, character in enumerate(a):
        places[character] = places.get(character, 0) | 1 << i
    full, last = (1 << len(a)) - 1, 1 << (len(a) - 1)
    more, fewer, distance = full, 0, len(a)
    for character in b:
        same = places.get(character, 0)
        across = (((same & more) + more) ^ more) | same
        right_more, right_fewer = fewer | (full & ~(across | more)), more & across
        distance += bool(right_more & last) - bool(right_fewer & last)
        right_more, right_fewer = (right_more << 1 | 1) & full, right_fewer << 1 & full
        more, fewer = right_fewer | (full & ~(same | fewer | right_more)), right_more & (same | fewer)
    return distance


def _placed(truth: Sequence[TrueWord], words: Sequence[Word]) -> tuple[Count, Count]:
    """Return (raw, folded)."""
    pairs = _pairs([word.quad for word in truth], [word.quad for word in words])
    matched = {j for _, j in pairs}
    unreadable = [word.quad for word in truth if not word.legible]
    aside = {j for i, j in pairs if not truth[i].legible}
    aside |= {
        j
        for j, word in enumerate(words)
        if j not in matched and any(covered(word.quad, quad) >= SAME_PLACE for quad in unreadable)
    }
    legible = [(truth[i].text, words[j].text) for i, j in pairs if truth[i].legible]
    read, true = len(words) - len(aside), len(truth) - len(unreadable)
    raw = sum(there == here for there, here in legible)
    folded = sum(there == here or fold(there) == fold(here) != "" for there, here in legible)
    return Count(raw, read, true), Count(folded, read, true)


def _pairs(true: Sequence[Quad], read: Sequence[Quad]) -> list[tuple[int, int]]:
    """Match quads one to one, best overlap first; return (true, read) indices."""
    if not true or not read:
        return []
    t, r = np.array([bounds(quad) for quad in true]), np.array([bounds(quad) for quad in read])
    low = np.maximum(t[:, None, :2], r[None, :, :2])
    high = np.minimum(t[:, None, 2:], r[None, :, 2:])
    near = [(int(i), int(j)) for i, j in np.argwhere((low < high).all(axis=2))]
    overlaps = sorted(((iou(true[i], read[j]), i, j) for i, j in near), key=lambda each: (-each[0], each[1:]))
    pairs: list[tuple[int, int]] = []
    taken_true: set[int] = set()
    taken_read: set[int] = set()
    for overlap, i, j in overlaps:
        if overlap >= SAME_PLACE and i not in taken_true and j not in taken_read:
            pairs.append((i, j))
            taken_true.add(i)
            taken_read.add(j)
    return pairs


def _bag(truth: Truth, words: Sequence[Word]) -> Count:
    if truth.words is not None or truth.lines is not None:
        told = truth.words if truth.words is not None else truth.lines or ()
        true = _folded_words(word.text for word in told if word.legible)
        spared = _folded_words(word.text for word in told if not word.legible)
    else:
        true, spared = _folded_words([truth.text or ""]), Counter[str]()
    read = _folded_words(word.text for word in words)
    read -= (read - true) & spared
    return Count((true & read).total(), read.total(), true.total())


def _folded_words(texts: Iterable[str]) -> Counter[str]:
    return Counter(folded for text in texts for word in text.split() if (folded := fold(word)))
