"""Print → what a person would say: numbers, prices, dates, times, abbreviations and symbols become words.

Each spoken word keeps the characters of the print that it stands for, so that it can be marked on the page.
A language brings its rules (`spoken_form_en`, `spoken_form_es`); they are tried at each word, in order, and the
first that matches there says its piece. What no rule takes is said as it stands, less what nobody says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

Piece = tuple[str, int | str]
"""Words, and the group of the match that they stand for (0 = all of it)."""
Say = Callable[[re.Match[str]], "str | Sequence[Piece] | None"]
"""A rule's reading of its match: words for all of it, pieces, or None where the rule does not apply after all."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How to say what matches `pattern` at the start of a word."""

    pattern: re.Pattern[str]
    say: Say


@dataclass(frozen=True, slots=True)
class Spoken:
    """A spoken word, with the punctuation after it, and the characters [start, end) of the print it stands for."""

    text: str
    start: int
    end: int


LONGEST_WORD = 60
_PAUSES = ",.;:!?…"
_CLOSERS = "\"'”’»)]}*_"
_OPENERS = "\"'“‘«„([{*_"
_WORD = re.compile(r"\S+")
_TRAILING = re.compile(rf"[{re.escape(_PAUSES + _CLOSERS)}]+$")
_SPEAKABLE = re.compile(r"[^\W_]")
_DASHES = "—–-"
_NEVER_SAID = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffc\ufffd\ufe0e\ufe0f]"
)


def clean(text: str) -> str:
    """Replace control and other invisible characters by nothing that is heard, keeping each character's place."""
    return _NEVER_SAID.sub(" ", text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'"))


def spoken_form(text: str, rules: Sequence[Rule], and_so_on: str = "") -> list[Spoken]:
    """Return the words to say for one sentence of print.

    Args:
        text: cleaned (see `clean`), without newlines.
        rules: of the sentence's language.
        and_so_on: what is said in place of the rest of a "word" too long to be one.
    """
    said: list[Spoken] = []
    position = 0
    while match := _WORD.search(text, position):
        start = match.start() + _openers(match[0])
        for words, first, last in _by_rule(text, start, rules) or ():
            said += [Spoken(word, first, last) for word in words.split()]
            position = max(position, last)
        if position <= match.start():
            position = match.end()
            said += _as_it_stands(match[0], match.start(), and_so_on)
        else:
            position = _take_punctuation(text, position, said)
    return said


def _openers(word: str) -> int:
    return len(word) - len(word.lstrip(_OPENERS + "¿¡"))


def _by_rule(text: str, start: int, rules: Sequence[Rule]) -> list[tuple[str, int, int]] | None:
    for rule in rules:
        match = rule.pattern.match(text, start)
        if match and match.end() > start:
            said = rule.say(match)
            if said is not None:
                pieces: Sequence[Piece] = [(said, 0)] if isinstance(said, str) else said
                spoken = [(words, *match.span(group)) for words, group in pieces if words]
                return [*spoken, ("", match.start(), match.end())]
    return None


def _take_punctuation(text: str, position: int, said: list[Spoken]) -> int:
    """Give the punctuation that follows a rule's match to the last spoken word; return where it ends."""
    end = position
    while end < len(text) and text[end] in _PAUSES + _CLOSERS:
        end += 1
    pause = _pause(text[position:end])
    if said and pause:
        last = said[-1]
        said[-1] = Spoken(last.text.rstrip(_PAUSES) + pause, last.start, last.end)
    return end


def _as_it_stands(word: str, start: int, and_so_on: str) -> Iterator[Spoken]:
    end = start + len(word)
    trailing = _TRAILING.search(word)
    pause = _pause(trailing[0]) if trailing else ""
    core = (word[: trailing.start()] if trailing else word).lstrip(_OPENERS)
    if not _SPEAKABLE.search(core):
        return
    if len(core) > LONGEST_WORD:
        yield from (Spoken(piece, start, end) for piece in [core[: LONGEST_WORD // 3] + ",", *and_so_on.split()])
        return
    parts = [part for part in re.split(r"[—–/|]+|\.{2,}|(?<=\w)-(?=\w)|[^\w'.&@+-]+", core) if _SPEAKABLE.search(part)]
    for i, part in enumerate(parts):
        yield Spoken(part.strip("-") + (pause if i == len(parts) - 1 else ""), start, end)


def _pause(punctuation: str) -> str:
    """The one mark that is heard in a row of punctuation."""
    for mark in "?!":
        if mark in punctuation:
            return mark
    heard = [mark for mark in punctuation if mark in _PAUSES]
    if "…" in heard or heard.count(".") > 1:
        return "…"
    if ")" in punctuation and not heard:
        return ","
    return heard[-1] if heard else ""
