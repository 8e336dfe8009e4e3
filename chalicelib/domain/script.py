"""Which characters belong to the Latin script, and which others look just like them."""

from __future__ import annotations

import re
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


SURE = 0.97
"""Confidence from which an accent is believed by itself. Of 35 accents read on English pages 2 reached it, of those in
French, German and Spanish names on forms 7 of 8."""


def plain(letter: str) -> str:
    """Return the letter without its accents, the character itself where it has none."""
    return unicodedata.normalize("NFD", letter)[0] if letter.isalpha() else letter


def has_accents(characters: Iterable[tuple[str, float]]) -> bool:
    """Return whether a page is in a language that writes accents, rather than one with specks over its letters.

    Such a page shows most of its accents clearly; on another a clear one stands beside many unclear ones.

    Args:
        characters: all of the page, each with its confidence, 0 to 1.
    """
    accents = [confidence for character, confidence in characters if plain(character) != character]
    return bool(accents) and 2 * sum(confidence >= SURE for confidence in accents) >= len(accents)


_MISREAD_DIGITS = (
    (re.compile(r"(?<=\d)l(?=\d)|(?<=\d\d)l(?=[.,%/)-]|$)|(?<![^\W\d_])l(?=\d[\d.,%/)-])|(?<=[$£€])l(?=[\d.,])"), "1"),
    (re.compile(r"(?<=\d)[Oo](?=\d)"), "0"),
)


def with_digits(text: str) -> str:
    """Return a word in which l and O that stand in a number are digits: "l00%" → "100%", "2O17" → "2017".

    A capital I is left alone, since codes hold it; so is an O at the end of a formula ("Li2O"), and litres ("1.5l").
    """
    if not any(character.isdigit() for character in text):
        return text
    for letter, digit in _MISREAD_DIGITS:
        text = letter.sub(digit, text)
    return text
