"""Words in reading order to plain text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from chalicelib.domain.page import Page, Word

_HYPHENS = "-\u00ad\u2010\u2011"


def text_of(pages: Sequence[Page]) -> str:
    """Return the text: a newline after each line, a blank line between blocks and between pages.

    A word that a hyphen parts at a line's end is put together on the first of the two lines.
    """
    return "\n\n".join(text for page in pages if (text := _page_text(page.words)))


def _page_text(words: Sequence[Word]) -> str:
    blocks = [list(block) for _, block in groupby(words, key=lambda word: word.block)]
    return "\n\n".join("\n".join(_block_lines(block)) for block in blocks)


def _block_lines(words: Sequence[Word]) -> Iterator[str]:
    lines = [[word.text for word in line] for _, line in groupby(words, key=lambda word: word.line)]
    for line, following in zip(lines, [*lines[1:], []], strict=True):
        if following and _is_parted(line[-1], following[0]):
            line[-1] = line[-1].rstrip(_HYPHENS) + following.pop(0)
        if line:
            yield " ".join(line)


def _is_parted(head: str, tail: str) -> bool:
    return len(head) > 2 and head[-1] in _HYPHENS and head[-2].isalpha() and tail[0].islower()
