"""Print → what a person would say: numbers, prices, dates, times, abbreviations and symbols become words.

Each spoken word keeps the characters of the print that it stands for, so that it can be marked on the page.
A language brings its rules (`spoken_form_en`, `spoken_form_es`). The text is scanned once: where a rule matches, it
says its piece and the scan goes on behind it; what no rule takes is said as it stands, less what nobody says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from chalicelib.domain.scripts import READABLE, script_of

Piece = tuple[str, int]
"""Words, and the group of the match that they stand for (0 = all of it)."""
Say = Callable[[re.Match[str]], "str | Sequence[Piece] | None"]
"""A rule's reading of its match: words for all of it, pieces, or None where the rule does not apply after all."""
Rule = tuple[re.Pattern[str], Say]


def rule(pattern: str, say: Say, flags: int = 0) -> Rule:
    """Return a rule. Its pattern says itself what may stand before and after."""
    return re.compile(pattern, flags), say


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


LONGEST_WORD = 60
"""Characters. What is longer is no word: its beginning is said, and that it goes on."""
_SAID_OF_IT = 20


@dataclass(frozen=True, slots=True)
class Idiom:
    """How one language is said.

    Attributes:
        rules: tried in order wherever a word may begin.
        symbols: single characters that are said, and how.
        acronyms: words in capitals that stay so, and are left to the voice.
        number: reads digits that no rule took.
        and_so_on: said in place of the rest of a word too long to be one.
        unread: said in place of text in another script; "{}" is that script's name.
        scripts: names of scripts, where they differ from the English ones.
    """

    rules: Sequence[Rule] = ()
    symbols: Mapping[str, str] = field(default_factory=dict)
    acronyms: frozenset[str] = frozenset()
    number: Callable[[str], str] = str
    and_so_on: str = ""
    unread: str = ""
    scripts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A spoken word, with the pause mark after it, and the characters [start, end) of the print it stands for.

    `unread` is the name of the script, where the word only says that something is not read.
    """

    text: str
    start: int
    end: int
    unread: str = ""


_STRENGTH = ",;:.…!?"
_SPACES = re.compile(r"\s+")
_LETTER = "[^\\W\\d_²³][\u0300-\u036f]*"
_WORD = re.compile(rf"(?:{_LETTER})+(?:'(?:{_LETTER})+)*")
_BETWEEN = re.compile(r"[\W\d_]*")
_JAPANESE = ("Chinese", "Japanese")
"""A line of Japanese has words of either script."""
_DIGITS = re.compile(r"\d+")
_ENDLESS = re.compile(rf"\w{{{LONGEST_WORD + 1},}}")
_PUNCTUATION = re.compile(r"[^\w\s]+|_+")
_DASH = re.compile(r"[—―]|(?<!\S)[-–]+(?!\S)|(?<=\S)--+(?=\S)|(?<=[^\W\d_])–(?=[^\W\d_])")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffd]"
)
_TERMINAL_COLOR = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
_STROKE = re.compile("[一二三丨ー]")
"""Chinese signs that a ruled line looks like; they are taken for lines where no other such sign is."""
_CHINESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_ODD_SPACE = re.compile(r"[\u00a0\u2007\u202f\x0b\x0c]")


def clean(text: str) -> str:
    """Replace what is neither seen nor heard by spaces, character by character, so that places stay."""
    plain = _TERMINAL_COLOR.sub(lambda match: " " * len(match[0]), text)
    if _STROKE.search(plain) and not _CHINESE.search(_STROKE.sub("", plain)):
        plain = _STROKE.sub(" ", plain)
    return _ODD_SPACE.sub(" ", _INVISIBLE.sub(" ", plain)).replace("’", "'")


def spoken_form(text: str, idiom: Idiom) -> list[Spoken]:
    """Return the words to say for one sentence of print, cleaned, without newlines; none where nothing is said."""
    said: list[Spoken] = []
    loud = _is_loud(text)
    position = 0
    while position < len(text):
        if space := _SPACES.match(text, position):
            position = space.end()
            continue
        position = (
            _endless(text, position, idiom, said)
            or _by_rule(text, position, idiom, said)
            or _unread(text, position, idiom, said)
            or _word(text, position, idiom, said, loud)
            or _number(text, position, idiom, said)
            or _punctuation(text, position, idiom, said)
            or position + 1
        )
    return said


def _endless(text: str, position: int, idiom: Idiom, said: list[Spoken]) -> int:
    """Say the beginning of letters or digits in a row that are too many, and that they go on."""
    match = _ENDLESS.match(text, position)
    if match is None or script_of(match[0][:LONGEST_WORD]) not in (READABLE, ""):
        return 0
    beginning = match[0][:_SAID_OF_IT]
    words = idiom.number(beginning) if beginning.isdigit() else beginning
    said += [Spoken(word, *match.span()) for word in f"{words}, {idiom.and_so_on}".split()]
    return match.end()


def _by_rule(text: str, position: int, idiom: Idiom, said: list[Spoken]) -> int:
    for pattern, say in idiom.rules:
        match = pattern.match(text, position)
        reading = say(match) if match else None
        if match is None or reading is None or match.end() == position:
            continue
        pieces: Sequence[Piece] = [(reading, 0)] if isinstance(reading, str) else reading
        for words, group in pieces:
            said += [Spoken(word, *match.span(group)) for word in words.split()]
        return match.end()
    return 0


def _unread(text: str, position: int, idiom: Idiom, said: list[Spoken]) -> int:
    """Say once, for a run of words in a script that no voice here reads, that it is there."""
    run = _WORD.match(text, position)
    script = script_of(run[0]) if run and not run[0].isascii() else READABLE
    if run is None or script == READABLE:
        return 0
    end = run.end()
    while (following := _BETWEEN.match(text, end)) and (run := _WORD.match(text, following.end())):
        if script_of(run[0]) not in (script, *_JAPANESE):
            break
        end = run.end()
    script = script_of(text[position:end])
    notice = idiom.unread.format(idiom.scripts.get(script, script))
    said += [Spoken(word, position, end, unread=script) for word in notice.split()]
    return end


def _word(text: str, position: int, idiom: Idiom, said: list[Spoken], loud: bool) -> int:
    match = _WORD.match(text, position)
    if match is None:
        return 0
    composed = unicodedata.normalize("NFKC", match[0])
    word = "".join(sign for sign in composed if sign.isascii() or (sign.isalpha() and script_of(sign) == READABLE))
    if not word:
        return match.end()
    if word.isupper() and word not in idiom.acronyms and _is_word(word, loud):
        word = word.lower()
    said.append(Spoken(word, *match.span()))
    return match.end()


def _number(text: str, position: int, idiom: Idiom, said: list[Spoken]) -> int:
    match = _DIGITS.match(text, position)
    if match is None:
        return 0
    said += [Spoken(word, *match.span()) for word in idiom.number(match[0]).split()]
    return match.end()


def _punctuation(text: str, position: int, idiom: Idiom, said: list[Spoken]) -> int:
    match = _PUNCTUATION.match(text, position)
    if match is None:
        return 0
    marks = match[0]
    if len(marks) == 1 and marks in idiom.symbols:
        said += [Spoken(word, *match.span()) for word in idiom.symbols[marks].split()]
        return match.end()
    for i, mark in enumerate(marks):
        if mark in idiom.symbols and not set(marks) <= {mark}:  # "=====" is a line, "+5" a sign
            said += [Spoken(word, position + i, position + i + 1) for word in idiom.symbols[mark].split()]
    pause = _pause(text, match)
    if said and pause:
        said[-1] = replace(said[-1], text=stronger(said[-1].text, pause))
    return match.end()


def _pause(text: str, match: re.Match[str]) -> str:
    """Return the one pause mark that is heard in a row of punctuation, "" for none."""
    marks = match[0]
    if re.fullmatch(r"\.{4,}.*|[.·_…]{6,}", marks):
        return ","  # the dots that lead to a page number
    if ".." in marks or "…" in marks:
        return "…"
    heard = [mark for mark in marks if mark in _STRENGTH]
    if heard:
        return max(heard, key=_STRENGTH.index)
    if _DASH.match(text, match.start()) or any(mark in "()[]—―|" for mark in marks):
        return ","
    return ""


def stronger(word: str, pause: str) -> str:
    """Return the word with the stronger of its own pause mark and this one."""
    own = word[-1] if word[-1] in _STRENGTH else ""
    if own and _STRENGTH.index(own) >= _STRENGTH.index(pause):
        return word
    return word.rstrip(_STRENGTH) + pause


def _is_loud(text: str) -> bool:
    """True for a line that is printed in capitals."""
    letters = [character for character in text if character.isalpha()]
    return len(letters) > 5 and " " in text and sum(map(str.isupper, letters)) > 0.7 * len(letters)


def _is_word(capitals: str, loud: bool) -> bool:
    """True where capitals are a way of printing, not letters to be said one by one."""
    if len(capitals) == 1:
        return loud and capitals in "AEOY"
    vowel = any(letter in "AEIOUYÁÉÍÓÚÜÀÈÌÒÙÂÊÎÔÛÄÖ" for letter in capitals)
    return vowel and len(capitals) >= (2 if loud else 4)
