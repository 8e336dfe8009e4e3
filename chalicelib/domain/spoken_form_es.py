"""Spanish readings of numbers, prices, dates, times, abbreviations and symbols."""

from __future__ import annotations

from chalicelib.domain.spoken_form import Rule

RULES: tuple[Rule, ...] = ()
