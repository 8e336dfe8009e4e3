"""Street photos are told from pages, and the words on signs stand alone."""

from __future__ import annotations

import string
from typing import Literal

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.geometry import from_bounds
from chalicelib.domain.scene import JOINTS, ORNAMENTS, is_scene, sign_words
from chalicelib.engines.ocr_ppocr import PpOcr
from chalicelib.engines.ppocr_detect import Line
from chalicelib.engines.ppocr_recognise import Glyph
from chalicelib.engines.ppocr_scene import cut_sign, looks_like_scene, overlooked
from chalicelib.ports import Image


def words(line: str) -> list[str]:
    """The words of a line in which the recogniser saw a space wherever there is one."""
    characters = [character for character in line if character != " "]
    spaces = [float(before == " ") for before, after in zip(" " + line, line, strict=False) if after != " "]
    return ["".join(characters[place] for place in word) for word in sign_words(characters, spaces)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("MODERN BARBER", ["MODERN", "BARBER"]),
        ("BURMA★SUPERSTAR", ["BURMA", "SUPERSTAR"]),
        ("★macys★", ["macys"]),
        ("TOPMAN·TOPSHOP", ["TOPMAN", "TOPSHOP"]),
        ("MARINA:SQUARE", ["MARINA:", "SQUARE"]),
        ("GIFT-WRAP", ["GIFT-", "WRAP"]),
        ("SK-II", ["SK-II"]),
        ("14-17 May", ["14-17", "May"]),
        ("#01-12", ["#01-12"]),
        ("10:30", ["10:30"]),
        ("-70%", ["-70%"]),
        ("★", []),
        ("", []),
    ],
)
def test_a_sign_falls_into_words(line: str, expected: list[str]) -> None:
    assert words(line) == expected


@given(st.lists(st.tuples(st.sampled_from(string.ascii_letters + "★·-:1"), st.floats(0, 1)), max_size=30))
def test_no_character_but_ornaments_is_lost_and_order_is_kept(line: list[tuple[str, float]]) -> None:
    found = [place for word in sign_words([each for each, _ in line], [space for _, space in line]) for place in word]
    assert found == [place for place, (each, _) in enumerate(line) if each not in ORNAMENTS]


def test_no_character_is_both_an_ornament_and_a_joint() -> None:
    assert not ORNAMENTS & JOINTS


def bands(**shares: float) -> list[float]:
    """Sixteen shades: what is named (b15=…), the rest spread evenly."""
    rest = (1 - sum(shares.values())) / (16 - len(shares))
    return [shares.get(f"b{number}", rest) for number in range(16)]


def test_many_shades_and_little_text_are_a_scene() -> None:
    assert is_scene(bands(), 0.02)
    assert is_scene(bands(b3=0.4), 0.0)


def test_paper_is_no_scene_however_little_is_written_on_it() -> None:
    assert not is_scene(bands(b15=0.9), 0.01)
    assert not is_scene(bands(b11=0.4, b12=0.4), 0.01), "in shadow, too"


def test_much_text_is_no_scene_whatever_is_behind_it() -> None:
    assert not is_scene(bands(), 0.25)


def street() -> Image:
    """A picture of many shades."""
    shades = np.linspace(20, 230, 640)[None, :, None] + np.linspace(-20, 20, 480)[:, None, None]
    return np.broadcast_to(np.clip(shades, 0, 255), (480, 640, 3)).astype(np.uint8)


def line(left: float, top: float, right: float, bottom: float) -> Line:
    return Line(from_bounds(left, top, right, bottom), 0.9)


def test_a_photo_with_a_sign_looks_like_a_scene_and_a_page_does_not() -> None:
    sign = [line(100, 100, 300, 140)]
    assert looks_like_scene(street(), sign)
    assert looks_like_scene(street(), [])
    assert not looks_like_scene(np.full((480, 640, 3), 250, np.uint8), sign)
    assert not looks_like_scene(street(), [line(20, top, 620, top + 30) for top in range(20, 440, 45)])


def test_what_the_second_detector_finds_again_is_not_taken_twice() -> None:
    known = [line(100, 100, 300, 140)]
    elsewhere = line(100, 200, 300, 240)
    again = [line(105, 98, 310, 138), line(100, 100, 160, 140), line(50, 90, 400, 150)]
    assert overlooked([*again, elsewhere], known) == [elsewhere]
    assert overlooked([], known) == []
    assert overlooked([elsewhere], []) == [elsewhere]


def read(text: str, width: int) -> tuple[Glyph, ...]:
    step = width / len(text)
    return tuple(Glyph(each, 0.9, (number + 0.5) * step / width, 0.0) for number, each in enumerate(text))


def test_words_of_a_sign_lie_side_by_side_with_the_ornament_between_them() -> None:
    strip = np.full((60, 450, 3), 200, np.uint8)
    text = "AB★CD"
    for number, each in enumerate(text.replace("★", "*")):
        cv2.putText(strip, each, (number * 90 + 30, 48), cv2.FONT_HERSHEY_SIMPLEX, 1.5, (20, 30, 90), 4)
    left, right = cut_sign(strip, read(text, 450))
    assert (left.text, right.text) == ("AB", "CD")
    assert 0 <= left.left < left.right < 0.45 and 0.55 < right.left < right.right <= 1
    assert left.top < 0.3 and left.bottom > 0.7


def test_a_strip_with_nothing_read_has_no_words() -> None:
    assert cut_sign(np.zeros((48, 100, 3), np.uint8), ()) == []
    assert cut_sign(np.zeros((1, 1, 3), np.uint8), read("i", 1)) != []


@pytest.mark.parametrize("size", ["small", "tiny"])
def test_a_sign_in_a_street_is_read_word_by_word(size: Literal["small", "tiny"]) -> None:
    photo = street()
    cv2.putText(photo, "MODERN BARBER", (140, 250), cv2.FONT_HERSHEY_DUPLEX, 1.3, (250, 250, 250), 3)
    assert [[word.text for word in run] for run in PpOcr(size, threads=1).read(photo)] == [["MODERN", "BARBER"]]
