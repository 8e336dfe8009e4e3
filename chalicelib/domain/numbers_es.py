"""Numbers as Spanish words."""

from __future__ import annotations

import re

MOST_DIGITS = 15
"""Of numbers that are said in words; the digits of longer ones are said one by one."""
_BELOW_30_WORDS = """
    cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis
    diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis
    veintisiete veintiocho veintinueve"""
_BELOW_30 = _BELOW_30_WORDS.split()
_TENS = ["-", "-", "-", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_HUNDREDS_WORDS = """
    - ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos"""
_HUNDREDS = _HUNDREDS_WORDS.split()
_ORDINALS_WORDS = """
    - primero segundo tercero cuarto quinto sexto séptimo octavo noveno décimo undécimo duodécimo decimotercero
    decimocuarto decimoquinto decimosexto decimoséptimo decimoctavo decimonoveno vigésimo"""
_ORDINALS = _ORDINALS_WORDS.split()


def cardinal(n: int, gender: str = "") -> str:
    """Return n in words.

    Args:
        n: the number.
        gender: "m" before a masculine noun ("veintiún años"), "f" before a feminine one ("doscientas casas"), "" alone.
    """
    if n < 0:
        return "menos " + cardinal(-n, gender)
    said = _cardinal(n)
    if gender == "f":
        said = re.sub(r"cientos\b", "cientas", re.sub(r"quinientos\b", "quinientas", said))
        said = re.sub(r"uno$", "una", said)
    if gender == "m":
        said = _shortened(said)
    return said


def _shortened(said: str) -> str:
    """Before a noun: uno → un, veintiuno → veintiún."""
    return re.sub(r"\buno$", "un", re.sub(r"veintiuno$", "veintiún", said))


def _cardinal(n: int) -> str:
    if n < 30:
        return _BELOW_30[n]
    if n < 100:
        return _TENS[n // 10] + (f" y {_BELOW_30[n % 10]}" if n % 10 else "")
    if n == 100:
        return "cien"
    if n < 1000:
        return _joined(_HUNDREDS[n // 100], n % 100)
    if n < 10**6:
        thousands, rest = divmod(n, 1000)
        return _joined("mil" if thousands == 1 else f"{_shortened(_cardinal(thousands))} mil", rest)
    if n < 10**12:
        millions, rest = divmod(n, 10**6)
        return _joined("un millón" if millions == 1 else f"{_shortened(_cardinal(millions))} millones", rest)
    billions, rest = divmod(n, 10**12)
    return _joined("un billón" if billions == 1 else f"{_shortened(_cardinal(billions))} billones", rest)


def _joined(head: str, rest: int) -> str:
    return f"{head} {_cardinal(rest)}" if rest else head


def ordinal(n: int, gender: str = "m", before_noun: bool = False) -> str:
    """Return n as an ordinal up to 20, a cardinal beyond: 3 → "tercero", "tercera", "tercer"."""
    if not 1 <= n < len(_ORDINALS):
        return cardinal(n, gender)
    said = _ORDINALS[n]
    if gender == "f":
        return said[:-1] + "a"
    return said[:-1] if before_noun and said.endswith(("primero", "tercero")) else said


def digits(text: str) -> str:
    """Return the digits of `text`, one by one."""
    return " ".join(_BELOW_30[int(character)] for character in text if character in "0123456789")


def split_number(text: str) -> tuple[str, str]:
    """Return the whole part and the decimals of a printed number, as digits.

    A point or comma before exactly three digits parts thousands (as in Spain or in Mexico), unless the whole part is 0
    or the other mark parts them; anywhere else it begins the decimals.
    """
    last = max(text.rfind("."), text.rfind(","))
    if last < 0:
        return text, ""
    whole, mark, decimals = text[:last], text[last], text[last + 1 :]
    bare = re.sub(r"[.,]", "", whole)
    other = "," if mark == "." else "."
    if len(decimals) == 3 and other not in whole and bare.lstrip("0"):
        return bare + decimals, ""
    return bare, decimals


def number(text: str, gender: str = "") -> str:
    """Return a printed number: "1.234,5" → "mil doscientos treinta y cuatro coma cinco"."""
    whole, decimals = split_number(text)
    if len(whole) > MOST_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        said = digits(whole)
    else:
        said = cardinal(int(whole or 0), "" if decimals else gender)
    if not decimals:
        return said
    tail = digits(decimals) if len(decimals) > 2 or decimals.startswith("0") else cardinal(int(decimals))
    return f"{said} coma {tail}"
