"""Roman numerals."""

from __future__ import annotations

_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(text: str) -> int:
    """Return the value of a numeral in capitals: a letter before a larger one counts against it."""
    values = [_VALUES[letter] for letter in text]
    return sum(-value if value < max(values[i:]) else value for i, value in enumerate(values))
