"""Lists of words with how often each is met, out of the registry package `pyspellchecker` (MIT; none of its code)."""

from __future__ import annotations

import gzip
import json
from functools import cache

from chalicelib.domain.spelling import Lexicon
from chalicelib.engines.ppocr_weights import WeightFile

ALWAYS = ("en", "es")
"""Languages whose words are known on every page: signs and forms mix them in, and short texts do not tell theirs."""

ACCENTED = {"es": "áéíóúüñ", "fr": "àâæçèéêëîïôœùûü", "de": "äöüß", "it": "àèéìòù", "pt": "àáâãçéêíóôõú"}
"""The letters of each language besides a to z."""


@cache
def lexicon(language: str) -> Lexicon:
    """Return the words to expect on a page in this language (ISO 639-1). Raise EngineUnavailable where a list lacks."""
    counts: dict[str, int] = {}
    for code in {*ALWAYS, *([language] if language in ACCENTED else [])}:
        for word, count in json.loads(gzip.decompress(_file(code))).items():
            counts[word] = max(count, counts.get(word, 0))
    letters = {letter for code in {*ALWAYS, language} for letter in ACCENTED.get(code, "")}
    return Lexicon(counts, "abcdefghijklmnopqrstuvwxyz" + "".join(sorted(letters)))


def files() -> tuple[WeightFile, ...]:
    """Return where the lists lie that every page needs."""
    return tuple(WeightFile("spellchecker", f"resources/{code}.json.gz") for code in ALWAYS)


def _file(code: str) -> bytes:
    return WeightFile("spellchecker", f"resources/{code}.json.gz").found().read_bytes()
