"""A long strip is read as narrow as its print allows, and no narrower."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.engines.ocr_ppocr import PpOcr
from chalicelib.engines.ppocr_recognise import spaced
from chalicelib.engines.ppocr_width import HEIGHT, TIGHTEST, TRAINED, strokes, width_as_it_is, width_needed
from chalicelib.ports import Image

LINES = (
    "All who wish to read aloud are asked to put down their names",
    "¿Quién leerá mañana? El niño más pequeño, ¡cómo no!",
    "Invoice 2024-0117: 1,283.50 + 19 % = 1,527.37",
    "illicit ill will, Illinois bills, jellyfish till filling",
)


def strip(text: str, *, size: int = 34, paper: int = 255, ink: int = 0) -> Image:
    """A line drawn with a little paper around."""
    sheet = np.full((2 * size, 40 + size * len(text), 3), paper, np.uint8)
    cv2.putText(sheet, text, (20, round(1.4 * size)), (ink, ink, ink), cv2.FontFace("sans"), size)
    columns = np.flatnonzero((sheet != paper).any(axis=(0, 2)))
    return sheet[size // 3 : 2 * size - size // 6, : columns[-1] + 20]


def spread(line: Image, times: float) -> Image:
    return np.asarray(cv2.resize(line, None, fx=times, fy=1), np.uint8)


@given(st.integers(1, 200), st.integers(1, 3000), st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.01, 0.5]))
def test_no_strip_is_made_wider_or_narrower_than_it_may_be(high: int, wide: int, seed: int, ink: float) -> None:
    speckled = np.where(np.random.default_rng(seed).random((high, wide, 1)) < ink, 0, 255).astype(np.uint8)
    image = np.repeat(speckled, 3, axis=2)
    whole = width_as_it_is(image)
    assert whole == wide * HEIGHT / high
    assert min(whole, max(TRAINED, TIGHTEST * whole)) <= width_needed(image) <= whole


@pytest.mark.parametrize("text", ["", "7", "Total", "To: George"])
def test_a_short_strip_stays_as_it_is(text: str) -> None:
    image = strip(text) if text else np.full((40, 200, 3), 255, np.uint8)
    assert width_needed(image) == width_as_it_is(image)


def test_the_wider_print_is_set_the_more_it_is_squeezed() -> None:
    line = strip(LINES[0])
    shares = [width_needed(image) / width_as_it_is(image) for image in (spread(line, times) for times in (0.5, 1.4, 3))]
    assert all(before >= after for before, after in pairwise(shares))
    assert shares[0] == 1
    assert shares[-1] == pytest.approx(TIGHTEST)


def test_more_letters_have_more_strokes() -> None:
    counts = [strokes(strip(LINES[0][:letters])) for letters in (10, 20, 40, 60)]
    assert all(before < after for before, after in pairwise(counts))


@pytest.mark.parametrize("text", LINES)
def test_strokes_are_the_same_in_white_on_black_and_at_twice_the_size(text: str) -> None:
    count = strokes(strip(text))
    assert strokes(strip(text, paper=0, ink=255)) == pytest.approx(count, rel=0.1)
    assert strokes(strip(text, size=68)) == pytest.approx(count, rel=0.1)


@pytest.mark.parametrize(("apart", "share"), [(9, 1), (12, 1), (16, 13 / 16), (40, TIGHTEST)])
def test_strokes_far_apart_are_brought_closer_and_close_ones_are_not(apart: int, share: float) -> None:
    fence = np.full((HEIGHT, 40 * apart, 3), 255, np.uint8)
    for left in range(apart // 3, 40 * apart, apart):
        fence[8:40, left : left + apart // 3] = 0
    assert strokes(fence) == 40
    assert width_needed(fence) == pytest.approx(max(TRAINED, share * 40 * apart))


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (20, 235)], ids=["print", "white on black"])
@pytest.mark.parametrize("text", LINES)
def test_squeezed_print_reads_as_it_does_otherwise(text: str, paper: int, ink: int) -> None:
    _, recogniser = PpOcr("small").networks()
    image = spread(strip(text, paper=paper, ink=ink), 1.3)
    assert width_needed(image) < width_as_it_is(image)
    one, other = (recogniser.read(image, squeezed=squeezed).latin for squeezed in (True, False))
    assert spaced(one) == spaced(other)
