"""How much a person may have read in a day, and how that is told. Pure decisions. A day is one of UTC."""

from __future__ import annotations

import math

DAY = 86_400


def day_of(now: float) -> int:
    """Return the number of the day, counted from 1970."""
    return int(now // DAY)


def seconds_left(now: float) -> int:
    """Return how long the day still lasts."""
    return math.ceil((day_of(now) + 1) * DAY - now)


def headers(limit: int, used: int, now: float) -> dict[str, str]:
    """Return the headers that tell a limit before it is hit."""
    return {
        "X-RateLimit-Limit": str(limit),
        "X-RateLimit-Remaining": str(max(0, limit - used)),
        "X-RateLimit-Reset": str(seconds_left(now)),
    }
