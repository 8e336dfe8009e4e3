"""Where sentences end, in text whose lines were joined."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？؟।]")
_INITIALS = re.compile(r"(?:[A-ZÑ]\.)+[A-ZÑ]")
_ABBREVIATIONS = {
    "en": """
        mr mrs ms dr prof st mt jr sr vs etc inc ltd co corp no nos vol fig ch pp p ed eds dept approx est gen
        gov sen rep capt lt col sgt rev hon ave blvd rd apt tel e.g i.e cf al jan feb mar apr jun jul aug sep
        sept oct nov dec mon tue tues wed thu thurs fri sat sun a.m p.m u.s u.k ph.d misc max min
        chs ref amt temp attn univ c p.s p.o""",
    "es": """
        sr sra srta dr dra d dª ud uds vd vds prof profa lic ing arq avda av c pza pl núm num nº n.º pág págs
        p pp tel tfno aprox etc ej p.ej art arts cap vol fig ed gral cía s.a s.l sto sta ee.uu a.c d.c dpto km
        izq dcha máx mín ss ene feb mar abr may jun jul ago sep sept oct nov dic ntra ntro excmo ilmo hnos fdo
        dña ee a c.p ctra ref s lun mié jue vie sáb tlf fra dto imp p.º""",
    "de": """
        dr prof hr fr bzw z.b d.h u.a usw ca nr str tel s abb bd vgl evtl inkl zzgl st jan feb mär apr jun jul
        aug sep okt nov dez mo di mi do so""",
    "fr": """
        m mm mme mlle dr pr st ste av bd tél p pp n no art chap vol fig éd etc env janv févr avr juil sept oct
        nov déc""",
    "it": """
        sig sigg dott prof ing avv n p pp art cap vol fig ed ecc es tel via gen feb mar apr mag giu lug ago
        set ott nov dic""",
}
_KNOWN = {language: frozenset(words.split()) for language, words in _ABBREVIATIONS.items()}


def sentences(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Yield [start, end) of each sentence, white space excluded. A newline ends one, too."""
    line_start = 0
    for line in text.split("\n"):
        start = 0
        for mark in _END.finditer(line):
            if _ends(line, start, mark, language):
                yield from _trimmed(line, start, mark.end(), line_start)
                start = mark.end()
        yield from _trimmed(line, start, len(line), line_start)
        line_start += len(line) + 1


def _ends(line: str, start: int, mark: re.Match[str], language: str) -> bool:
    following = line[mark.end() :].lstrip()[:1]
    if following.islower():
        return False
    if mark[0].rstrip("\"'”’»)]") != ".":
        return True
    word = re.split(r"[\s–—]", line[start : mark.start()])[-1].lstrip("(\"'“‘«[¿¡")
    initial = (len(word) == 1 and word.isupper() and word not in "IYAO") or _INITIALS.fullmatch(word) is not None
    abbreviated = word.casefold() in _KNOWN.get(language, ()) and not _closes(word, following)
    return not (initial or abbreviated)


def _closes(word: str, following: str) -> bool:
    """True for an abbreviation that often ends a sentence too, before a capital."""
    return word.casefold() in {"etc", "a.m", "p.m", "ecc", "usw", "inc", "ltd"} and following.isupper()


def _trimmed(line: str, start: int, end: int, offset: int) -> Iterator[tuple[int, int]]:
    piece = line[start:end]
    bare = piece.strip()
    if bare:
        begin = start + len(piece) - len(piece.lstrip())
        yield offset + begin, offset + begin + len(bare)
