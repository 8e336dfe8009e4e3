"""The opening exclamation mark, which the recogniser's dictionary lacks: told from the ink and from what follows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

OPENING, CLOSING = "¡", "!"

TAKEN_FOR = "ijl|"
"""What the recogniser reads in its place, where it reads anything."""

BRANDS = ("iphone", "ipad", "ipod", "ios", "imac", "icloud", "itunes", "imessage", "ibook")
"""Words that do begin with an i before a capital."""


def with_openings(words: Sequence[str], bars: Sequence[bool]) -> list[str]:
    """Return the words of a line with the opening marks put where they stand.

    Args:
        words: as read, left to right.
        bars: for each, whether an upright stroke stands unread before its first letter.
    """
    closing = [CLOSING in word for word in words]
    texts = []
    for number, (word, bar) in enumerate(zip(words, bars, strict=True)):
        if not any(closing[number:]):
            texts.append(word)
        elif bar and word[0].isupper():
            texts.append(OPENING + word)
        elif word[0] in TAKEN_FOR and word[1:2].isupper() and not word.lower().startswith(BRANDS):
            texts.append(OPENING + word[1:])
        else:
            texts.append(word)
    return texts


def bar_before(ink: NDArray[np.bool_], left: float, middle: float) -> bool:
    """Return whether a stroke stands apart before the first letter of a word.

    Args:
        ink: where the line has ink, (height, width).
        left: column at which the word's ink begins.
        middle: column of the middle of the first letter read.
    """
    height = ink.shape[0]
    start, end = max(0, int(left)), min(ink.shape[1], int(middle) + 1)
    filled = np.asarray(ink[:, start:end].any(axis=0))
    if not filled.any() or filled.all():
        return False
    first = int(np.argmax(filled))
    after = first + int(np.argmin(filled[first:])) if not filled[first:].all() else len(filled)
    if not filled[after:].any():
        return False
    rows = np.flatnonzero(ink[:, start + first : start + after].any(axis=1))
    tall, thin = rows[-1] - rows[0] + 1, after - first
    return bool(tall > 0.4 * height and thin < 0.4 * tall)
