"""Page furniture: running heads, feet and page numbers, which a reader does not say on every page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from chalicelib.domain.page import Page, Word, lines_of

_EDGE_LINES = 2
"""How many lines at the top and at the bottom of a page may be furniture."""
_SHARE_OF_PAGES = 0.5
_NUMBERS = re.compile(r"\d+|^[ivxlc]+$")
_PAGE_NUMBER = re.compile(
    r"\W*(?:(?:page|p|pg|pág|página|pag|pagina|seite)\.?\W*)?#(?:\W*(?:of|de|von|sur|di|/)?\W*#)?\W*"
)


def without_furniture(pages: Sequence[Page]) -> list[list[int]]:
    """Return for each page the indices of the words to speak.

    A line at a page's edge is furniture if, with its numbers masked, it stands at the same edge of at least half
    of the pages, and of two at least. Its first time is kept, unless it is no more than a page number.
    """
    edges = [_edges(page) for page in pages]
    counts = Counter(key for page in edges for key in set(page))
    needed = max(2, _SHARE_OF_PAGES * len(pages))
    repeated = {key for key, count in counts.items() if count >= needed}
    said: set[tuple[str, str]] = set()
    kept = []
    for page, lines in zip(pages, edges, strict=True):
        dropped: set[int] = set()
        for key, words in lines.items():
            if key in repeated and (key in said or _PAGE_NUMBER.fullmatch(key[1])):
                dropped.update(words)
            said.add(key)
        kept.append([i for i in range(len(page.words)) if i not in dropped])
    return kept


def _edges(page: Page) -> dict[tuple[str, str], list[int]]:
    """(edge, masked text) → indices of the line's words."""
    lines: list[tuple[str, list[int]]] = []
    start = 0
    for line in lines_of(page.words):
        lines.append((_masked(line), list(range(start, start + len(line)))))
        start += len(line)
    found = {("bottom", text): words for text, words in lines[-_EDGE_LINES:]}
    return found | {("top", text): words for text, words in lines[:_EDGE_LINES]}


def _masked(line: Sequence[Word]) -> str:
    return _NUMBERS.sub("#", " ".join(word.text for word in line).casefold())
