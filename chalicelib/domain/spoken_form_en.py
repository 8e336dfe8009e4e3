"""English readings of numbers, prices, dates, times, abbreviations and symbols (American where the two differ)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from chalicelib.domain import numbers_en as numbers
from chalicelib.domain.abbreviations_en import ABBREVIATIONS, ACRONYMS, CURRENCIES, TITLES, UNITS, WEEKDAYS
from chalicelib.domain.codes import HOLDS_DATE, code_reading
from chalicelib.domain.roman import BARE, roman
from chalicelib.domain.spoken_form import Idiom, Piece, Rule, any_of, rule
from chalicelib.domain.web_address import address_reading

_MONTH_NAMES = """
    January February March April May June July August September October November December"""
_MONTHS = _MONTH_NAMES.split()
_MONTH = (
    r"(Jan(?:uary|\.)?|Feb(?:ruary|\.)?|Mar(?:ch|\.)?|Apr(?:il|\.)?|May|June?\.?|July?\.?|Aug(?:ust|\.)?"
    r"|Sept?(?:ember|\.)?|Oct(?:ober|\.)?|Nov(?:ember|\.)?|Dec(?:ember|\.)?)"
)
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_AMOUNT = rf"\d+,\d\d(?!\d)(?![.,]\d)|{_NUMBER}"
"""A comma before two digits is the decimal one, as prices in Europe are printed."""
_START = r"(?<![\w.,])"
_END = r"(?![\w])(?![.,:/]\d)"
_SCALE = r"(?:\s?(thousand|million|billion|trillion|[kKMB]|mn|m|bn))?"
_SCALES = {"k": "thousand", "m": "million", "mn": "million", "b": "billion", "bn": "billion"}
_FRACTIONS = {
    "½": "a half",
    "⅓": "a third",
    "⅔": "two thirds",
    "¼": "a quarter",
    "¾": "three quarters",
    "⅛": "an eighth",
}
_PARTED = {2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 16, 20, 100}
"""What fractions are of; others are said number after number, as "nine eleven"."""
_ROMAN = r"(?=[IVX])(X{0,3}(?:IX|IV|V?I{0,3}))"
_PARTS = "Chapter|Part|Book|Volume|Act|Scene|Section|Figure|Table|Article|Appendix|World War|Type|Phase|Grade|Class"
_CROWNED_WORDS = """
    Henry Louis Charles George James William Edward Richard Elizabeth Paul John Philip Napoleon Catherine
    Alexander Nicholas Benedict Pius Ferdinand Leo"""
_CROWNED = any_of(_CROWNED_WORDS.split())


def _month(name: str) -> str:
    return next(month for month in _MONTHS if month.startswith(name[:3].capitalize()))


def _count(number: str, one: str, many: str) -> str:
    return one if number.replace(",", "") in ("1", "1.0", "1.00") else many


def _date(year: str, month: str, day: str) -> str | None:
    if not (1 <= int(month) <= 12 and 1 <= int(day) <= 31):
        return None
    full = int(year) if len(year) == 4 else int(year) + (1900 if int(year) > 50 else 2000)
    return f"{_MONTHS[int(month) - 1]} {numbers.ordinal(int(day))}, {_year(str(full))}"


def _inches(match: re.Match[str]) -> str | None:
    """Inches, unless the sign ends a quotation."""
    quotes = re.findall(r'(?<!\d)"', match.string[: match.start()])
    return None if len(quotes) % 2 else f"{numbers.number(match[1])} inch"


def _year(text: str) -> str:
    return numbers.year(int(text)) if 1000 <= int(text) < 3000 else numbers.number(text)


def _slash_date(match: re.Match[str]) -> str | None:
    first, second, year = match.groups()
    return _date(year, second, first) if int(first) > 12 else _date(year, first, second)


def _month_day(match: re.Match[str]) -> Sequence[Piece] | None:
    if not 1 <= int(match[2]) <= 31:
        return None
    pieces = [(_month(match[1]), 1), (numbers.ordinal(int(match[2])) + ("," if match[3] else ""), 2)]
    return [*pieces, (_year(match[3]), 3)] if match[3] else pieces


def _day_month(match: re.Match[str]) -> Sequence[Piece] | None:
    if not 1 <= int(match[2]) <= 31:
        return None
    the = "" if match[1] else "the "
    pieces = [(match[1] or "", 1), (f"{the}{numbers.ordinal(int(match[2]))} of", 2), (_month(match[3]), 3)]
    pieces = [piece for piece in pieces if piece[0]]
    return [*pieces, (_year(match[4]), 4)] if match[4] else pieces


def _time(match: re.Match[str]) -> str | Sequence[Piece] | None:
    hour, minute, second, half = match.groups()
    if int(hour) > 24 or int(minute) > 59:
        return None
    said = numbers.cardinal(int(hour))
    if int(minute):
        said += (" oh " if int(minute) < 10 else " ") + numbers.cardinal(int(minute))
    elif not half and not second:
        said += " o'clock" if 0 < int(hour) <= 12 else " hundred hours"
    if second:
        seconds = int(second)
        said += f" and {numbers.cardinal(seconds)} {_count(second.lstrip('0'), 'second', 'seconds')}"
    return [(said, 1 if half else 0), (half[0].upper() + "M", 4)] if half else said


def _hour(match: re.Match[str]) -> Sequence[Piece] | None:
    if int(match[1]) > 12:
        return None
    return [(numbers.cardinal(int(match[1])), 1), (match[2].upper() + "M", 2)]


def _amount(sign: str, number: str, scale: str | None, symbol: str) -> str:
    one, many, cent, cents = CURRENCIES[symbol]
    number = re.sub(r"^(\d+),(\d\d)$", r"\1.\2", number)
    whole, _, fraction = number.replace(",", "").partition(".")
    minus = "minus " if sign else ""
    if scale:
        return f"{minus}{numbers.number(number)} {_SCALES.get(scale.lower(), scale)} {many}"
    if len(fraction) not in (0, 2) or (fraction and not cents):
        return f"{minus}{numbers.number(number)} {many}"
    parts = [f"{numbers.number(whole)} {_count(whole, one, many)}"] if int(whole or 0) or not int(fraction or 0) else []
    if int(fraction or 0):
        parts.append(f"{numbers.cardinal(int(fraction))} {cent if int(fraction) == 1 else cents}")
    return minus + " and ".join(parts)


def _price(match: re.Match[str]) -> str:
    return _amount(match[1], match[3], match[4], match[2])


def _price_after(match: re.Match[str]) -> str:
    return _amount(match[1], match[2], None, match[3])


def _unit(match: re.Match[str]) -> Sequence[Piece]:
    sign, number, name = match.groups()
    one, many = UNITS[name]
    number = re.sub(r"^(\d+),(\d\d?)$", r"\1.\2", number)  # a comma before one or two digits is the decimal one
    return [(("minus " if sign else "") + numbers.number(number), 2), (_count(number, one, many), 3)]


def _fraction(match: re.Match[str]) -> str | None:
    whole, top, bottom, unit = match.groups()
    above, below = int(top), int(bottom)
    measure = " " + UNITS[unit][bool(whole)] if unit else ""
    head = f"{numbers.number(whole)} and " if whole else ""
    if not 0 < above < below or below not in _PARTED:
        return f"{numbers.cardinal(above)} out of {numbers.cardinal(below)}" if above == below else None
    name = {2: "half", 4: "quarter"}.get(below) or numbers.ordinal(below)
    if above == 1:
        return head + ("a " if whole else "one ") + name + measure
    return f"{head}{numbers.cardinal(above)} {name}s{measure}"


def _mixed(match: re.Match[str]) -> str:
    whole, fraction, unit = match.groups()
    measure = " " + UNITS[unit][bool(whole)] if unit else ""
    return (f"{numbers.number(whole)} and " if whole else "") + _FRACTIONS[fraction] + measure


def _phone(match: re.Match[str]) -> str | None:
    if HOLDS_DATE.search(match[0]):
        return None
    groups = [numbers.digits(group) for group in re.findall(r"\d+", match[0])]
    return ("plus " if match[0].startswith("+") else "") + ", ".join(groups)


def _decade(match: re.Match[str]) -> str:
    if match[1]:
        return numbers.plural(_year(match[1]))
    return numbers.plural(numbers.cardinal(int(match[2])))


def _plain(match: re.Match[str]) -> str:
    text = match[2]
    sign = "minus " if match[1] else ""
    if re.fullmatch(r"\d{4}", text) and (1100 <= int(text) < 2100):
        return sign + numbers.year(int(text))
    if text.isdigit() and len(text) > 9:
        return numbers.digits(text)
    return sign + numbers.number(text)


def _dotted(match: re.Match[str]) -> str:
    return " point ".join(numbers.number(part) for part in match[0].split("."))


def _abbreviation(match: re.Match[str]) -> str | None:
    return ABBREVIATIONS[match[1]]


def _price_range(match: re.Match[str]) -> str:
    return f"{numbers.number(match[2])} to {_amount('', match[3], match[4], match[1])}"


def _weekdays(match: re.Match[str]) -> Sequence[Piece]:
    first, last = (next(day for day in WEEKDAYS if day.startswith(match[i][:3].capitalize())) for i in (1, 2))
    return [(f"{first} to", 1), (last, 2)]


_WEEKDAY = r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|rs|nes|urs|ur)?(?:day)?\.?"
_COUNTED = r"(?=\s(?:dollars|euros|pounds|pesos|cents|people|miles|meters|feet|words|points|calories|copies)\b)"
_CURRENCY = r"US\$|[$£€¥₹₩]|(?:USD|EUR|GBP|JPY|CAD|AUD|MXN|CHF|INR)(?=\s?\d)"
_ADDRESSES = address_reading(
    {".": "dot", "@": "at", "/": "slash", "-": "dash", "_": "underscore", ":": "colon"}, numbers.number
)
RULES: tuple[Rule, ...] = (
    *_ADDRESSES,
    *code_reading(numbers.digits),
    rule(r"(?<![\w-])[-–—](\d{1,4})[-–—](?![\w-])", lambda m: numbers.number(m[1])),  # a page's number
    rule(rf"(?<!\w){_WEEKDAY}\s?[-–—]\s?{_WEEKDAY}(?!\w)", _weekdays),
    rule(r"(?<=,\s[A-Z]{2}\s)\d{5}(?:-\d{4})?(?![\w.,])", lambda m: numbers.digits(m[0])),
    rule(rf"{_START}(\d{{4}})-(\d\d)-(\d\d){_END}", lambda m: _date(*m.groups())),
    rule(rf"{_START}(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}|\d\d){_END}", _slash_date),
    rule(rf"(?<!\w){_MONTH}\s(\d{{1,2}})(?:st|nd|rd|th)?(?!\w)(?![:.]\d|%)(?:,?\s(\d{{4}})(?![\w]))?", _month_day),
    rule(
        rf"(?<!\w)(?:(the)\s)?(\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?!\w)(?:,?\s(\d{{4}})(?!\w))?", _day_month
    ),
    rule(rf"{_START}(\d{{1,2}}):(\d\d)(?::(\d\d))?(?:\s?([AaPp]\.?[Mm]\b\.?))?(?![\w:])", _time),
    rule(rf"{_START}(\d{{1,2}})\.(\d\d)(?::(\d\d))?\s?([AaPp]\.?[Mm]\b\.?)", _time),
    rule(r"(?<![\w.,:])(\d{1,2})\s?([AaPp])\.?[Mm]\b\.?", _hour),
    rule(rf"{_START}(\d{{1,2}})h(\d\d)()()(?!\w)", _time),
    rule(
        r"(?:(?<=m\b)|(?<=m\.)|(?<=\bm\s)|(?<=m\.\s)|(?<=\d)|(?<=\d\s))[-–]"
        rf"(?=\s?(?:\d{{1,2}}[:\s]?\d*\s?[AaPp]\.?[Mm]\b|{_MONTH}\s\d))",
        lambda _: "to",
    ),
    rule(
        r"(?<![\w.])\+?\(?\d{1,3}\)?[\s.-]\(?\d{2,4}\)?(?:[\s.-]\d{2,4}){1,4}(?![\w.,/%]\d|\w)",
        lambda m: _phone(m) if re.search(r"[)-]|^\+", m[0]) and len(re.sub(r"\D", "", m[0])) >= 7 else None,
    ),
    rule(rf"{_START}\d{{3}}-\d{{4}}{_END}", _phone),
    rule(rf"(?<!\w)({_CURRENCY})({_NUMBER})\s?[-–]\s?({_NUMBER}){_SCALE}{_END}", _price_range),
    rule(rf"(?<![\w])([-−]?)({_CURRENCY})\s?({_AMOUNT}){_SCALE}{_END}", _price),
    rule(rf"(?<![\w.,])([-−]?)({_AMOUNT})\s?(USD|EUR|GBP|JPY|CAD|AUD|MXN|CHF|INR|[$£€¥₹¢])(?!\w)", _price_after),
    rule(rf"{_START}({_NUMBER})(?:\s?(?:x|×)\s?)(?={_NUMBER})", lambda m: numbers.number(m[1]) + " by"),
    rule(r"(?<!\w)(?:(1\d{3}|20\d\d)|'?(\d0))'?s(?!\w)", _decade),
    rule(r"(?<!\w)(\d)'\s?(\d\d?)\"", lambda m: f"{numbers.cardinal(int(m[1]))} foot {numbers.cardinal(int(m[2]))}"),
    rule(rf"(?<![\w.,$])({_NUMBER})[\"″](?!\w)", _inches),
    rule(r"(?<!\w)([CF])#(?!\w)", lambda m: f"{m[1]} sharp"),
    rule(r"(?<!\w)C\+\+(?!\w)", lambda _: "C plus plus"),
    rule(rf"(?<![\w.,])([-−]?)(\d+,\d\d?|{_NUMBER})\s?({any_of(UNITS)})(?![\w])", _unit),
    rule(rf"{_START}(\d{{1,3}})(?:st|nd|rd|th)(?!\w)", lambda m: numbers.ordinal(int(m[1]))),
    rule(
        rf"(?<![\w/.,])(?:(\d+)[\s-])?(\d{{1,2}})/(\d{{1,3}})(?![\w/])(?!\.\d)(?:\s({any_of(UNITS)})(?!\w))?", _fraction
    ),
    rule(rf"(\d+)?\s?([½⅓⅔¼¾⅛])(?:\s?({any_of(UNITS)})(?!\w))?", _mixed),
    rule(rf"{_START}\d+(?:\.\d+){{2,}}(?!\w)", _dotted),
    rule(r"(?:(?<=\d)|(?<=\d\s)(?!-\d+[.,]\d\d(?!\d)))[-–](?=\s?[$£€]?\d)", lambda _: "to"),
    rule(r"(?<=\d):(?=\d)", lambda _: "to"),
    rule(
        r"(?<=\w)/(?=(?:day|week|month|year|yr|hour|hr|h|minute|min|sec|s|kg|lb|person|night|each|unit)\b)",
        lambda _: "per",
    ),
    rule(rf"(?<=[\w$€£¢])/({any_of(UNITS)})(?!\w)", lambda m: f"per {UNITS[m[1]][0]}"),
    rule(rf"{_START}\d{{4}}{_COUNTED}", lambda m: numbers.number(m[0])),
    rule(rf"(?<![\w.,])([-−]?)({_NUMBER})(?![\d])", _plain),
    rule(r"²", lambda _: "squared"),
    rule(r"³", lambda _: "cubed"),
    rule(r"#(?=\d)", lambda _: "number"),
    rule(r"§§", lambda _: "sections"),
    rule(r"(?<=\d\s)[x×]\s(?=[^\W\d])", lambda _: ""),  # on a receipt: "2 x Coffee"
    rule(r"(?<!\w)c\.\s?(?=\d{3,4}\b)", lambda _: "circa"),
    rule(r"(?<=[\w)]\s)[x×]\s?(?=\d)", lambda _: "by"),
    rule(
        rf"(?<!\w)({_PARTS})\s{_ROMAN}(?![\w'])",
        lambda m: [(m[1], 1), (numbers.cardinal(roman(m[2].upper())), 2)],
        re.I,
    ),
    rule(rf"(?<!\w)({_CROWNED})\s{_ROMAN}(?![\w'])", lambda m: [(m[1], 1), ("the " + numbers.ordinal(roman(m[2])), 2)]),
    rule(rf"(?<!\w)({any_of(TITLES)})\.?\s(?=[A-Z])", lambda m: TITLES[m[1]]),
    rule(rf"(?<![\w.])({any_of(ABBREVIATIONS)})(?!\w)", _abbreviation),
    rule(BARE, lambda m: numbers.cardinal(roman(m[0]))),
    rule(r"(?<!\w)(No|Nos)\.\s?(?=\d)", lambda m: "number" if m[1] == "No" else "numbers"),
    rule(r"(?<!\w)p\.\s?(?=\d)", lambda _: "page"),
    rule(r"(?<!\w)(?:[A-Z]\.){2,}", lambda m: m[0].replace(".", "")),
)

IDIOM = Idiom(
    rules=RULES,
    symbols={
        "&": "and",
        "+": "plus",
        "=": "equals",
        "%": "percent",
        "@": "at",
        "#": "number",
        "°": "degrees",
        "×": "times",
        "÷": "divided by",
        "±": "plus or minus",
        "<": "less than",
        ">": "greater than",
        "≤": "at most",
        "≥": "at least",
        "≈": "about",
        "~": "about",
        "§": "section",
        "©": "copyright",
        "€": "euros",
        "$": "dollars",
        "£": "pounds",
        "¢": "cents",
    },
    acronyms=ACRONYMS,
    number=numbers.number,
    and_so_on="and so on",
    unread="{} text, not spoken.",
)
