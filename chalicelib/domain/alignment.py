"""When each word is heard, by the times that an engine gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class TimedSpan:
    """Characters [start, end) of the utterance and when they are heard, in ms from its beginning."""

    start: int
    end: int
    start_ms: float
    end_ms: float
    estimated: bool = False


def moved(spans: Iterable[TimedSpan], characters: int, ms: float) -> Iterator[TimedSpan]:
    """Yield the spans of a piece of text as those of the whole: so many characters and ms later."""
    for span in spans:
        yield replace(
            span,
            start=span.start + characters,
            end=span.end + characters,
            start_ms=span.start_ms + ms,
            end_ms=span.end_ms + ms,
        )


def times_of(words: Sequence[tuple[int, int]], spans: Sequence[TimedSpan]) -> list[TimedSpan]:
    """Return the time of each word [start, end): from the first to the last of the spans that touch it.

    A word that no span touches gets the moment at which the word before it ends, as an estimate.
    """
    found: list[TimedSpan] = []
    i = 0
    for start, end in words:
        while i < len(spans) and spans[i].end <= start:
            i += 1
        j = i
        while j < len(spans) and spans[j].start < end:
            j += 1
        if j > i:
            touching = spans[i:j]
            estimated = any(span.estimated for span in touching)
            found.append(TimedSpan(start, end, touching[0].start_ms, touching[-1].end_ms, estimated))
        else:
            moment = found[-1].end_ms if found else 0.0
            found.append(TimedSpan(start, end, moment, moment, estimated=True))
    return found
