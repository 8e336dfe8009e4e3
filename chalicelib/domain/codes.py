"""Codes, whose digits are said one by one: bank accounts, book numbers, card endings, long references, telephones."""

from __future__ import annotations

import re
from collections.abc import Callable

from chalicelib.domain.spoken_form import Rule, rule

_IBAN = r"(?<!\w)[A-Z]{2}\d{2}(?:\s?[A-Z\d]{4}){2,7}(?:\s?[A-Z\d]{1,3})?(?!\w)"
_HYPHENED = r"(?<![\w.,])\d{1,7}(?:-[\dX]{1,7}){3,}(?!\w)"
_CARD_ENDING = r"(?:(?<=[*•])|(?<=[*•]\s)|(?<=[Xx]{4})|(?<=[Xx]{4}[\s-]))\d{4}(?!\w)"
_REFERENCE = r"(?:(?<=[A-Z]-)|(?<=[A-Z]{2}))(?!(?:19|20)\d\d(?!\d))\d{4,}(?:[/-]\d+)*(?!\w)"
"""After letters, but no year."""
_TELEPHONE = r"(?:(?<![\w.,/+-])0\d{1,4}|(?<=\+)\d{2,4})\s?-\s?\d{5,8}(?!\w|[.,/-]\d)"
"""A prefix and a long number, as no range of numbers is: 03-40210276."""
HOLDS_DATE = re.compile(r"(?<!\d)\d{1,2}([-.])\d{1,2}\1(?:19|20)\d\d(?!\d)")
"""What looks like a telephone number, and is a number before a date."""


def code_reading(digits: Callable[[str], str]) -> tuple[Rule, ...]:
    """Return the rules that read codes, given the reading of digits one by one."""

    def grouped(match: re.Match[str]) -> str:
        """Say letters and digits singly, with a pause where the print parts them, else after four at most."""
        groups = re.findall(r"[A-Z]+|\d{1,4}(?!\d)|\d{3}", match[0])
        return ", ".join(digits(group) if group.isdigit() else " ".join(group) for group in groups)

    return (
        rule(_IBAN, grouped),
        rule(_HYPHENED, grouped),
        rule(_CARD_ENDING, grouped),
        rule(_REFERENCE, grouped),
        rule(_TELEPHONE, grouped),
    )
