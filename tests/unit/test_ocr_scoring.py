"""The OCR scorer: every figure in docs/benchmarks.md hangs on it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.ocr.overlap import area, covered, iou
from benchmarks.ocr.scoring import Score, TrueWord, Truth, edit_distance, fold, fold_space, score
from chalicelib.domain.geometry import from_bounds
from chalicelib.domain.page import Quad, Word

WORDS = st.text(st.sampled_from("abc ñé.-"), max_size=12)


def at(left: float, top: float = 0, width: float = 100, height: float = 20) -> Quad:
    return from_bounds(left, top, left + width, top + height)


def read(text: str, quad: Quad) -> Word:
    return Word(text, 0.9, quad)


def turned(quad: Quad, degrees: float) -> Quad:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    a, b, d, e = ((x * c - y * s, x * s + y * c) for x, y in quad)
    return a, b, d, e


# ── Overlap ───────────────────────────────────────────────────────────────────────────────────────


def test_a_quad_overlaps_itself_wholly_and_its_neighbour_not_at_all() -> None:
    assert iou(at(0), at(0)) == pytest.approx(1)
    assert iou(at(0), at(100)) == 0
    assert iou(at(0), at(500)) == 0


def test_overlap_of_upright_quads_is_that_of_rectangles() -> None:
    assert iou(at(0), at(50)) == pytest.approx(1 / 3)
    assert covered(at(0, width=50), at(0)) == pytest.approx(1)
    assert covered(at(0), at(0, width=50)) == pytest.approx(0.5)


@pytest.mark.parametrize("degrees", [7, 45, 90, 133])
def test_overlap_does_not_depend_on_how_the_page_is_turned(degrees: float) -> None:
    assert iou(turned(at(0), degrees), turned(at(30), degrees)) == pytest.approx(70 / 130)


def test_a_tilted_quad_overlaps_less_than_its_upright_bounds_do() -> None:
    assert iou(turned(from_bounds(-50, -10, 50, 10), 30), from_bounds(-50, -10, 50, 10)) < 0.5


def test_it_does_not_matter_which_way_round_corners_go() -> None:
    assert iou(at(0)[::-1], at(20)) == pytest.approx(iou(at(0), at(20)))


def test_a_quad_without_area_overlaps_nothing() -> None:
    flat: Quad = ((0, 0), (9, 0), (9, 0), (0, 0))
    assert iou(flat, flat) == covered(flat, at(0)) == area(flat) == 0


# ── Words in their places ─────────────────────────────────────────────────────────────────────────


def test_the_right_word_in_its_place_counts() -> None:
    result = score(Truth(words=(TrueWord("Total", at(0)),)), [read("Total", at(10))])
    assert result.raw == result.folded == result.bag
    assert (result.raw.right, result.raw.read, result.raw.true) == (1, 1, 1)
    assert result.raw.f1 == 1


def test_a_word_out_of_place_counts_against_but_is_in_the_bag() -> None:
    result = score(Truth(words=(TrueWord("Total", at(0)),)), [read("Total", at(60))])
    assert (result.raw.right, result.raw.precision, result.raw.recall) == (0, 0, 0)
    assert result.bag.f1 == 1


def test_raw_minds_case_and_edge_punctuation_folded_does_not() -> None:
    result = score(Truth(words=(TrueWord("(Total):", at(0)),)), [read("TOTAL", at(0))])
    assert (result.raw.right, result.folded.right, result.bag.right) == (0, 1, 1)


def test_folding_keeps_accents_and_inner_punctuation() -> None:
    assert fold("¡Señor!") == "señor"
    assert fold("senor") != fold("señor")
    assert fold("$1,234.50)") == "1,234.50"
    assert fold("--") == ""


def test_two_different_marks_are_not_the_same_word() -> None:
    result = score(Truth(words=(TrueWord("-", at(0)), TrueWord("*", at(200)))), [read("+", at(0)), read("*", at(200))])
    assert (result.folded.right, result.bag.true) == (1, 0)


def test_one_box_cannot_be_two_words() -> None:
    truth = Truth(words=(TrueWord("a", at(0)), TrueWord("a", at(10))))
    assert score(truth, [read("a", at(5))]).raw.right == 1
    assert score(truth, [read("a", at(0)), read("a", at(1)), read("a", at(2))]).raw.right == 2


def test_the_best_overlap_is_matched_first() -> None:
    truth = Truth(words=(TrueWord("left", at(0)), TrueWord("right", at(25))))
    result = score(truth, [read("right", at(22)), read("left", at(2))])
    assert result.raw.right == 2


def test_words_that_nobody_can_read_count_neither_for_nor_against() -> None:
    truth = Truth(words=(TrueWord("Exit", at(0)), TrueWord("###", at(300), legible=False)))
    for words in ([], [read("smudge", at(300))], [read("sm", at(300, width=40)), read("ge", at(350, width=40))]):
        result = score(truth, [read("Exit", at(0)), *words])
        assert (result.raw.right, result.raw.read, result.raw.true) == (1, 1, 1)


def test_a_word_elsewhere_counts_against_even_if_the_set_has_illegible_words() -> None:
    truth = Truth(words=(TrueWord("###", at(300), legible=False),))
    assert score(truth, [read("ghost", at(0))]).raw.read == 1


def test_nothing_read_and_nothing_to_read() -> None:
    assert score(Truth(words=()), []).raw.f1 == 1
    assert score(Truth(words=(TrueWord("a", at(0)),)), []).raw.f1 == 0
    assert score(Truth(words=()), [read("a", at(0))]).raw.f1 == 0


# ── Bag ───────────────────────────────────────────────────────────────────────────────────────────


def test_lines_are_judged_by_their_words_wherever_they_lie() -> None:
    truth = Truth(lines=(TrueWord("TOTAL RM 5.00", at(0)),))
    result = score(truth, [read("Total", at(900)), read("5.00", at(0)), read("5.00", at(0))])
    assert (result.bag.right, result.bag.read, result.bag.true) == (2, 3, 3)
    assert result.raw.true == 0, "boxes of lines say nothing of words"


def test_a_word_with_a_space_in_it_is_two_in_the_bag() -> None:
    assert score(Truth(text="frozen peas"), [read("Frozen peas", at(0))]).bag.f1 == 1


def test_illegible_words_excuse_as_many_in_the_bag_and_no_more() -> None:
    truth = Truth(lines=(TrueWord("a", at(0)), TrueWord("a b", at(0), legible=False)))
    result = score(truth, [read(text, at(0)) for text in ("a", "a", "a", "b", "b")])
    assert (result.bag.right, result.bag.read, result.bag.true) == (1, 3, 1)


# ── Text ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_character_error_rate_minds_order_but_not_white_space() -> None:
    truth = Truth(text="one\n\n  two\tthree\n")
    in_order = [read(word, at(0)) for word in ("one", "two", "three")]
    assert score(truth, in_order).cer == 0
    assert score(truth, in_order[::-1]).cer > 0.5
    assert score(truth, in_order[:2]).cer == pytest.approx(6 / 13)


def test_text_where_there_is_none_is_all_wrong() -> None:
    assert score(Truth(text=""), [read("x", at(0))]).cer == 1
    assert score(Truth(text=""), []).cer == 0


@pytest.mark.parametrize(
    ("a", "b", "edits"), [("", "", 0), ("", "abc", 3), ("kitten", "sitting", 3), ("flaw", "lawn", 2), ("a😀b", "ab", 1)]
)
def test_edit_distance_of_known_pairs(a: str, b: str, edits: int) -> None:
    assert edit_distance(a, b) == edit_distance(b, a) == edits


@settings(deadline=None)
@given(WORDS, WORDS, WORDS)
def test_edit_distance_is_a_metric(a: str, b: str, c: str) -> None:
    assert (edit_distance(a, b) == 0) == (a == b)
    assert edit_distance(a, c) <= edit_distance(a, b) + edit_distance(b, c)
    assert abs(len(a) - len(b)) <= edit_distance(a, b) <= max(len(a), len(b))


@settings(deadline=None)
@given(WORDS)
def test_folding_white_space_twice_changes_nothing_more(text: str) -> None:
    assert fold_space(fold_space(text)) == fold_space(text)
    assert fold_space(f"  {text}\n") == fold_space(text)


# ── Sums ──────────────────────────────────────────────────────────────────────────────────────────


def test_scores_add_up_over_images_so_that_long_pages_weigh_more() -> None:
    long = score(Truth(text="a" * 90), [read("a" * 90, at(0))])
    short = score(Truth(text="b" * 10), [])
    total = long + short + Score()
    assert total.cer == pytest.approx(0.1)
    assert (total.bag.right, total.bag.true) == (1, 2)
