"""Reads a strip of one line: a CTC network, decoded greedily.

Source: Graves et al., "Connectionist Temporal Classification", 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from chalicelib.domain.script import LATIN, twins
from chalicelib.ports import Image

HEIGHT = 48
"""Height of a strip that the network reads, pixels."""

NARROWEST, WIDEST = 32, 3200
"""Width of a strip that the network reads, pixels. Wider ones are squeezed."""


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
class Transcript:
    """A strip as read twice: with all characters that the network knows, and with the Latin ones alone."""

    any_script: Glyphs
    latin: Glyphs


class Recogniser:
    """Reads strips."""

    def __init__(self, session: ort.InferenceSession, characters: Sequence[str]) -> None:
        """Args: the network; the text of each of its classes, "" for the blank."""
        self._session = session
        self._characters = characters
        index = {text: number for number, text in enumerate(characters)}
        latin = [text for text in ("", *LATIN, " ") if text in index]
        self._latin = tuple(latin)
        self._latin_classes = np.array([index[text] for text in latin])
        pairs = [(place, index[twin]) for place, text in enumerate(latin) for twin in twins(text) if twin in index]
        self._twin_of, self._twin_classes = np.array(pairs).reshape(-1, 2).T

    def read(self, strip: Image) -> Transcript:
        """Return the characters on a strip (h, w, 3) of one line, left to right."""
        odds = self._odds(strip)
        latin = odds[:, self._latin_classes]
        np.add.at(latin.T, self._twin_of, odds[:, self._twin_classes].T)
        return Transcript(decode(odds, self._characters), decode(latin, self._latin))

    def _odds(self, strip: Image) -> NDArray[np.float32]:
        """Return the probability of each class at each step along the strip, (steps, classes)."""
        height, width = strip.shape[:2]
        wide = int(np.clip(np.ceil(width * HEIGHT / height), NARROWEST, WIDEST))
        method = cv2.INTER_AREA if height > HEIGHT else cv2.INTER_CUBIC
        pixels = cv2.resize(strip, (wide, HEIGHT), interpolation=method)[:, :, ::-1].transpose(2, 0, 1)
        planes = np.ascontiguousarray(pixels, dtype=np.float32)
        planes *= 2 / 255
        planes -= 1
        odds = self._session.run(None, {self._session.get_inputs()[0].name: planes[None]})[0]
        return np.asarray(odds[0], np.float32)


def belief(glyphs: Glyphs) -> float:
    """Return the mean confidence of what was read, 0 where it is nothing."""
    return sum(glyph.confidence for glyph in glyphs) / len(glyphs) if glyphs else 0.0


def decode(odds: NDArray[np.float32], characters: Sequence[str]) -> Glyphs:
    """Return the likeliest characters: repeats joined, blanks dropped, spaces kept as a probability.

    Args:
        odds: (steps, classes).
        characters: the text of each class, "" for the blank, " " for the space.
    """
    best = odds.argmax(axis=1)
    spaces = odds[:, characters.index(" ")]
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
