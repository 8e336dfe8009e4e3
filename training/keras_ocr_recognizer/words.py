"""What the recogniser is trained to read: words, numbers and signs as they stand in English and Spanish print."""

from __future__ import annotations

import random
import string

from wordfreq import top_n_list

ALPHABET = string.ascii_letters + string.digits + string.punctuation + "áéíóúüñÁÉÍÓÚÜÑ¿¡€£°ºª"
"""One class each; CTC's blank comes after them."""

LONGEST = 24
"""Characters."""

_WORDS_PER_LANGUAGE = 30_000
_OPENING = {"(": ")", "[": "]", '"': '"', "'": "'", "¿": "?", "¡": "!"}
_AFTER = ",,,...;:!?-"


def vocabulary() -> list[str]:
    """Return English and Spanish words that the alphabet can spell, commonest first."""
    known = set(ALPHABET)
    lists = [top_n_list(language, _WORDS_PER_LANGUAGE) for language in ("en", "es")]
    return [word for pair in zip(*lists, strict=True) for word in pair if set(word) <= known]


class Words:
    """Draws words at random, the same ones for the same seed."""

    def __init__(self, vocabulary: list[str]) -> None:
        """Args: words, commonest first; common ones are drawn oftener."""
        self._vocabulary = vocabulary

    def draw(self, chance: random.Random, longest: int = LONGEST) -> str:
        """Return one word of 1 to `longest` characters of the alphabet."""
        while True:
            kind = chance.random()
            word = self._word(chance) if kind < 0.66 else _number(chance) if kind < 0.86 else _anything(chance, longest)
            if 1 <= len(word) <= longest:
                return word

    def _word(self, chance: random.Random) -> str:
        # The square of a uniform draw: the first tenth of the list gets a third of the draws, the tail is seen too.
        word = self._vocabulary[int(len(self._vocabulary) * chance.random() ** 2)]
        case = chance.random()
        word = word.upper() if case < 0.25 else word.capitalize() if case < 0.5 else word
        around = chance.random()
        if around < 0.15:
            word += chance.choice(_AFTER)
        elif around < 0.21:
            opening = chance.choice(list(_OPENING))
            word = opening + word + (_OPENING[opening] if chance.random() < 0.7 else "")
        elif around < 0.24:
            word += chance.choice("-/&") + chance.choice(self._vocabulary)
        return word if set(word) <= set(ALPHABET) else ""


def _number(chance: random.Random) -> str:
    digits = "".join(chance.choices(string.digits, k=chance.randint(1, 8)))
    match chance.randint(0, 8):
        case 0:
            return (
                f"{chance.randint(1, 31):02}{(sep := chance.choice('/-.'))}{chance.randint(1, 12):02}{sep}{digits[:4]}"
            )
        case 1:
            return f"{chance.choice(['$', '€', '£', ''])}{int(digits[:5]):,}.{chance.randint(0, 99):02}"
        case 2:
            return f"{digits[:4]},{chance.randint(0, 99):02}{chance.choice(['€', '', '%'])}"
        case 3:
            return f"{chance.randint(0, 23)}:{chance.randint(0, 59):02}"
        case 4:
            return (
                "".join(chance.choices(string.ascii_uppercase, k=chance.randint(1, 3)))
                + chance.choice(["", "-"])
                + digits
            )
        case 5:
            return f"({digits[:3]})" if len(digits) >= 3 else f"#{digits}"
        case 6:
            return digits + chance.choice(["%", "°", "º", "ª", "kg", ".", ",", "mm", "th"])
        case _:
            return digits


def _anything(chance: random.Random, longest: int) -> str:
    return "".join(chance.choices(ALPHABET, k=chance.randint(1, min(8, longest))))
