"""When what was spoken so far becomes a part that can be played."""

from __future__ import annotations

import numpy as np
import pytest

from chalicelib.services.processing import part_is_due
from chalicelib.services.speaking import SpokenPart


def utterances(*seconds: float) -> list[SpokenPart]:
    return [SpokenPart(np.zeros(round(100 * length), np.int16), 100, (), "e", "v", "en", "text") for length in seconds]


@pytest.mark.parametrize(
    ("parts", "waited", "heard", "due"),
    [
        (0, 0.1, (3.0, 3.0), False),  # a short text is whole before anybody asks
        (0, 0.3, (3.0,), True),  # the first part comes soon, however short
        (1, 0.9, (60.0,), False),  # nobody asks that often
        (1, 1.1, (3.0, 6.0), False),  # a slow voice: not a part of each sentence
        (1, 1.1, (3.0, 7.0), True),
        (7, 30.0, (12.0,), True),
    ],
)
def test_a_part_is_due(parts: int, waited: float, heard: tuple[float, ...], due: bool) -> None:
    assert part_is_due(parts, waited, utterances(*heard)) is due
