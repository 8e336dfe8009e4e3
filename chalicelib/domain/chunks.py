"""Text cut to a service's limit, at the best place before it."""

from __future__ import annotations

from collections.abc import Iterator


def chunks(text: str, limit: int) -> Iterator[tuple[int, str]]:
    """Yield (offset, piece) of at most `limit` characters: cut after a sentence, else a clause, a word, or anywhere."""
    start = 0
    while start < len(text):
        piece = text[start : start + limit]
        if start + limit < len(text):
            piece = piece[: _cut(piece)]
        if piece.strip():
            yield start + len(piece) - len(piece.lstrip()), piece.strip()
        start += len(piece)


def _cut(piece: str) -> int:
    for marks in (".!?…", ",;:", " "):
        places = [piece.rfind(mark + " ") if mark != " " else piece.rfind(" ") for mark in marks]
        if max(places) > len(piece) // 3:
            return max(places) + 1
    return len(piece)
