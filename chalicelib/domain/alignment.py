"""From what an engine says of its timing to a time for each spoken word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TimedSpan:
    """Characters [start, end) of the utterance and when they are heard, in ms from its beginning."""

    start: int
    end: int
    start_ms: float
    end_ms: float
    estimated: bool = False


def estimated_spans(text: str, samples: NDArray[np.int16], sample_rate: int) -> tuple[TimedSpan, ...]:
    """Return a time for each word of `text` by its share of the letters."""
    words = list(re.finditer(r"\S+", text))
    if not words:
        return ()
    weights = np.array([len(word[0]) + 1.5 for word in words])
    edges = np.concatenate([[0.0], np.cumsum(weights) / weights.sum()]) * len(samples) * 1000 / sample_rate
    return tuple(
        TimedSpan(word.start(), word.end(), float(a), float(b), estimated=True)
        for word, a, b in zip(words, edges, edges[1:], strict=False)
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
