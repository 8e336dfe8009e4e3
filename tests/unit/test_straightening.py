"""How a page lies in its picture, told from the quads."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.page import Word
from chalicelib.domain.straightening import lay_of, straighten
from tests.typesetting import Sheet, bent, prose, tilted, wrapped


def page() -> Sheet:
    sheet = Sheet()
    sheet.set(100, 100, wrapped(prose(60, 1), 380))
    sheet.set(540, 100, wrapped(prose(60, 2), 380))
    return sheet


@settings(deadline=None, max_examples=30)
@given(st.floats(-20, 20))
def test_the_skew_is_found(degrees: float) -> None:
    assert math.degrees(lay_of(tilted(page().runs, degrees)).skew) == pytest.approx(degrees, abs=0.01)


@settings(deadline=None, max_examples=30)
@given(st.floats(-20, 20))
def test_a_straightened_page_is_level_again(degrees: float) -> None:
    runs = tilted(page().runs, degrees)
    boxes = straighten([word for run in runs for word in run], lay_of(runs))
    for run in page().runs:
        tops = [box.top for box in boxes if box.word.text in {word.text for word in run}]
        assert any(abs(top - run[0].quad[0][1]) < 0.1 for top in tops)


def test_upright_boxes_of_a_tilted_line_show_the_skew_too() -> None:
    line = [
        Word("word", 1, ((x, y), (x + 50, y), (x + 50, y + 20), (x, y + 20))) for x, y in ((0, 0), (60, 3), (120, 6))
    ]
    assert lay_of([tuple(line)]).skew == pytest.approx(math.atan2(6, 170), abs=1e-6)


def test_a_curve_is_taken_out_and_a_flat_page_left_as_it_is() -> None:
    assert lay_of(page().runs).bend == ()
    runs = bent([(word,) for run in page().runs for word in run], 20)
    lay = lay_of(runs)
    assert lay.bend
    first = straighten([word for run in runs[:1] for word in run], lay)[0]
    level = [box for box in straighten([word for run in runs for word in run], lay) if abs(box.top - first.top) < 5]
    assert len(level) >= len(page().runs[0]), "the words of the first line, before they were bent"


def test_one_stray_run_does_not_bend_the_page() -> None:
    stray = Word("stray", 1, ((0, 0), (300, 90), (294, 110), (-6, 20)))
    assert lay_of([*page().runs, (stray,)]).bend == ()
    assert math.degrees(lay_of([*page().runs, (stray,)]).skew) == pytest.approx(0, abs=0.5)


def test_what_is_turned_by_a_right_angle_is_sideways() -> None:
    lay = lay_of(page().runs)
    assert lay.is_sideways(Word("up", 1, ((0, 90), (0, 0), (20, 0), (20, 90))))
    assert lay.is_sideways(Word("over", 1, ((90, 20), (0, 20), (0, 0), (90, 0))))
    assert not lay.is_sideways(Word("on", 1, ((0, 0), (90, 9), (88, 29), (-2, 20))))


def test_no_runs_lie_flat() -> None:
    assert lay_of([]).skew == 0
    assert lay_of([()]).skew == 0
