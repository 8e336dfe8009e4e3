"""A word that a line's end parts: whether it was one, and whether its hyphen stays.

A hyphen at a line's end was set either to break a word ("inter- / national") or because the word has one ("well- /
known"). The text itself tells best, where the word stands elsewhere on the page; else the parts do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

SOFT = "\u00ad"
HYPHENS = "-\u2010\u2011" + SOFT

COMPOUNDING = frozenset(
    {
        "well",
        "self",
        "ex",
        "half",
        "high",
        "long",
        "short",
        "cross",
        "quasi",
        "vice",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "first",
        "second",
        "third",
    }
)
"""Parts before a hyphen that English writes with one, and that seldom are a mere syllable."""


def spelled(texts: Iterable[str]) -> frozenset[str]:
    """Return the words that stand whole somewhere, in lower case and without punctuation at their edges."""
    return frozenset(word for text in texts if (word := _bare(text)) and word[-1] not in HYPHENS)


def joined(head: str, tail: str, whole: frozenset[str]) -> str | None:
    """Return the one word that the last of a line and the first of the next make, None where they are two.

    Args:
        head: as printed, with its hyphen.
        tail: as printed.
        whole: words that the text has elsewhere, from `spelled`.
    """
    if len(head) < 2 or head[-1] not in HYPHENS or not head[-2].isalnum() or not tail[0].isalnum():
        return None
    stem = head[:-1]
    if head[-1] == SOFT or (_may_be_broken(stem, tail) and not _keeps_hyphen(stem, tail, whole)):
        return stem + tail
    return head + tail


def framed(line: Sequence[str]) -> bool:
    """Tell whether hyphens frame a line's words, as on receipts ("-TAX INVOICE-"): the last one parts no word."""
    first, last = line[0], line[-1]
    return len(first) > 1 and first[0] in HYPHENS and first[1].isalnum() and last[-1] in HYPHENS


def _may_be_broken(stem: str, tail: str) -> bool:
    """Tell whether one word may have been broken here: letters on both sides, and no capital after small letters."""
    return stem[-1].isalpha() and tail[0].isalpha() and (tail[0].islower() or (stem.isupper() and tail[:2].isupper()))


def _keeps_hyphen(stem: str, tail: str, whole: frozenset[str]) -> bool:
    if _bare(stem + tail) in whole:
        return False
    first = _bare(stem)
    return _bare(f"{stem}-{tail}") in whole or "-" in first or first in COMPOUNDING


def _bare(text: str) -> str:
    return text.lower().strip(".,;:!?\"'()[]{}«»“”‘’¿¡…")
