"""Spanish readings of numbers, prices, dates, times, abbreviations and symbols."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chalicelib.domain import numbers_es as numbers
from chalicelib.domain.abbreviations_es import ABBREVIATIONS, ACRONYMS, CURRENCIES, UNITS, WEEKDAYS
from chalicelib.domain.codes import HOLDS_DATE, code_reading
from chalicelib.domain.roman import BARE, roman
from chalicelib.domain.spoken_form import Idiom, Piece, Rule, any_of, rule
from chalicelib.domain.web_address import address_reading

_MONTH_NAMES = """
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"""
_MONTHS = _MONTH_NAMES.split()
_NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_START = r"(?<![\w.,])"
_END = r"(?!\w)(?![.,:/]\d)"
_SCALE = r"(?:\s(mil(?:lones|lón)?|M|mill\.)(?!\w))?"
_CURRENCY = any_of(CURRENCIES)
_ABBREVIATIONS = ABBREVIATIONS | {short.capitalize(): full for short, full in ABBREVIATIONS.items()}
_FRACTIONS = {"½": "medio", "⅓": "un tercio", "⅔": "dos tercios", "¼": "un cuarto", "¾": "tres cuartos"}
_PARTS = {2: "medio", 3: "tercio", 4: "cuarto", 5: "quinto", 6: "sexto", 8: "octavo", 10: "décimo"}
_ROMAN = r"(?=[IVX])(X{0,3}(?:IX|IV|V?I{0,3}))(?![\w'])"
_NUMBERED_WORDS = """
    siglo siglos capítulo tomo volumen parte libro acto escena mundial fase tipo artículo título anexo
    cap. art. vol."""
_NUMBERED = any_of(_NUMBERED_WORDS.split())
_CROWNED_WORDS = """
    Felipe Carlos Alfonso Fernando Isabel Juan Pablo Enrique Luis Pío Benedicto Jaime Sancho Ramiro Pedro Napoleón
    Jorge Guillermo Eduardo Nicolás Catalina Francisco León"""
_CROWNED = any_of(_CROWNED_WORDS.split())
_QUEENS = {"Isabel", "Catalina"}
_FOLLOWING_NOUN = re.compile(r"\s([a-záéíóúñü]+)")
_NO_NOUN_WORDS = """
    de del y e o u a al en con por para que se es son la las el los un una su sus como más menos lo le les si no
    ni sin sobre entre hasta desde cuando donde fue era han ha mil millones"""
_NO_NOUN = frozenset(_NO_NOUN_WORDS.split())
_MASCULINE_IN_A_WORDS = """
    día problema tema sistema programa mapa idioma poema planeta grama kilograma clima diploma drama poeta"""
_MASCULINE_IN_A = frozenset(_MASCULINE_IN_A_WORDS.split())


_OF_A_YEAR = re.compile(r"\b(?:en|desde|hasta|hacia|año)\s$", re.I)
_OF_AN_HOUR = re.compile(r"(?:\b(?:las?|de|a|y|hasta|desde|entre)\s|\d\s?[-–]\s?)$", re.I)


def _gender(match: re.Match[str]) -> str:
    """Return the gender of the noun that follows: one in -a or -as is taken for feminine, any other for masculine."""
    noun = _FOLLOWING_NOUN.match(match.string, match.end())
    if noun is None or noun[1] in _NO_NOUN or _OF_A_YEAR.search(match.string[: match.start()]):
        return ""
    return "f" if noun[1].endswith(("a", "as")) and noun[1].rstrip("s") not in _MASCULINE_IN_A else "m"


def _count(number: str, one: str, many: str) -> str:
    whole, decimals = numbers.split_number(number)
    return one if whole == "1" and not decimals.strip("0") else many


def _date(year: str, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 50 else 2000)
    return f"{_day(day)} de {_MONTHS[int(month) - 1]} de {numbers.cardinal(full)}"


def _day(day: str) -> str:
    return "primero" if int(day) == 1 else numbers.cardinal(int(day))


def _numeric_date(match: re.Match[str]) -> str | None:
    day, month, year = match.groups()
    return _date(year, month, day) or _date(year, day, month)


def _time(match: re.Match[str]) -> str | None:
    hour, minute, second = match.groups()
    if int(hour) > 24 or int(minute) > 59:
        return None
    said = "una" if int(hour) == 1 else numbers.cardinal(int(hour))
    if int(minute):
        said += f" {_minutes(minute)}"
    elif not second and int(hour) <= 12 and not _in_a_range(match):
        said += " en punto"
    return f"{said} y {numbers.cardinal(int(second))} segundos" if second else said


def _in_a_range(match: re.Match[str]) -> bool:
    """True for an hour that is no moment of its own: "a las 9:00", "9:00–14:00"."""
    after = match.string[match.end() :].lstrip()
    return after.startswith(("-", "–")) or _OF_AN_HOUR.search(match.string[: match.start()]) is not None


def _minutes(minute: str) -> str:
    return ("cero " if minute.startswith("0") else "") + numbers.cardinal(int(minute))


def _amount(sign: str, number: str, scale: str | None, symbol: str) -> str:
    one, many, gender, cent, cents = CURRENCIES[symbol]
    minus = "menos " if sign else ""
    whole, fraction = numbers.split_number(number)
    if scale:
        name = {"M": "millones", "mill.": "millones"}.get(scale, scale)
        of = " de" if name.startswith("mill") else ""
        return f"{minus}{numbers.number(number, 'm')} {name}{of} {many}"
    if len(fraction) not in (0, 2) or (fraction and not cents):
        return f"{minus}{numbers.number(number, gender)} {many}"
    if not int(whole) and int(fraction or 0):
        return f"{minus}{_cents(fraction, cent, cents)}"
    count = numbers.cardinal(int(whole), gender)
    of = " de" if count.endswith(("millón", "millones")) else ""
    said = f"{minus}{count}{of} {_count(whole, one, many)}"
    return f"{said} con {_cents(fraction, cent, cents)}" if int(fraction or 0) else said


def _cents(fraction: str, cent: str, cents: str) -> str:
    return f"{numbers.cardinal(int(fraction), 'm')} {cent if int(fraction) == 1 else cents}"


def _unit(match: re.Match[str]) -> Sequence[Piece]:
    sign, number, name = match.groups()
    one, many, gender = UNITS[name]
    return [(("menos " if sign else "") + numbers.number(number, gender), 2), (_count(number, one, many), 3)]


def _fraction(match: re.Match[str]) -> str | None:
    whole, top, bottom = match.groups()
    above, below = int(top), int(bottom)
    if not 0 < above < below or below not in _PARTS:
        return f"{numbers.cardinal(above)} de {numbers.cardinal(below)}" if above == below else None
    head = f"{numbers.number(whole)} y " if whole else ""
    if match.string[match.end() :].lstrip().startswith("parte") and below > 2:
        part = "tercera" if below == 3 else _PARTS[below][:-1] + "a"
        return head + (f"una {part}" if above == 1 else f"{numbers.cardinal(above, 'f')} {part}s")
    if below == 2:
        return head + ("media" if not whole and _gender(match) == "f" else "medio")
    return head + (f"un {_PARTS[below]}" if above == 1 else f"{numbers.cardinal(above)} {_PARTS[below]}s")


def _mixed(match: re.Match[str]) -> str:
    head = f"{numbers.number(match[1], 'f' if _gender(match) == 'f' else '')} y " if match[1] else ""
    return head + ("media" if match[2] == "½" and _gender(match) == "f" else _FRACTIONS[match[2]])


def _weekdays(match: re.Match[str]) -> Sequence[Piece]:
    first, last = (next(day for day in WEEKDAYS if day.startswith(match[i][:3].lower())) for i in (1, 2))
    return [(f"{first} a", 1), (last, 2)]


def _ordinal(match: re.Match[str]) -> str:
    gender = "f" if match[2][-1] in "ªa" else "m"
    short = match[2] == "er" or (gender == "m" and _gender(match) == "m")
    return numbers.ordinal(int(match[1]), gender, before_noun=short)


def _phone(match: re.Match[str]) -> str | None:
    groups = re.findall(r"\d+", match[0])
    if len("".join(groups)) < 9 or HOLDS_DATE.search(match[0]):
        return None
    return ("más " if match[0].startswith("+") else "") + ", ".join(numbers.digits(group) for group in groups)


def _plain(match: re.Match[str]) -> str:
    sign, number = match.groups()
    if number.isdigit() and len(number) > 9:
        return numbers.digits(number)
    return ("menos " if sign else "") + numbers.number(number, _gender(match))


def _numbered(match: re.Match[str]) -> Sequence[Piece]:
    return [(_ABBREVIATIONS.get(match[1], match[1]), 1), (numbers.cardinal(roman(match[2].upper())), 2)]


def _crowned(match: re.Match[str]) -> Sequence[Piece]:
    value = roman(match[2])
    gender = "f" if match[1] in _QUEENS else "m"
    return [(match[1], 1), (numbers.ordinal(value, gender) if value <= 10 else numbers.cardinal(value), 2)]


_ADDRESSES = address_reading(
    {".": "punto", "@": "arroba", "/": "barra", "-": "guion", "_": "guion bajo", ":": "dos puntos"}, numbers.number
)
_WEEKDAY = r"((?:lun(?:es)?|mar(?:tes)?|mié(?:rcoles)?|jue(?:ves)?|vie(?:rnes)?|sáb(?:ado)?|dom(?:ingo)?))\.?"
RULES: tuple[Rule, ...] = (
    *_ADDRESSES,
    *code_reading(numbers.digits),
    rule(r"(?<![\w-])[-–—](\d{1,4})[-–—](?![\w-])", lambda m: numbers.number(m[1])),  # a page's number
    rule(rf"(?<!\w){_WEEKDAY}\s?[-–—]\s?{_WEEKDAY}(?!\w)", _weekdays, re.I),
    rule(r"(?<!\w)L\s?[-–]\s?V(?=\W+(?:de\s)?\d)", lambda _: "lunes a viernes"),
    rule(r"(?<!\w)\d{8}(?=-?[A-Z](?!\w))", lambda m: numbers.digits(m[0])),
    rule(rf"{_START}(\d{{1,2}})h(\d\d)()(?!\w)", _time),
    rule(
        r"(?<=§\s)(\d+)\.(\d+)(?![\w])|(?:(?<=art\.\s)|(?<=artículo\s)|(?<=apartado\s)|(?<=sección\s))(\d+)\.(\d+)(?!\w)",
        lambda m: " punto ".join(numbers.number(part) for part in m[0].split(".")),
    ),
    rule(rf"{_START}(\d{{4}})-(\d\d)-(\d\d){_END}", lambda m: _date(*m.groups())),
    rule(rf"{_START}(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d\d){_END}", _numeric_date),
    rule(rf"{_START}(1)(?:º|\.º|°)?\sde(?=\s(?:{'|'.join(_MONTHS)})\b)", lambda m: [("primero", 1), ("de", 0)]),
    rule(rf"{_START}(\d{{1,2}})[:.](\d\d)(?::(\d\d))?(?=\s?(?:h\b|hs\b|horas|[ap]\.?\s?m\b))", _time),
    rule(rf"{_START}(\d{{1,2}}):(\d\d)(?::(\d\d))?(?![\w:])", _time),
    rule(r"(?:(?<=\d)|(?<=\d\s))h(?:s|rs)?\b\.?", lambda _: "horas"),
    rule(r"(?<![\w.])(?:\+\d{1,3}\s)?\(?\d{2,3}\)?(?:[\s.-]\d{2,4}){2,4}(?![\w.,/%]\d|\w|\s?[€$])", _phone),
    rule(rf"(?<!\w)([-−]?)({_CURRENCY})\s?({_NUMBER}){_SCALE}{_END}", lambda m: _amount(m[1], m[3], m[4], m[2])),
    rule(
        rf"(?<![\w.,])([-−]?)({_NUMBER})\s?{_SCALE}\s?(?:de\s)?({_CURRENCY})(?!\w)",
        lambda m: _amount(m[1], m[2], m[3], m[4]),
    ),
    rule(rf"{_START}({_NUMBER})\s?[x×]\s?(?={_NUMBER})", lambda m: numbers.number(m[1]) + " por"),
    rule(rf"(?<![\w.,])([-−]?)({_NUMBER})\s?({any_of(UNITS)})(?!\w)", _unit),
    rule(rf"{_START}(\d{{1,3}})(\.?[ºª°]|\.?er|[oa])(?!\w)", _ordinal),
    rule(r"(?<![\w/.,])(?:(\d+)\s)?(\d{1,2})/(\d{1,2})(?![\w/])", _fraction),
    rule(r"(?:(\d+)\s?)?([½⅓⅔¼¾])", _mixed),
    rule(
        rf"{_START}\d+(?:\.\d+){{2,}}(?!\w)(?<!\.\d\d\d)",
        lambda m: " punto ".join(map(numbers.number, m[0].split("."))),
    ),
    rule(r"(?:(?<=\d)|(?<=\d\s)(?!-\d+[.,]\d\d(?!\d)))[-–](?=\s?[$£€]?\d)", lambda _: "a"),
    rule(r"(?<=\d):(?=\d)", lambda _: "a"),
    rule(r"(?<=\w)/(?=(?:día|semana|mes|año|hora|h|min|s|kg|persona|noche|unidad)\b)", lambda _: "por"),
    rule(rf"(?<=[\w€$£%])/\s?({any_of(UNITS)})(?!\w)", lambda m: f"por {UNITS[m[1]][0]}"),
    rule(rf"(?<![\w.,])([-−]?)({_NUMBER})(?!\d)", _plain),
    rule(r"²", lambda _: "al cuadrado"),
    rule(r"³", lambda _: "al cubo"),
    rule(rf"(?<!\w)({_NUMBERED})\s{_ROMAN}", _numbered, re.I),
    rule(rf"(?<!\w)({_CROWNED})\s{_ROMAN}", _crowned),
    rule(rf"(?<!\w)(ss?\.)\s{_ROMAN}", lambda m: [("siglo", 1), (numbers.cardinal(roman(m[2])), 2)]),
    rule(rf"(?<![\w.])({any_of(_ABBREVIATIONS)})(?!\w)", lambda m: _ABBREVIATIONS[m[1]]),
    rule(BARE, lambda m: numbers.cardinal(roman(m[0]))),
    rule(r"(?<=\d\s)[x×]\s(?=[^\W\d])", lambda _: ""),  # on a receipt: "2 x Café"
    rule(r"(?<!\w)[Kk]m\.?\s(?=\d)", lambda _: "kilómetro"),
    rule(r"(?<!\w)[Ss]/[Nn](?!\w)", lambda _: "sin número"),
    rule(r"(?<!\w)pp?\.\s?(?=\d)", lambda m: "páginas" if m[0].startswith("pp") else "página"),
    rule(r"(?<!\w)D\.\s?(?=[A-ZÁÉÍÓÚÑ])", lambda _: "don"),
    rule(r"(?<!\w)(?:[A-Z]\.){2,}", lambda m: m[0].replace(".", "")),
)

IDIOM = Idiom(
    rules=RULES,
    symbols={
        "&": "y",
        "+": "más",
        "=": "igual a",
        "%": "por ciento",
        "@": "arroba",
        "#": "número",
        "°": "grados",
        "×": "por",
        "÷": "entre",
        "±": "más menos",
        "<": "menor que",
        ">": "mayor que",
        "≤": "como mucho",
        "≥": "como mínimo",
        "§": "sección",
        "€": "euros",
        "$": "dólares",
        "£": "libras",
    },
    acronyms=ACRONYMS,
    number=numbers.number,
    and_so_on="etcétera",
    unread="texto en {}, no se lee.",
    scripts={
        "Chinese": "chino",
        "Japanese": "japonés",
        "Korean": "coreano",
        "Arabic": "árabe",
        "Hebrew": "hebreo",
        "Cyrillic": "alfabeto cirílico",
        "Greek": "griego",
        "Hindi": "hindi",
        "Thai": "tailandés",
    },
)
