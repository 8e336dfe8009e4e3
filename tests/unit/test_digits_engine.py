"""What a person gets who draws, uploads or photographs one digit, or something else."""

import os
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from chalicelib.engines.digit_ink import find_ink, prepare
from chalicelib.engines.digits import OnnxDigits
from chalicelib.errors import NotADigit
from training.digits.mnist import load

Picture = NDArray[np.uint8]
READER = OnnxDigits()
MNIST = Path(os.environ.get("LECTOR_DATA", "../shared/data")) / "digits" / "mnist"


def arc(x: float, y: float, across: float, down: float, start: float, end: float) -> list[tuple[float, float]]:
    """Points of an ellipse's arc; degrees, clockwise from the right."""
    angles = np.deg2rad(np.linspace(start, end, 30))
    return [(x + across * np.cos(a), y + down * np.sin(a)) for a in angles]


STROKES = {
    "0": [arc(0.5, 0.5, 0.28, 0.45, -90, 270)],
    "1": [[(0.35, 0.2), (0.52, 0.05), (0.52, 0.95)]],
    "2": [[*arc(0.5, 0.3, 0.27, 0.24, -170, 40), (0.22, 0.93), (0.8, 0.93)]],
    "3": [[*arc(0.46, 0.28, 0.27, 0.22, -150, 80), *arc(0.46, 0.71, 0.3, 0.23, -80, 150)]],
    "4": [[(0.6, 0.95), (0.6, 0.05), (0.15, 0.65), (0.85, 0.65)]],
    "5": [[(0.75, 0.07), (0.33, 0.07), (0.28, 0.45), *arc(0.47, 0.67, 0.3, 0.26, -110, 140)]],
    "6": [[(0.68, 0.05), (0.42, 0.3), *arc(0.5, 0.68, 0.27, 0.26, -200, 150)]],
    "7": [[(0.18, 0.08), (0.8, 0.08), (0.42, 0.95)]],
    "8": [arc(0.5, 0.28, 0.22, 0.22, 90, 450), arc(0.5, 0.72, 0.26, 0.22, -90, 270)],
    "9": [[*arc(0.48, 0.32, 0.24, 0.26, -10, -370), (0.7, 0.55), (0.58, 0.95)]],
}


def drawn(
    text: str, side: int = 280, size: float = 0.6, at: tuple[float, float] = (0.2, 0.2), pen: int = 16
) -> Picture:
    """Return ink 0 to 255, shape (side, side): figures of `size` of the side, side by side from `at` (x, y)."""
    sheet = np.zeros((side, side), np.uint8)
    for place, digit in enumerate(text):
        for stroke in STROKES[digit]:
            points = (np.array(stroke) * size + at + (place * size * 0.85, 0)) * side
            cv2.polylines(sheet, [np.round(points * 8).astype(np.int32)], False, 255, pen, cv2.LINE_AA, 3)
    return sheet


def painted(ink: Picture, paper: tuple[int, ...] = (255, 255, 255), pen: tuple[int, ...] = (20, 20, 20)) -> Picture:
    """Return an RGB picture with ink in the pen's colour on paper."""
    cover = ink[..., None] / 255
    return np.round(np.array(paper) * (1 - cover) + np.array(pen) * cover).astype(np.uint8)


