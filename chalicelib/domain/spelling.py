"""Which word an unsure reading most likely is: what was seen, weighed with how common words are.

Source: the noisy channel of Kernighan, Church and Gale, "A Spelling Correction Program Based on a Noisy Channel
Model", 1990. Only words that the recogniser itself holds for nearly as likely are ever taken.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from math import inf, log

import numpy as np
from numpy.typing import NDArray

Evidence = Callable[[str], float]
"""Log-probability of what was seen, were this the text; -inf where the text cannot be written."""

LEAST = 3
"""Letters of the shortest word that is looked up: shorter ones are codes and initials as often as words."""

LETTERS = 0.5
"""Share of letters from which a string of letters and digits is a word misread, not a number or a code."""

TWO_WRONG = 7
"""Letters from which a word may have two of them wrong."""

KNOWN, COMMON, LONG = 3.5, 0.5, 1.0
"""Log-odds in favour of a word of the list: of any with six letters; of one e times as frequent as one in a thousand
of the list's counts; of each letter more. Chosen on one half of the forms and street photos, confirmed on the other."""

_PART = re.compile(r"[^\W_]+")
_DIGIT_LIKE = str.maketrans("015", "ols")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Words and how often each is met.

    Attributes:
        counts: of each word in lower case; plural and possessive forms may lack.
        alphabet: the letters that words are written with.
    """

    counts: Mapping[str, int]
    alphabet: str
    _by_length: dict[int, list[str]] = field(default_factory=dict)
    _codes_by_length: dict[int, NDArray[np.uint32]] = field(default_factory=dict)

    def knows(self, word: str) -> bool:
        """Return whether this is a word, in lower case, or the plural of one."""
        return word in self.counts or (len(word) > 4 and word[-1] == "s" and word[:-1] in self.counts)

    def near(self, word: str) -> set[str]:
        """Return words of the list that differ in a letter or, where those lack and it is long, in two."""
        alike = {word} & self.counts.keys() or {
            other for other in _one_off(word, self.alphabet) if other in self.counts
        }
        if not alike and len(word) >= TWO_WRONG:
            alike = set(self._two_changed(word))
        return {other for other in alike if len(other) >= LEAST - 1}

    def _two_changed(self, word: str) -> Iterator[str]:
        if not self._by_length:
            grouped: dict[int, list[str]] = {}
            for other in self.counts:
                grouped.setdefault(len(other), []).append(other)
            self._by_length.update(grouped)  # in one step, as other threads look things up meanwhile
        words = self._by_length.get(len(word), [])
        if len(word) not in self._codes_by_length:
            self._codes_by_length[len(word)] = _codes(words, len(word))
        different = (self._codes_by_length[len(word)] != _codes([word], len(word))).sum(axis=1)
        return (words[number] for number in np.flatnonzero(different <= 2))


def _codes(words: list[str], length: int) -> NDArray[np.uint32]:
    return np.array(words, f"<U{length}").view(np.uint32).reshape(len(words), length)


def _one_off(word: str, alphabet: str) -> Iterator[str]:
    """Yield what comes of leaving out, putting in or changing one letter."""
    for place in range(len(word) + 1):
        before, after = word[:place], word[place:]
        yield before + after[1:]
        for letter in alphabet:
            yield before + letter + after
            if after:
                yield before + letter + after[1:]


def likeliest(text: str, lexicon: Lexicon, evidence: Evidence) -> str:
    """Return what an unsure word says: as it was read, or with a part of it as a word of the list.

    Args:
        text: as read, with its punctuation; each stretch of letters and digits is looked at by itself.
        lexicon: the words to expect.
        evidence: how well a text fits what was seen.
    """
    for part in reversed([*_PART.finditer(text)]):
        word = part.group()
        folded = word.lower()
        letters = sum(character.isalpha() for character in word)
        if len(word) < LEAST or letters < LETTERS * len(word) or lexicon.knows(folded):
            continue
        best, gain = text, 0.0
        as_read = evidence(text)
        if as_read == -inf:
            return text
        for other in lexicon.near(folded.translate(_DIGIT_LIKE)):
            changed = text[: part.start()] + _in_case_of(word, other) + text[part.end() :]
            odds = KNOWN + COMMON * log(lexicon.counts[other] / 1000) + LONG * (len(word) - 6)
            if (better := evidence(changed) - as_read + odds) > gain:
                best, gain = changed, better
        text = best
    return text


def _in_case_of(word: str, other: str) -> str:
    """Return the other word in capitals, with one capital or small, as most of this word is."""
    letters = [character for character in word if character.isalpha()]
    if len(letters) > 1 and 2 * sum(letter.isupper() for letter in letters) > len(letters):
        return other.upper()
    return other.capitalize() if letters[:1] and letters[0].isupper() else other
