"""Numbers as English words."""

from __future__ import annotations

MOST_DIGITS = 15
"""Of numbers that are said in words; the digits of longer ones are said one by one."""
_ONES_WORDS = """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_ONES = _ONES_WORDS.split()
_TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SCALES = ["", "thousand", "million", "billion", "trillion"]
_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def cardinal(n: int) -> str:
    """Return n, of up to MOST_DIGITS, in words without hyphens: 1234 → "one thousand two hundred thirty four"."""
    if n < 0:
        return "minus " + cardinal(-n)
    if n < 20:
        return _ONES[n]
    if n < 100:
        return _joined(_TENS[n // 10], n % 10)
    if n < 1000:
        return _joined(f"{_ONES[n // 100]} hundred", n % 100)
    scale = (len(str(n)) - 1) // 3
    count, rest = divmod(n, 1000**scale)
    return _joined(f"{cardinal(count)} {_SCALES[scale]}", rest)


def _joined(head: str, rest: int) -> str:
    return f"{head} {cardinal(rest)}" if rest else head


def ordinal(n: int) -> str:
    """Return n as an ordinal: 23 → "twenty third"."""
    head, _, last = cardinal(n).rpartition(" ")
    if last in _ORDINALS:
        last = _ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return f"{head} {last}".strip()


def year(n: int) -> str:
    """Return a year, 1000 to 2999: 1905 → "nineteen oh five", 2005 → "two thousand five"."""
    century, rest = divmod(n, 100)
    if century % 10 == 0 and rest < 10:
        return cardinal(n)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def plural(words: str) -> str:
    """Return the plural of a number word: "ninety" → "nineties"."""
    return words[:-1] + "ies" if words.endswith("y") else words + ("es" if words.endswith("x") else "s")


def digits(text: str) -> str:
    """Return the digits of `text`, one by one."""
    return " ".join(_ONES[int(character)] for character in text if character in "0123456789")


def number(text: str) -> str:
    """Return a printed number, thousands parted by commas: "1,234.50" → "… point five zero"."""
    whole, point, decimals = text.replace(",", "").partition(".")
    if len(whole) > MOST_DIGITS or (len(whole) > 1 and whole.startswith("0")):
        said = digits(whole)
    else:
        said = cardinal(int(whole)) if whole else ""
    return f"{said} point {digits(decimals)}".strip() if point else said
