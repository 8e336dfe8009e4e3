"""Marks: which printed word is heard when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from chalicelib.domain.alignment import TimedSpan
from chalicelib.domain.passages import Printed


@dataclass(frozen=True, slots=True)
class Mark:
    """One printed word as it is heard.

    Attributes:
        start_ms, end_ms: from the beginning of the whole speech.
        page: index of the page; 0 for plain text.
        word: index into the page's words, or of the word in the plain text, counted from 0.
        text: the word as printed.
        estimated: True where the engine gave no time for it and it was worked out from the sound.
    """

    start_ms: int
    end_ms: int
    page: int
    word: int
    text: str
    estimated: bool = False

    def as_json(self) -> dict[str, object]:
        """Return the mark as marks.json has it; "estimated" is there only where it is true."""
        mark: dict[str, object] = {
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "page": self.page,
            "word": self.word,
            "text": self.text,
        }
        return mark | {"estimated": True} if self.estimated else mark


def marks_json(marks: Sequence[Mark]) -> list[dict[str, object]]:
    """Return the value of marks.json."""
    return [mark.as_json() for mark in marks]


def marks_of(
    printed: Sequence[tuple[Printed, ...]],
    times: Sequence[TimedSpan],
    *,
    starts_at_ms: float,
    trimmed_ms: float,
    length_ms: float,
) -> tuple[Mark, ...]:
    """Return the marks of one utterance, in the order of time.

    Spoken words in a row that stand for the same print share one time. Where that is several printed words, it is
    dealt to them by their letters. Each printed word has one mark wherever it is said without another between.

    Args:
        printed: for each spoken word, the printed words that it stands for.
        times: of each spoken word, from the beginning of the engine's sound.
        starts_at_ms: when the utterance begins in the whole speech.
        trimmed_ms: what was cut from the beginning of the engine's sound.
        length_ms: of the sound that was kept.
    """
    marks: list[Mark] = []
    for words, group in groupby(zip(printed, times, strict=True), key=lambda pair: pair[0]):
        said = [time for _, time in group]
        start, end = (min(max(0.0, ms - trimmed_ms), length_ms) for ms in (said[0].start_ms, said[-1].end_ms))
        estimated = len(words) > 1 or any(time.estimated for time in said)
        letters = sum(len(word.text) for word in words)
        spent = 0
        for word in words:
            first = start + (end - start) * spent / letters
            spent += len(word.text)
            last = start + (end - start) * spent / letters
            marks.append(
                Mark(
                    round(starts_at_ms + first),
                    round(starts_at_ms + last),
                    word.page,
                    word.word,
                    word.text,
                    estimated,
                )
            )
    return tuple(_merged(marks))


def _merged(marks: Iterable[Mark]) -> Iterator[Mark]:
    """Make one of marks in a row for the same print."""
    before: Mark | None = None
    for mark in marks:
        if before and (before.page, before.word) == (mark.page, mark.word):
            before = replace(before, end_ms=mark.end_ms, estimated=before.estimated or mark.estimated)
            continue
        if before:
            yield before
        before = mark
    if before:
        yield before
