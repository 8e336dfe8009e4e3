"""Quads cut and measured: property tests of chalicelib/domain/geometry.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain import geometry
from chalicelib.domain.page import Quad

SIDES = st.integers(1, 10_000)
FRACTIONS = st.floats(0, 1)


@st.composite
def quads(draw: st.DrawFn) -> Quad:
    points = st.tuples(st.floats(0, draw(SIDES)), st.floats(0, draw(SIDES)))
    return draw(st.tuples(points, points, points, points))


def near(one: Quad, other: Quad) -> bool:
    return all(abs(a - b) < 1e-6 for p, q in zip(one, other, strict=True) for a, b in zip(p, q, strict=True))


@given(quads(), st.integers(0, 3))
def test_starting_at_another_corner_keeps_the_corners_and_their_order(quad: Quad, corner: int) -> None:
    other = geometry.starting_at(quad, corner)
    assert other[0] == quad[corner]
    assert geometry.starting_at(other, (4 - corner) % 4) == quad


@given(quads())
def test_all_of_a_quad_is_the_quad(quad: Quad) -> None:
    assert near(geometry.part_of(quad, 0, 0, 1, 1), quad)


@given(SIDES, SIDES, FRACTIONS, FRACTIONS)
def test_parts_side_by_side_have_the_width_of_the_whole(width: int, height: int, one: float, other: float) -> None:
    quad = geometry.from_bounds(5, 7, 5 + width, 7 + height)
    cut, _ = sorted((one, other))
    left, right = geometry.part_of(quad, 0, 0, cut, 1), geometry.part_of(quad, cut, 0, 1, 1)
    assert geometry.size(left)[0] + geometry.size(right)[0] == pytest.approx(width)
    assert geometry.size(left)[1] == pytest.approx(height)
