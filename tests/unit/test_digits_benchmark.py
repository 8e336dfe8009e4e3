"""The digits' benchmark counts rightly, draws what it says, and its section is replaced, not repeated."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.digits.canvases import canvas
from benchmarks.digits.report import BEGIN, END, Row, shortfalls, write
from benchmarks.digits.running import Outcome
from benchmarks.digits.scores import calibration_error, confusion
from benchmarks.digits.sheets import LOOKS, photograph
from benchmarks.digits.strangers import blanks, pairs, scribbles
from chalicelib.engines.digit_ink import find_ink


def test_confidence_that_is_as_often_right_as_it_says_has_no_calibration_error() -> None:
    right = np.array([True] * 9 + [False])
    assert calibration_error(np.full(10, 0.9), right) == pytest.approx(0)
    assert calibration_error(np.full(10, 1.0), right) == pytest.approx(0.1)


def test_confusion_counts_refusals_in_their_own_column() -> None:
    table = confusion(np.array([3, 3, 8]), np.array([3, 5, -1]))
    assert table.shape == (10, 11)
    assert (table[3, 3], table[3, 5], table[8, 10], table.sum()) == (1, 1, 1, 3)


def test_a_refused_digit_counts_as_read_wrong() -> None:
    outcome = Outcome(np.array([1, 2]), np.array([1, -1]), np.array([1, 2]), np.array([0.9, 0.4]))
    assert (outcome.accuracy, outcome.refused, outcome.forced) == (0.5, 0.5, 1.0)


def test_made_pictures_are_rgb_and_repeat_with_their_seed() -> None:
    digit = np.zeros((28, 28), np.uint8)
    digit[4:24, 12:16] = 255
    first, second = (canvas(digit, np.random.default_rng(4)) for _ in range(2))
    assert first.ndim == 3
    assert np.array_equal(first, second)
    rng = np.random.default_rng(0)
    for picture in (*blanks(rng, 4), *scribbles(rng, 8), *pairs(np.stack([digit, digit]), rng, 2)):
        assert picture.dtype == np.uint8
        assert picture.shape[2] == 3


def test_only_what_misses_its_target_falls_short() -> None:
    rows = [Row("met", "5", "≤ 5", 0), Row("no target", "9"), Row("missed", "6", "≤ 5", 1)]
    assert shortfalls(rows) == ["missed: 6, target ≤ 5"]


@pytest.mark.parametrize("look", LOOKS)
def test_a_photographed_sheet_repeats_with_its_seed_and_shows_the_digit(look: str) -> None:
    digit = np.zeros((28, 28), np.uint8)
    digit[4:24, 12:16] = 255
    first, second = (photograph(digit, LOOKS[look], np.random.default_rng(4)) for _ in range(2))
    assert np.array_equal(first, second)
    assert find_ink(first) is not None


def test_the_section_is_put_between_its_markers_and_replaced_there(tmp_path: Path) -> None:
    page = tmp_path / "benchmarks.md"
    page.write_text("# Benchmarks\n\nother\n")
    outcome = Outcome(np.array([1, 2]), np.array([1, 7]), np.array([1, 7]), np.array([0.9, 0.4]))
    figures: dict[str, Any] = {
        "t10k": outcome,
        "canvases": outcome,
        "paper": {"squared, shadow": outcome},
        "calibration": 0.01,
        "canvas_calibration": 0.02,
        "refused": {"blank sheets": (9, 10)},
        "cold": 200.0,
        "warm": {"28 × 28": 1.5},
        "confusion": confusion(outcome.truth, outcome.read),
    }
    images = np.zeros((2, 28, 28), np.uint8)
    write(figures, images, tmp_path, dry=False)
    write(figures, images, tmp_path, dry=False)
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Benchmarks\n\nother\n")
    assert text.count(BEGIN) == text.count(END) == text.count("## Digits") == 1
    assert "50.00%" in text
    assert "2→7" in text
    assert "- MNIST t10k, read right: 50.00%, target ≥ 99.75 %" in text
    assert "- ms of CPU" not in text
    assert (tmp_path / "images" / "digits-worst.png").stat().st_size > 0
