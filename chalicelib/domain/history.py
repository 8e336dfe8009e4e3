"""What history shows of a document, and by which words it is found. Pure decisions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from chalicelib.domain.document import Document

MAX_TITLE = 200
MAX_EXCERPT = 300
"""Characters of text that history shows."""
MAX_SEARCH_TEXT = 4_000
"""Characters of text that search looks through; kept in the item, so that a page of history stays one query."""


def title_from(filename: str) -> str:
    """Return a title made from a file's name: no folders, no control characters, not empty, not too long."""
    return clean_title(filename.replace("\\", "/").rsplit("/", 1)[-1]) or "Untitled"


def clean_title(title: str) -> str:
    """Return the title without control characters and surplus space, cut at MAX_TITLE characters."""
    printable = "".join(" " if unicodedata.category(c)[0] == "C" else c for c in title)
    return " ".join(printable.split())[:MAX_TITLE].strip()


def fold(text: str) -> str:
    """Return text as search compares it: without case, accents and surplus space."""
    # Decomposed first, too: only then do letters such as the 𝕊 of mathematics have a case.
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def search_text(title: str, text: str) -> str:
    """Return what search looks through."""
    return fold(f"{title}\n{text}"[: MAX_SEARCH_TEXT * 2])[:MAX_SEARCH_TEXT]


def excerpt(text: str) -> str:
    """Return the beginning of a text, on one line."""
    return " ".join(text[:MAX_EXCERPT].split())


def holds(document: Document, words: Iterable[str]) -> bool:
    """Tell whether search finds the document by these folded words; its title counts as it is called now."""
    looked_through = f"{fold(document.title)}\n{document.search_text}"
    return all(word in looked_through for word in words)
