"""Words in reading order to plain text."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.domain.hyphens import framed, joined, spelled
from chalicelib.domain.page import Page, Word, lines_of


def text_of(pages: Sequence[Page]) -> str:
    """Return the text: a newline after each line, a blank line between blocks and between pages.

    A word that a hyphen parts at a line's end is put together on the first of the two lines (`domain.hyphens`).
    """
    return "\n\n".join(text for page in pages if (text := _page_text(page.words)))


def _page_text(words: Sequence[Word]) -> str:
    whole = spelled(word.text for word in words)
    text = ""
    last: Word | None = None
    before: Sequence[str] = ()
    for line in lines_of(words):
        texts = [word.text for word in line]
        goes_on = bool(before) and (texts[0][0].islower() or not framed(before))
        before = texts
        head = text.rsplit(None, 1)[-1] if text and goes_on else ""
        one = joined(head, texts[0], whole) if head else None
        if one is not None:
            text = text[: -len(head)] + one
            texts = texts[1:]
        if texts:
            text += _space(last, line[0]) + " ".join(texts)
        last = line[0]
    return text


def _space(last: Word | None, first: Word) -> str:
    """Return what stands between the line that `last` is on and the one that `first` begins."""
    if last is None:
        return ""
    return "\n" if last.block == first.block else "\n\n"