def photographed(ink: Picture) -> Picture:
    """Return a grey, noisy picture, lighter at one side than at the other."""
    picture = painted(ink, (190, 185, 170), (60, 60, 80)).astype(float)
    picture += np.linspace(-40, 40, ink.shape[1])[None, :, None]
    picture += np.random.default_rng(3).normal(0, 6, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


def shaded(picture: Picture, angle: float = 25, left: float = 0.55, at: float = 0.5) -> Picture:
    """Return the picture with a shadow's sharp edge across it; `left` of the light is left in the shadow."""
    y, x = np.mgrid[-0.5 : 0.5 : picture.shape[0] * 1j, -0.5 : 0.5 : picture.shape[1] * 1j]
    edge = np.cos(np.deg2rad(angle)) * x + np.sin(np.deg2rad(angle)) * y + 0.5 - at
    light = left + (1 - left) / (1 + np.exp(-edge * 60))
    return np.round(picture * light[..., None]).astype(np.uint8)


def on_a_desk(picture: Picture) -> Picture:
    """Return the picture as a sheet that leaves a strip of dark desk to its left and below."""
    desk = np.full((picture.shape[0] + 60, picture.shape[1] + 60, 3), (70, 50, 40), np.uint8)
    desk[: picture.shape[0], 60:] = picture
    return desk


def squared(ink: Picture) -> Picture:
    """Return the ink on squared paper."""
    picture = painted(ink, (250, 250, 245), (20, 30, 90))
    for at in range(9, ink.shape[0], 24):
        for line in (picture[at], picture[:, at]):
            line[:] = np.minimum(line, (150, 180, 220))
    return picture


LOOKS = {
    "dark on light": lambda digit: painted(drawn(digit)),
    "light on dark": lambda digit: painted(drawn(digit), (0, 0, 0), (255, 255, 255)),
    "red on yellow": lambda digit: painted(drawn(digit), (250, 240, 150), (200, 30, 30)),
    "thin pen": lambda digit: painted(drawn(digit, pen=4)),
    "thick pen": lambda digit: painted(drawn(digit, pen=26)),
    "small in a corner": lambda digit: painted(drawn(digit, side=600, size=0.15, at=(0.8, 0.05), pen=9)),
    "nearly filling": lambda digit: painted(drawn(digit, size=0.9, at=(0.05, 0.05), pen=22)),
    "photographed": lambda digit: photographed(drawn(digit)),
    "on squared paper": lambda digit: squared(drawn(digit)),
    "half in the shadow": lambda digit: shaded(painted(drawn(digit))),
    "a shadow beside it": lambda digit: shaded(painted(drawn(digit, size=0.45, at=(0.45, 0.3), pen=12)), at=0.25),
    "chalk on a board in the shadow": lambda digit: shaded(painted(drawn(digit), (40, 60, 50), (235, 235, 230))),
    "thin pen, squared paper, shadow": lambda digit: shaded(squared(drawn(digit, pen=7)), angle=70),
    "thick pen, squared paper, shadow": lambda digit: shaded(squared(drawn(digit, pen=26)), angle=-50),
    "a sheet on a desk": lambda digit: on_a_desk(painted(drawn(digit))),
    "tiny file": lambda digit: painted(drawn(digit, side=32, size=0.8, at=(0.1, 0.1), pen=3)),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("digit", STROKES)
def test_a_drawn_digit_is_read(digit: str, look: str) -> None:
    reading = READER.read(LOOKS[look](digit))
    assert reading.digit == digit
    assert reading.confidence == max(reading.scores.values())
    assert sum(reading.scores.values()) <= 1 + 1e-6


def test_a_wide_picture_is_read_as_a_square_one() -> None:
    wide = np.full((280, 1100, 3), 255, np.uint8)
    wide[:, 700:980] = painted(drawn("7"))
    assert READER.read(wide).digit == "7"


def refusal(picture: Picture) -> NotADigit:
    with pytest.raises(NotADigit) as caught:
        READER.read(picture)
    return caught.value


BLANKS = {
    "white": np.full((300, 300, 3), 255, np.uint8),
    "black": np.zeros((28, 28, 3), np.uint8),
    "noise": np.random.default_rng(0).normal(128, 12, (200, 300, 3)).clip(0, 255).astype(np.uint8),
    "gradient": np.repeat(np.linspace(60, 220, 320).astype(np.uint8)[None, :, None], 200, 0).repeat(3, 2),
    "one pixel": np.full((1, 1, 3), 7, np.uint8),
    "one row": np.full((1, 4000, 3), 255, np.uint8),
}


@pytest.mark.parametrize("blank", BLANKS)
def test_an_empty_picture_is_refused_as_blank(blank: str) -> None:
    error = refusal(BLANKS[blank])
    assert (error.status, error.code, error.fields) == (422, "not_a_digit", {"reason": "blank"})
    assert "nothing" in error.message


@pytest.mark.parametrize("letter", ["A", "E", "H", "K", "M", "R", "W", "X", "d", "k", "m", "w"])
def test_a_letter_is_refused(letter: str) -> None:
    sheet = np.zeros((280, 280), np.uint8)
    cv2.putText(sheet, letter, (70, 210), cv2.FONT_HERSHEY_SIMPLEX, 6, 255, 14, cv2.LINE_AA)
    assert refusal(painted(sheet)).fields["reason"] in ("letter", "scribble", "unsure")


@pytest.mark.parametrize("pair", ["12", "34", "58", "70", "96"])
def test_two_digits_are_refused_as_several(pair: str) -> None:
    assert refusal(painted(drawn(pair, size=0.45, at=(0.08, 0.25), pen=10))).fields["reason"] == "several"


def test_a_scribble_is_refused() -> None:
    points = np.random.default_rng(5).integers(40, 240, (40, 2)).astype(np.int32)
    sheet = np.zeros((280, 280), np.uint8)
    cv2.polylines(sheet, [points], False, 255, 8, cv2.LINE_AA)
    assert refusal(painted(sheet)).code == "not_a_digit"


def test_hatching_is_refused() -> None:
    sheet = np.zeros((280, 280), np.uint8)
    for at in range(60, 240, 30):
        cv2.line(sheet, (50, at), (220, at - 25), 255, 7, cv2.LINE_AA)
    assert refusal(painted(sheet)).fields["reason"] in ("scribble", "several")


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1), st.booleans())
def test_any_pixels_at_all_are_read_or_refused(height: int, width: int, seed: int, few: bool) -> None:
    rng = np.random.default_rng(seed)
    picture = rng.choice([0, 255], (height, width, 3)) if few else rng.integers(0, 256, (height, width, 3))
    try:
        assert READER.read(picture.astype(np.uint8)).digit in "0123456789"
    except NotADigit as error:
        assert error.fields["reason"] in ("blank", "letter", "several", "scribble", "unsure")


