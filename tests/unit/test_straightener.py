"""Which way is up, decided for the page as a whole."""

import cv2
import numpy as np
import pytest

from chalicelib.engines import registry
from chalicelib.engines.straightener import PageStraightener
from chalicelib.ports import Image

LINES = (
    "Registration of the readers",
    "All who wish to read aloud are asked",
    "to put their names on this list, and",
    "to come at seven on Monday evening.",
    "Bring a book that you are fond of.",
)


def page(lines: tuple[str, ...], width: int = 760, height: int = 1000, size: int = 32) -> Image:
    sheet = np.full((height, width, 3), 255, np.uint8)
    for number, line in enumerate(lines):
        cv2.putText(sheet, line, (60, 120 + 2 * size * number), (0, 0, 0), cv2.FontFace("sans"), size)
    return sheet


def turned_clockwise(image: Image, degrees: int) -> Image:
    return np.ascontiguousarray(np.rot90(image, -degrees // 90))


@pytest.mark.parametrize("lies", [0, 90, 180, 270])
@pytest.mark.parametrize("lines", [LINES * 2, LINES[:1], ("EXIT", "7 PM")], ids=["page", "one line", "a sign"])
def test_a_turned_page_is_set_upright(lines: tuple[str, ...], lies: int) -> None:
    turn = registry.straightener().rotation(turned_clockwise(page(lines), lies))
    assert (lies + turn) % 360 == 0


@pytest.mark.parametrize("lies", [0, 90, 180, 270])
def test_a_dark_photo_of_a_page_is_set_upright(lies: int) -> None:
    dark = np.asarray(page(LINES * 2).astype(float) * 0.15 + 8, np.uint8)
    assert (lies + registry.straightener().rotation(turned_clockwise(dark, lies))) % 360 == 0


def test_one_line_upside_down_does_not_turn_the_page() -> None:
    sheet = page(LINES * 2)
    sheet[80:140] = cv2.rotate(sheet[80:140], cv2.ROTATE_180)
    assert registry.straightener().rotation(sheet) == 0


@pytest.mark.parametrize("shade", [0, 128, 255])
@pytest.mark.parametrize("shape", [(1, 1), (1, 5000), (5000, 1), (700, 500)], ids=str)
def test_a_page_without_text_stays_as_it_is(shape: tuple[int, int], shade: int) -> None:
    assert registry.straightener().rotation(np.full((*shape, 3), shade, np.uint8)) == 0


def street(lines: tuple[str, ...] = ("EXIT",)) -> Image:
    """A picture that is not paper: its brightness runs through all shades."""
    shades = np.linspace(0, 220, 760).astype(np.uint8)
    sheet = np.repeat(np.repeat(shades[None, :, None], 1000, axis=0), 3, axis=2)
    for number, line in enumerate(lines):
        cv2.putText(sheet, line, (60, 120 + 100 * number), (255, 255, 255), cv2.FontFace("sans"), 48)
    return sheet


@pytest.mark.parametrize(
    ("picture", "turn", "sureness", "is_read"),
    [
        (street(), 0, 0.9, False),
        (street(), 0, 0.8, True),
        (street(), 90, 0.95, True),
        (page(LINES), 90, 0.9, False),
        (page(LINES), 0, 0.8, True),
    ],
    ids=["photo, surely upright", "photo, hardly upright", "photo, turned", "paper, surely turned", "paper, unsure"],
)
def test_lines_are_read_both_ways_only_where_the_look_of_the_page_is_no_proof(
    monkeypatch: pytest.MonkeyPatch, picture: Image, turn: int, sureness: float, is_read: bool
) -> None:
    read: list[Image] = []
    rest = (1 - sureness) / 3
    looks = {degrees: sureness if degrees == turn else rest for degrees in (0, 90, 180, 270)}
    straightener = PageStraightener()
    monkeypatch.setattr(straightener, "_by_looks", lambda image: looks)
    monkeypatch.setattr(straightener, "_by_text", lambda image: read.append(image) or dict.fromkeys(looks, 0.0))
    straightener.rotation(picture)
    assert bool(read) == is_read
