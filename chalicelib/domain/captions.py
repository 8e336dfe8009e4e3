"""Captions: marks → WebVTT (https://www.w3.org/TR/webvtt1/)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from chalicelib.domain.marks import Mark

LONGEST_CUE_CHARACTERS = 84
"""Two lines of 42, what subtitlers count as readable at a glance."""
LONGEST_CUE_MS = 7000
LONGEST_GAP_MS = 600
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*$")


def vtt(marks: Sequence[Mark]) -> str:
    """Return a WebVTT file: cues that end with a sentence, before they grow long, or where the voice pauses."""
    cues = [f"{_time(cue[0].start_ms)} --> {_time(cue[-1].end_ms)}\n{_text(cue)}\n" for cue in _cues(marks)]
    return "\n".join(["WEBVTT\n", *cues])


def _cues(marks: Sequence[Mark]) -> Iterator[list[Mark]]:
    cue: list[Mark] = []
    for mark in marks:
        if cue and _full(cue, mark):
            yield cue
            cue = []
        cue.append(mark)
    if cue:
        yield cue


def _full(cue: list[Mark], following: Mark) -> bool:
    return (
        _SENTENCE_END.search(cue[-1].text) is not None
        or following.start_ms - cue[-1].end_ms > LONGEST_GAP_MS
        or following.end_ms - cue[0].start_ms > LONGEST_CUE_MS
        or sum(len(mark.text) + 1 for mark in cue) + len(following.text) > LONGEST_CUE_CHARACTERS
    )


def _text(cue: list[Mark]) -> str:
    words: list[str] = []
    for i, mark in enumerate(cue):
        said_again = i and (mark.page, mark.word) == (cue[i - 1].page, cue[i - 1].word)
        if not said_again:
            words.append(mark.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
    return " ".join(words)


def _time(ms: int) -> str:
    seconds, ms = divmod(ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{ms:03}"