def test_a_huge_picture_is_read() -> None:
    huge = cv2.resize(painted(drawn("4")), (5000, 5000), interpolation=cv2.INTER_LINEAR)
    assert READER.read(huge.astype(np.uint8)).digit == "4"


def test_a_small_digit_on_a_photograph_of_twelve_megapixels_is_read() -> None:
    small = painted(drawn("3", side=1000, size=0.13, at=(0.6, 0.35), pen=12), (225, 220, 205), (40, 45, 70))
    sheet = cv2.resize(shaded(small[125:875], left=0.7), (4000, 3000), interpolation=cv2.INTER_LINEAR)
    assert READER.read(sheet.astype(np.uint8)).digit == "3"


@pytest.mark.parametrize("angle", [0, 25, 90, 200])
def test_a_shadow_on_an_empty_sheet_is_no_digit(angle: float) -> None:
    noise = np.random.default_rng(1).normal(0, 3, (300, 400, 3))
    sheet = shaded(np.full((300, 400, 3), 225, np.uint8), angle) + noise
    assert refusal(np.clip(sheet, 0, 255).astype(np.uint8)).code == "not_a_digit"


def test_the_figure_is_set_as_mnist_sets_it() -> None:
    ink = find_ink(painted(drawn("7", at=(0.35, 0.05))))
    assert ink is not None
    figure = prepare(ink)
    rows, columns = np.nonzero(figure > 0.1)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (19, 20)
    assert abs(float((figure.sum(axis=1) * np.arange(28)).sum() / figure.sum()) - 14) <= 0.51
    assert abs(float((figure.sum(axis=0) * np.arange(28)).sum() / figure.sum()) - 14) <= 0.51


@pytest.mark.data
@pytest.mark.skipif(not MNIST.is_dir(), reason="no MNIST: set LECTOR_DATA")
def test_a_thousand_of_t10k_are_read() -> None:
    images, labels = (part[:1000] for part in load(MNIST, "t10k"))
    right = 0
    for image, label in zip(images, labels, strict=True):
        try:
            right += READER.read(np.repeat(image[..., None], 3, axis=2)).digit == str(label)
        except NotADigit:
            continue
    assert right >= 990
