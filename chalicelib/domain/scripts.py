"""Which script a word is written in, as far as it matters: one that a voice can say, or the name of another."""

from __future__ import annotations

import re
import unicodedata

READABLE = "Latin"
_LETTERS = re.compile(r"[^\W\d_]")
_NAMES = {
    "LATIN": READABLE,
    "FEMININE": READABLE,
    "MASCULINE": READABLE,
    "MICRO": READABLE,
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "KATAKANA-HIRAGANA": "Japanese",
    "HANGUL": "Korean",
    "DEVANAGARI": "Hindi",
}


def script_of(text: str) -> str:
    """Return the script of most of the letters: "Latin", or another's name; "" where there is no letter.

    Kana among Chinese characters make it Japanese.
    """
    if text.isascii():
        return READABLE if _LETTERS.search(text) else ""
    counts: dict[str, int] = {}
    for letter in _LETTERS.findall(text):
        script = _script(letter)
        counts[script] = counts.get(script, 0) + 1
    if not counts:
        return ""
    most = max(counts, key=lambda script: counts[script])
    return "Japanese" if most == "Chinese" and "Japanese" in counts else most


def _script(letter: str) -> str:
    first = unicodedata.name(letter, "UNKNOWN").split()[0]
    if first in {"FULLWIDTH", "MODIFIER", "SUPERSCRIPT", "SUBSCRIPT", "SCRIPT", "DOUBLE-STRUCK", "MATHEMATICAL"}:
        return READABLE
    return _NAMES.get(first, first.capitalize())
