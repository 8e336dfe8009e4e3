"""Word times for an engine that gives none, estimated from the sound."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.alignment import TimedSpan

_FRAME_MS = 10
_SILENCE = 0.03
"""Of the loud frames' level; below it nothing is said."""
_SHORTEST_PAUSE_MS = 150
_UNWANTED_BREAK = 0.02
"""Cost of a pause where the text has no mark, and of a mark without a pause, in squared shares of the utterance."""
_SNAP_MS = 60
_PAUSE_MARKS = ",.;:!?…"
_ONE_SOUND = re.compile(r"th|sh|ch|ph|ck|qu|gh|(\w)\1|(?<=\w\w)es?$")
"""Letters that make one sound, and a final e that is mostly silent."""
_FAST, _DRAWN_OUT, _ONSET = 0.75, 1.3, 0.5
_SAID_FAST_WORDS = """
    the a an of to and in on at for with is was are were his her she he it that this be by as from or but has had
    have you we they my our not de la el los las un una y en que su sus con por para se es lo al del le si como mi
    der die das und ist des du les et il che di"""
_SAID_FAST = frozenset(_SAID_FAST_WORDS.split())


def estimated_spans(text: str, samples: NDArray[np.int16], sample_rate: int) -> tuple[TimedSpan, ...]:
    """Return a time for each word of `text`, estimated from the sound.

    The sound is cut at its pauses; the words are dealt to the stretches between them so that their lengths and the
    pause marks fit best (dynamic programming); within a stretch each word has its share by its letters, and the cut
    between two words moves to the quietest moment near by.
    """
    words = list(re.finditer(r"\S+", text))
    level = _level(samples, sample_rate)
    stretches = _stretches(level)
    if not words or not stretches:
        return ()
    weights = np.array([_weight(word[0]) for word in words])
    marked = [word[0][-1] in _PAUSE_MARKS for word in words]
    spans: list[TimedSpan] = []
    begin = 0
    for (first, last), end in zip(stretches, _dealt(weights, marked, stretches), strict=True):
        cuts = _cuts(weights[begin:end], first, last, level)
        for word, (start, stop) in zip(words[begin:end], zip(cuts, cuts[1:], strict=False), strict=True):
            spans.append(TimedSpan(word.start(), word.end(), start * _FRAME_MS, stop * _FRAME_MS, estimated=True))
        begin = end
    return tuple(spans)


def _weight(word: str) -> float:
    """Return how long a word is likely to take, in sounds; the figures fit the known times of three voices best."""
    letters = "".join(filter(str.isalnum, word)).casefold()
    sounds = float(len(_ONE_SOUND.sub("x", letters)))
    if letters in _SAID_FAST:
        sounds *= _FAST
    if word[-1] in _PAUSE_MARKS:
        sounds *= _DRAWN_OUT
    return sounds + _ONSET


def _level(samples: NDArray[np.int16], sample_rate: int) -> NDArray[np.float64]:
    """Return the RMS of each frame, as a share of the loud ones."""
    size = sample_rate * _FRAME_MS // 1000
    frames = len(samples) // size
    if not frames:
        return np.zeros(0)
    level: NDArray[np.float64] = np.sqrt(
        np.mean(np.square(samples[: frames * size].reshape(frames, size), dtype=np.float64), axis=1)
    )
    return level / max(1.0, float(np.percentile(level, 95)))


def _stretches(level: NDArray[np.float64]) -> list[tuple[int, int]]:
    """Return frames [first, last) between pauses."""
    loud = np.flatnonzero(level > _SILENCE)
    if not len(loud):
        return []
    breaks = np.flatnonzero(np.diff(loud) > _SHORTEST_PAUSE_MS // _FRAME_MS)
    firsts = [int(loud[0]), *(int(loud[i + 1]) for i in breaks)]
    lasts = [*(int(loud[i]) + 1 for i in breaks), int(loud[-1]) + 1]
    return list(zip(firsts, lasts, strict=True))


def _dealt(weights: NDArray[np.float64], marked: Sequence[bool], stretches: Sequence[tuple[int, int]]) -> list[int]:
    """Return for each stretch the index after its last word."""
    lengths = np.array([last - first for first, last in stretches], dtype=np.float64)
    shares, wanted = lengths / lengths.sum(), weights / weights.sum()
    sums = np.concatenate([[0.0], np.cumsum(wanted)])
    count = len(weights)
    marks = np.concatenate(
        [[0.0], np.cumsum(np.array([*marked[:-1], False], dtype=np.float64))]
    )  # the last ends anyway
    best = np.full(count + 1, np.inf)
    best[0] = 0.0
    choices = []
    for number, share in enumerate(shares):
        final = number == len(shares) - 1
        nexts = np.full(count + 1, np.inf)
        came = np.zeros(count + 1, dtype=int)
        for end in range(count + 1):
            # words [begin, end) in this stretch: how far their share is off, and the marks that went without a pause
            begins = np.arange(end + 1)
            missed = marks[max(0, end - 1)] - marks[np.minimum(begins, max(0, end - 1))]
            cost = best[: end + 1] + (sums[end] - sums[begins] - share) ** 2 + _UNWANTED_BREAK / 4 * missed
            if not final and end and not marked[end - 1]:
                cost = cost + _UNWANTED_BREAK
            came[end] = int(np.argmin(cost))
            nexts[end] = cost[came[end]]
        best = nexts
        choices.append(came)
    ends = [count]
    for came in reversed(choices[1:]):
        ends.append(int(came[ends[-1]]))
    return ends[::-1]


def _cuts(weights: NDArray[np.float64], first: int, last: int, level: NDArray[np.float64]) -> list[int]:
    """Return the frames at which the words of one stretch begin, and its end."""
    if not len(weights):
        return [first]
    shares = np.cumsum(weights) / weights.sum()
    cuts = [first]
    for share in shares[:-1]:
        place = first + round(share * (last - first))
        reach = _SNAP_MS // _FRAME_MS
        low, high = max(cuts[-1] + 1, place - reach), min(last, place + reach + 1)
        cuts.append(low + int(np.argmin(level[low:high])) if low < high else min(max(cuts[-1], place), last))
    return [*cuts, last]
