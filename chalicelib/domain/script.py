"""Which characters belong to the Latin script, and which others look just like them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

_PUNCTUATION = "‐‑–—‘’‚“”„†‡•…‰‹›"
_SIGNS = "€₤™℠№←↑→↓−×÷≈≠≤≥√∞■□▪●○★☐☑✓"

LATIN: tuple[str, ...] = tuple(
    sorted(
        {
            *(chr(code) for code in range(0x21, 0x7F)),
            *(chr(code) for code in range(0xA1, 0x180) if chr(code) not in "\xad"),
            *_PUNCTUATION,
            *_SIGNS,
        }
    )
)
"""What a page in a Latin script may hold, but for the space."""

_LOOKALIKES = {"·": "・", "-": "‐‑", "–": "一", "—": "一", '"': "＂", ".": "。", "|": "丨"}


def twins(character: str) -> str:
    """Return characters of other scripts that are drawn like this one: full-width forms and near copies."""
    wide = chr(ord(character) + 0xFEE0) if len(character) == 1 and 0x21 <= ord(character) <= 0x7E else ""
    return wide + _LOOKALIKES.get(character, "")


def is_latin(texts: Iterable[str]) -> bool:
    """Return whether at least half of the letters are Latin; True where there are no letters."""
    letters = [character for text in texts for character in text if character.isalpha()]
    ours = sum("LATIN" in unicodedata.name(character, "") for character in letters)
    return 2 * ours >= len(letters)
