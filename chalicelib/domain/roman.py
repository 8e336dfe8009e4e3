"""Roman numerals."""

from __future__ import annotations

BARE = r"(?<![\w.'-])(?!X+(?!\w))(?=[IVX]{2})X{0,3}(?:IX|IV|V?I{0,3})(?![\w'&-])"
"""Pattern of a numeral of two letters or more that stands alone: "XII.", but no XX or XXX."""
_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(text: str) -> int:
    """Return the value of a numeral in capitals: a letter before a larger one counts against it."""
    values = [_VALUES[letter] for letter in text]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
