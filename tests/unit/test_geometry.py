"""Quads turned, cut and measured: property tests of chalicelib/domain/geometry.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import geometry
from chalicelib.domain.page import Point, Quad

SIDES = st.integers(1, 10_000)
TURNS = st.sampled_from(geometry.RIGHT_ANGLES)
FRACTIONS = st.floats(0, 1)


@st.composite
def pages_with_quads(draw: st.DrawFn) -> tuple[int, int, Quad]:
    width, height = draw(SIDES), draw(SIDES)
    points = st.tuples(st.floats(0, width), st.floats(0, height))
    return width, height, draw(st.tuples(points, points, points, points))


def turned_size(width: int, height: int, degrees: int) -> tuple[int, int]:
    return (height, width) if degrees in (90, 270) else (width, height)


def near(one: Quad, other: Quad) -> bool:
    return all(abs(a - b) < 1e-6 for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


@given(pages_with_quads(), TURNS)
def test_a_quad_survives_a_turn_there_and_back(page: tuple[int, int, Quad], degrees: int) -> None:
    width, height, quad = page
    there = geometry.turn_quad(quad, width, height, degrees)
    back = geometry.turn_quad(there, *turned_size(width, height, degrees), (360 - degrees) % 360)
    assert near(back, quad)


@given(pages_with_quads(), TURNS)
def test_a_turned_quad_lies_on_the_turned_page(page: tuple[int, int, Quad], degrees: int) -> None:
    width, height, quad = page
    left, top, right, bottom = geometry.bounds(geometry.turn_quad(quad, width, height, degrees))
    wide, high = turned_size(width, height, degrees)
    assert -1e-6 <= left <= right <= wide + 1e-6
    assert -1e-6 <= top <= bottom <= high + 1e-6


@pytest.mark.parametrize(("degrees", "where"), [(0, (10, 0)), (90, (50, 10)), (180, (90, 50)), (270, (0, 90))], ids=str)
def test_the_top_of_a_page_goes_where_a_clockwise_turn_takes_it(degrees: int, where: Point) -> None:
    assert geometry.turn_point((10, 0), 100, 50, degrees) == where


def test_only_right_angles_are_turned() -> None:
    with pytest.raises(ValueError, match="45"):
        geometry.turn_point((0, 0), 1, 1, 45)


@given(pages_with_quads(), st.integers(0, 3))
def test_starting_at_another_corner_keeps_the_corners_and_their_order(page: tuple[int, int, Quad], corner: int) -> None:
    quad = page[2]
    other = geometry.starting_at(quad, corner)
    assert other[0] == quad[corner]
    assert geometry.starting_at(other, (4 - corner) % 4) == quad


@given(pages_with_quads())
def test_all_of_a_quad_is_the_quad(page: tuple[int, int, Quad]) -> None:
    quad = page[2]
    assert near(geometry.part_of(quad, 0, 0, 1, 1), quad)


@given(SIDES, SIDES, FRACTIONS, FRACTIONS)
def test_parts_side_by_side_have_the_width_of_the_whole(width: int, height: int, one: float, other: float) -> None:
    quad = geometry.from_bounds(5, 7, 5 + width, 7 + height)
    cut, _ = sorted((one, other))
    left, right = geometry.part_of(quad, 0, 0, cut, 1), geometry.part_of(quad, cut, 0, 1, 1)
    assert geometry.size(left)[0] + geometry.size(right)[0] == pytest.approx(width)
    assert geometry.size(left)[1] == pytest.approx(height)
