"""Reads a strip of one line: a CTC network, decoded greedily.

Source: Graves et al., "Connectionist Temporal Classification", 2006.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, inf

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.script import LATIN, twins
from chalicelib.engines.ppocr_network import Network
from chalicelib.engines.ppocr_width import HEIGHT, NARROWEST, WIDEST, width_as_it_is, width_needed
from chalicelib.ports import Image

_NEVER = 1e-6
"""Probability of what the network rules out: it is never that sure."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character read.

    Attributes:
        text: the character, never white space.
        confidence: 0 to 1.
        place: its middle, as a fraction of the strip's width.
        space: probability of a space between it and the character before, 0 to 1.
    """

    text: str
    confidence: float
    place: float
    space: float


Glyphs = tuple[Glyph, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What the network saw along a strip, of Latin characters.

    Attributes:
        odds: probability of each class at each step, (steps, classes); the first class is the blank.
        classes: number of the class of each character.
    """

    odds: NDArray[np.float32]
    classes: Mapping[str, int]

    def between(self, start: float, end: float) -> Seen:
        """Return a stretch of it, from and to fractions of the strip's width; one step at least."""
        steps = len(self.odds)
        first = min(int(start * steps), steps - 1)
        return Seen(self.odds[first : max(ceil(end * steps), first + 1)], self.classes)

    def fits(self, text: str) -> float:
        """Return the log-probability of a text, summed over all ways in which it can lie along the strip.

        The forward recursion of Graves et al. An empty text or one that the classes cannot write fits with -inf.
        """
        if not text or any(character not in self.classes for character in text):
            return -inf
        labels = [0, *(label for character in text for label in (self.classes[character], 0))]
        odds = np.log(self.odds[:, labels].astype(np.float64) + _NEVER)
        skips = np.array([number > 1 and label not in (0, labels[number - 2]) for number, label in enumerate(labels)])
        ways = np.full(len(labels) + 2, -inf)
        ways[2:4] = odds[0, :2]
        for step in odds[1:]:
            skipping = np.where(skips, ways[:-2], -inf)
            ways[2:] = np.logaddexp(np.logaddexp(ways[2:], ways[1:-1]), skipping) + step
        return float(np.logaddexp(ways[-1], ways[-2]))


@dataclass(frozen=True, slots=True)
class Transcript:
    """A strip as read twice: with all characters that the network knows, and with the Latin ones alone."""

    any_script: Glyphs
    latin: Glyphs
    seen: Seen


class Recogniser:
    """Reads strips."""

    def __init__(self, network: Network, characters: Sequence[str]) -> None:
        """Args: the network; the text of each of its classes, "" for the blank first, " " last."""
        self._network = network
        self._characters = characters
        index = {text: number for number, text in enumerate(characters)}
        latin = [text for text in ("", *LATIN, " ") if text in index]
        self._latin = tuple(latin)
        self._latin_numbers = {text: number for number, text in enumerate(latin)}
        self._latin_classes = np.array([index[text] for text in latin])
        pairs = [(place, index[twin]) for place, text in enumerate(latin) for twin in twins(text) if twin in index]
        self._twin_of, self._twin_classes = np.array(pairs).reshape(-1, 2).T

    def read(self, strip: Image, *, squeezed: bool = False) -> Transcript:
        """Return the characters on a strip (h, w, 3) of one line, left to right.

        Args:
            strip: the line.
            squeezed: whether it may be read as narrow as its print allows. On pages that errs less and costs less; on
                signs, whose letters stand in any manner, it loses a word in a hundred.
        """
        odds = self._odds(strip, width_needed(strip) if squeezed else width_as_it_is(strip))
        latin = odds[:, self._latin_classes]
        np.add.at(latin.T, self._twin_of, odds[:, self._twin_classes].T)
        seen = Seen(latin, self._latin_numbers)
        return Transcript(decode(odds, self._characters), decode(latin, self._latin), seen)

    def _odds(self, strip: Image, width: float) -> NDArray[np.float32]:
        """Return the probability of each class at each step along the strip made so wide, (steps, classes)."""
        wide = int(np.clip(np.ceil(width), NARROWEST, WIDEST))
        method = cv2.INTER_AREA if strip.shape[0] > HEIGHT else cv2.INTER_CUBIC
        pixels = cv2.resize(strip, (wide, HEIGHT), interpolation=method)[:, :, ::-1].transpose(2, 0, 1)
        planes = np.ascontiguousarray(pixels, dtype=np.float32)
        planes *= 2 / 255
        planes -= 1
        return self._network(planes)


def belief(glyphs: Glyphs) -> float:
    """Return the mean confidence of what was read, 0 where it is nothing."""
    return sum(glyph.confidence for glyph in glyphs) / len(glyphs) if glyphs else 0.0


def spaced(glyphs: Glyphs) -> str:
    """Return what was read, with the spaces that the recogniser saw."""
    return "".join(" " * (glyph.space > 0.5) + glyph.text for glyph in glyphs)


def decode(odds: NDArray[np.float32], characters: Sequence[str]) -> Glyphs:
    """Return the likeliest characters: repeats joined, blanks dropped, spaces kept as a probability.

    Args:
        odds: (steps, classes).
        characters: the text of each class: "" for the blank first, " " for the space last.
    """
    best = odds.argmax(axis=1)
    spaces = odds[:, -1]
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    glyphs = []
    before = 0
    for start, end in zip(starts, [*starts[1:], len(best)], strict=True):
        text = characters[best[start]]
        if not text.strip():
            continue
        weights = odds[start:end, best[start]]
        place = (np.arange(start, end) + 0.5) @ weights / weights.sum() / len(best)
        space = spaces[before:start].max(initial=0)
        glyphs.append(Glyph(text, min(1.0, float(weights.max())), float(place), float(space)))
        before = end
    return tuple(glyphs)
