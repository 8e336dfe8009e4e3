"""How a line is cut into words: the decisions that need no network."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.engines import ppocr_marks, ppocr_words
from chalicelib.engines.ppocr_recognise import Glyph, Seen, belief, decode

CHARACTERS = ("", "a", "b", " ")


def odds(*best: str, sure: float = 0.97) -> np.ndarray:
    """A row for each step, its likeliest class as given."""
    rest = (1 - sure) / (len(CHARACTERS) - 1)
    rows = np.full((len(best), len(CHARACTERS)), rest, np.float32)
    rows[np.arange(len(best)), [CHARACTERS.index(text) for text in best]] = sure
    return rows


def test_repeats_are_one_character_and_blanks_part_them() -> None:
    assert "".join(glyph.text for glyph in decode(odds("a", "a", "", "a", "b", "b"), CHARACTERS)) == "aab"


def test_a_character_stands_where_it_was_seen() -> None:
    places = [glyph.place for glyph in decode(odds("", "a", "", "b", "b", "b", "", ""), CHARACTERS)]
    assert places == pytest.approx([1.5 / 8, 4.5 / 8])


def test_a_space_is_kept_as_a_probability() -> None:
    first, second = decode(odds("a", " ", "b"), CHARACTERS)
    assert second.space > 0.9 > 0.1 > first.space


def test_nothing_read_is_believed_not_at_all() -> None:
    assert decode(odds("", ""), CHARACTERS) == ()
    assert belief(()) == 0


@given(st.lists(st.tuples(st.floats(0, 2), st.floats(0, 1)), max_size=20))
def test_there_is_one_decision_between_two_neighbours(pairs: list[tuple[float, float]]) -> None:
    breaks = ppocr_words.breaks_at([gap for gap, _ in pairs], [space for _, space in pairs])
    assert len(breaks) == len(pairs)


def test_a_gap_alone_parts_no_letters_that_the_recogniser_holds_together() -> None:
    assert ppocr_words.breaks_at([0.1, 0.1, 0.9], [0.0, 0.0, 0.0]) == [False, False, False]


def test_a_gap_turns_a_doubtful_space_into_one() -> None:
    assert ppocr_words.breaks_at([0.1, 0.1, 0.3], [0.0, 0.1, 0.1]) == [False, False, True]


@given(st.text("ab", min_size=1, max_size=30), st.integers(0, 2**30 - 1))
def test_cutting_loses_no_character(text: str, spaces: int) -> None:
    glyphs = tuple(
        Glyph(letter, 0.9, (number + 0.5) / len(text), float(spaces >> number & 1))
        for number, letter in enumerate(text)
    )
    strip = np.full((40, 12 * len(text) + 20, 3), 255, np.uint8)
    strip[10:30, 10:-10:3] = 0
    assert "".join(piece.text for piece in ppocr_words.cut(strip, glyphs)) == text


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (48, 48)], ids=str)
def test_a_strip_of_any_size_is_cut(size: tuple[int, int]) -> None:
    glyphs = (Glyph("a", 0.9, 0.0, 0.0), Glyph("b", 0.9, 1.0, 1.0))
    pieces = ppocr_words.cut(np.zeros((*size, 3), np.uint8), glyphs)
    assert [piece.text for piece in pieces] == ["a", "b"]


def test_rules_of_a_form_are_no_ink() -> None:
    strip = np.full((40, 400, 3), 255, np.uint8)
    strip[35:37] = 0
    strip[10:30, 50:60] = 0
    ink = ppocr_words.ink_of(strip)
    assert ink[20, 55]
    assert not ink[36].any()


@pytest.mark.parametrize(
    ("words", "bars", "marked"),
    [
        (["Hola!"], [True], ["¡Hola!"]),
        (["iHola!"], [False], ["¡Hola!"]),
        (["jQué", "día!"], [False, False], ["¡Qué", "día!"]),
        (["Hola"], [True], ["Hola"]),
        (["Hola!"], [False], ["Hola!"]),
        (["iPhone", "now!"], [False, False], ["iPhone", "now!"]),
        (["i", "!"], [False, False], ["i", "!"]),
    ],
    ids=str,
)
def test_opening_exclamation_marks(words: list[str], bars: list[bool], marked: list[str]) -> None:
    assert ppocr_marks.with_openings(words, bars) == marked


def seen(*best: str, sure: float = 0.97) -> Seen:
    """What a strip shows whose steps have these likeliest classes."""
    return Seen(odds(*best, sure=sure), {text: number for number, text in enumerate(CHARACTERS)})


def test_the_text_that_was_seen_fits_best() -> None:
    strip = seen("a", "a", "", "b", "")
    assert max(("ab", "a", "b", "ba", "abb", "aab", "a b"), key=strip.fits) == "ab"


@given(st.lists(st.sampled_from(CHARACTERS), min_size=1, max_size=4))
def test_the_chances_of_all_texts_add_up_to_one(best: list[str]) -> None:
    strip = seen(*best, sure=0.7)
    texts = ("".join(text) for length in range(1, len(best) + 1) for text in product("ab ", repeat=length))
    nothing = float(np.prod(strip.odds[:, 0].astype(float)))
    assert sum(np.exp(strip.fits(text)) for text in texts) + nothing == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("text", ["", "z", "a¡"])
def test_what_cannot_be_written_never_fits(text: str) -> None:
    assert seen("a", "b").fits(text) == -np.inf


def test_a_stretch_of_a_strip_has_a_step_at_least() -> None:
    strip = seen("a", "", "b", "")
    assert strip.between(0.5, 0.75).fits("b") > strip.between(0, 0.25).fits("b")
    assert len(strip.between(1, 1).odds) == len(strip.between(0.3, 0.3).odds) == 1
