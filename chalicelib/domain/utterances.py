"""Utterances: what is handed to a voice at once, a sentence or a part of a long one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from chalicelib.domain.idioms import IDIOMS
from chalicelib.domain.passages import Passage, Printed
from chalicelib.domain.sentences import sentences
from chalicelib.domain.spoken_form import Idiom, Spoken, clean, spoken_form, stronger

LONGEST_CHARACTERS = 240
"""Of one utterance. Voices grow unsteady on longer ones, and the first sound would come later."""
MOST_WORDS = 40
CLAUSE_PAUSE_MS = 120
WORD_PAUSE_MS = 40
SENTENCE_PAUSE_MS = 350
PASSAGE_PAUSE_MS = 650
HEADING_PAUSE_MS = 900


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """Characters [start, end) of the utterance, and the printed words that they stand for."""

    start: int
    end: int
    printed: tuple[Printed, ...]


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is said at once.

    Attributes:
        text: words with a space between, all spelled out.
        words: in order.
        language: ISO 639-1.
        pause_ms: silence after it.
        unread: names the script where all that is said is that some text is not read; else "".
    """

    text: str
    words: tuple[SpokenWord, ...]
    language: str
    pause_ms: int
    unread: str = ""


def utterances_of(passage: Passage, language: str) -> Iterator[Utterance]:
    """Yield the passage's utterances; none where nothing in it is said."""
    text = clean(passage.text)
    idiom = IDIOMS.get(language, Idiom())
    pending: Utterance | None = None
    for start, end in sentences(text, language):
        said = spoken_form(text[start:end], idiom)
        if said:
            said[-1] = replace(said[-1], text=stronger(said[-1].text, "."))
        for part in _parts(said):
            if pending:
                yield pending
            pending = _utterance(part, start, passage, language)
    if pending:
        yield replace(pending, pause_ms=HEADING_PAUSE_MS if passage.heading else PASSAGE_PAUSE_MS)


def _parts(said: Sequence[Spoken]) -> Iterator[Sequence[Spoken]]:
    """Cut a long sentence, best after a pause mark past the half, else between words."""
    while said:
        length, fits = 0, 0
        most = min(len(said), MOST_WORDS)
        while fits < most and (not fits or length + len(said[fits].text) < LONGEST_CHARACTERS):
            length += len(said[fits].text) + 1
            fits += 1
        if fits < len(said):
            fits = next((i for i in range(fits, fits // 2, -1) if said[i - 1].text[-1] in ",;:…"), fits)
        yield said[:fits]
        said = said[fits:]


def _utterance(said: Sequence[Spoken], offset: int, passage: Passage, language: str) -> Utterance:
    words = []
    start = 0
    for word in said:
        printed = passage.covering(offset + word.start, offset + word.end)
        words.append(SpokenWord(start, start + len(word.text), printed))
        start += len(word.text) + 1
    unread = said[0].unread if all(word.unread for word in said) else ""
    return Utterance(" ".join(word.text for word in said), tuple(words), language, _pause_ms(said[-1].text), unread)


def _pause_ms(last: str) -> int:
    if last.endswith((".", "!", "?", "…")):
        return SENTENCE_PAUSE_MS
    return CLAUSE_PAUSE_MS if last.endswith((",", ";", ":")) else WORD_PAUSE_MS
