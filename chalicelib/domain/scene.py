"""Street photos as against pages: how they are told apart, and how the writing on signs falls into words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

MUCH_TEXT = 0.1
"""Share of a picture that lines of text cover from which it is a page. Of 145 street photos 4 have more, of 25 pages 2
have less, and those are told by their paper."""

PAPER = 0.7
"""Share of a picture in two neighbouring shades of sixteen from which it is paper, whatever is written on it. Street
photos have at most .6, scanned pages and forms .89 and more."""

SPACE = 0.05
"""Probability of a space from which two characters on a sign stand apart. The gap between them tells nothing here: of
2,476 neighbours 30 are cut wrongly with the recogniser alone, 28 with the gap to help it. Folded F1 is .698 with .15,
.702 with .05 and with .03, on both halves of the photos alike."""

ORNAMENTS = frozenset("·•★☆●○■□▪♥|®™©")
"""What stands between the words of a sign and belongs to none."""

JOINTS = frozenset("-–—:_")
"""What joins two words of a sign when letters stand on either side: "MARINA:SQUARE" is two, "14-17" is one."""

ROOT = 3
"""Letters that stand next to a joint at least, on both sides: "SK-II" is one word."""


def is_paper(shades: Sequence[float]) -> bool:
    """Return whether most of a picture is an even ground.

    Args:
        shades: share of the pixels in each of sixteen bands of brightness, dark to bright; adds up to 1.
    """
    return max(a + b for a, b in pairwise(shades)) >= PAPER


def is_scene(shades: Sequence[float], text: float) -> bool:
    """Return whether a picture is a photo of a place with some writing in it, rather than of something written.

    Args:
        shades: see `is_paper`.
        text: share of the picture that lines of text cover.
    """
    return text < MUCH_TEXT and not is_paper(shades)


def sign_words(characters: Sequence[str], spaces: Sequence[float]) -> list[range]:
    """Return which characters of a line on a sign make up each word; ornaments are in none.

    Args:
        characters: left to right, none of them white space.
        spaces: probability of a space before each.
    """
    words: list[range] = []
    start = 0
    for here in range(len(characters) + 1):
        ends = here == len(characters) or characters[here] in ORNAMENTS
        if ends or (here > start and (spaces[here] > SPACE or _is_joint(characters, here - 1))):
            if here > start:
                words.append(range(start, here))
            start = here + 1 if ends else here
    return words


def _is_joint(characters: Sequence[str], place: int) -> bool:
    before, after = characters[max(0, place - ROOT) : place], characters[place + 1 : place + 1 + ROOT]
    sides = [side for side in (before, after) if len(side) == ROOT and "".join(side).isalpha()]
    return characters[place] in JOINTS and len(sides) == 2
