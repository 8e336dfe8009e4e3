"""Web and mail addresses, whose punctuation is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from chalicelib.domain.spoken_form import Rule, rule

_ENDINGS = "com|org|net|edu|gov|io|co|uk|es|eu|de|fr|it|mx|ar|info"


def address_reading(names: Mapping[str, str], number: Callable[[str], str]) -> tuple[Rule, ...]:
    """Return the rules that read addresses, given the names of their punctuation and the reading of numbers."""

    def say(match: re.Match[str]) -> str:
        bare = re.sub(r"^(?:https?://)?(?:www\.)?", "", match[0], flags=re.I)
        spelled = "".join(f" {names[mark]} " if mark in names else mark for mark in bare)
        return re.sub(r"[^\w\s]", " ", re.sub(r"\d+", lambda digits: f" {number(digits[0])} ", spelled))

    return (
        rule(r"(?:https?://|www\.)[^\s<>\"')]*[^\W_]", say, re.I),
        rule(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", say),
        rule(rf"(?<!\w)[a-z][\w-]*(?:\.[\w-]+)*\.(?:{_ENDINGS})(?:/[\w/.-]*\w)?(?!\w)", say, re.I),
    )
