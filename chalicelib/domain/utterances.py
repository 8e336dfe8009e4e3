"""Utterances: what is handed to a voice at once, a sentence or a part of a long one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chalicelib.domain import spoken_form_en, spoken_form_es
from chalicelib.domain.passages import Passage, Printed
from chalicelib.domain.sentences import sentences
from chalicelib.domain.spoken_form import Rule, Spoken, clean, spoken_form

LONGEST_CHARACTERS = 240
"""Of one utterance. Voices grow unsteady on longer ones, and the first sound would come later."""
PAUSE_MS = {",": 120, ";": 220, ":": 220, "": 60}
SENTENCE_PAUSE_MS = 350
PASSAGE_PAUSE_MS = 650
HEADING_PAUSE_MS = 900

_RULES: dict[str, Sequence[Rule]] = {"en": spoken_form_en.RULES, "es": spoken_form_es.RULES}
_AND_SO_ON = {"en": "and so on", "es": "etcétera", "de": "und so weiter", "fr": "et cetera", "it": "eccetera"}


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
    """

    text: str
    words: tuple[SpokenWord, ...]
    language: str
    pause_ms: int


def utterances_of(passage: Passage, language: str) -> Iterator[Utterance]:
    """Yield the passage's utterances; none where nothing in it is said."""
    text = clean(passage.text)
    pending: Utterance | None = None
    for start, end in sentences(text, language):
        said = spoken_form(text[start:end], _RULES.get(language, ()), _AND_SO_ON.get(language, ""))
        for part in _parts(said):
            if pending:
                yield pending
            pending = _utterance(part, start, passage, language)
    if pending:
        pause = HEADING_PAUSE_MS if passage.heading else PASSAGE_PAUSE_MS
        yield Utterance(pending.text, pending.words, language, pause)


def _parts(said: Sequence[Spoken]) -> Iterator[Sequence[Spoken]]:
    """Cut a long sentence, best after a semicolon or comma past the half, else between words."""
    rest = list(said)
    while rest:
        length, fits = 0, 0
        while fits < len(rest) and (not fits or length + len(rest[fits].text) < LONGEST_CHARACTERS):
            length += len(rest[fits].text) + 1
            fits += 1
        if fits < len(rest):
            breaks = [i + 1 for i in range(fits // 2, fits) if rest[i].text[-1] in ",;:…"]
            fits = breaks[-1] if breaks else fits
        yield rest[:fits]
        rest = rest[fits:]


def _utterance(said: Sequence[Spoken], offset: int, passage: Passage, language: str) -> Utterance:
    text = ""
    words = []
    for word in said:
        text += " " if text else ""
        printed = passage.covering(offset + word.start, offset + word.end)
        words.append(SpokenWord(len(text), len(text) + len(word.text), printed))
        text += word.text
    return Utterance(
        text,
        tuple(words),
        language,
        PAUSE_MS.get(text[-1] if text[-1] in ",;:" else "", 0) if text[-1] not in ".!?…" else SENTENCE_PAUSE_MS,
    )
