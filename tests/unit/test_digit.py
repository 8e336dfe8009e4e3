"""What is decided about a digit once the network has spoken, and how a figure is set before it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.digit import (
    BOX,
    SENTENCES,
    SIDE,
    DigitReading,
    Refusal,
    decide,
    fit,
    shift_to_centre,
)


def probabilities(**given_ones: float) -> np.ndarray:
    """Probabilities of 13 classes: those named (d7=…, letter=…), the rest shared evenly."""
    order = [*(f"d{digit}" for digit in range(10)), "letter", "several", "scribble"]
    left = (1 - sum(given_ones.values())) / (13 - len(given_ones))
    return np.array([given_ones.get(name, left) for name in order])


def test_the_likeliest_digit_is_read_with_its_probability_and_all_scores() -> None:
    reading = decide(probabilities(d7=0.9), accept=0.5)
    assert isinstance(reading, DigitReading)
    assert reading.digit == "7"
    assert reading.confidence == pytest.approx(0.9)
    assert set(reading.scores) == set("0123456789")
    assert reading.as_json() == {
        "digit": "7",
        "confidence": 0.9,
        "scores": {digit: 0.9 if digit == "7" else 0.0083 for digit in "0123456789"},
    }


@pytest.mark.parametrize("reason", [Refusal.LETTER, Refusal.SEVERAL, Refusal.SCRIBBLE])
def test_what_looks_like_something_else_is_refused_as_that(reason: Refusal) -> None:
    assert decide(probabilities(**{reason.value: 0.8}), accept=0.5) is reason


def test_a_digit_below_the_bar_that_looks_like_nothing_else_is_refused_as_unsure() -> None:
    assert decide(probabilities(d3=0.45, d8=0.45), accept=0.5) is Refusal.UNSURE


def test_ink_in_many_pieces_is_no_digit_however_sure_the_network_is() -> None:
    assert decide(probabilities(d3=0.95, scribble=0.04), accept=0.5, pieces=6) is Refusal.SCRIBBLE
    assert decide(probabilities(d1=0.9, several=0.08), accept=0.5, pieces=4) is Refusal.SEVERAL


def test_every_refusal_has_a_sentence_that_says_what_to_do() -> None:
    for reason in Refusal:
        assert SENTENCES[reason].count(".") >= 2


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_figure_keeps_its_shape_within_the_box(height: int, width: int) -> None:
    rows, columns = fit(height, width)
    assert max(rows, columns) == BOX
    assert min(rows, columns) >= 1
    assert abs(rows / columns - height / width) <= max(height / width, width / height) or min(rows, columns) == 1


@given(st.integers(1, BOX), st.integers(1, BOX), st.integers(0, 2**32 - 1))
def test_a_figure_comes_to_lie_with_its_mass_in_the_middle(height: int, width: int, seed: int) -> None:
    figure = np.random.default_rng(seed).uniform(0, 1, (height, width)).astype(np.float32)
    top, left = shift_to_centre(figure)
    rows, columns = figure.sum(axis=1), figure.sum(axis=0)
    assert abs(top + float(rows @ np.arange(height)) / float(figure.sum()) - SIDE / 2) <= 0.51
    assert abs(left + float(columns @ np.arange(width)) / float(figure.sum()) - SIDE / 2) <= 0.51


def test_a_figure_without_mass_is_centred_by_its_box() -> None:
    assert shift_to_centre(np.zeros((10, 20), np.float32)) == (9, 4)
