"""Quads on a page: cutting pieces out of them, measuring them."""

from __future__ import annotations

from math import hypot

from chalicelib.domain.page import Point, Quad


def starting_at(quad: Quad, corner: int) -> Quad:
    """Return the same quad, clockwise still, from another of its corners (0 to 3) on.

    Text that runs up the page has its own top left where the page has the bottom left (3), text that runs down the
    page at the top right (1), text upside down at the bottom right (2).
    """
    a, b, c, d = (*quad[corner:], *quad[:corner])
    return a, b, c, d


def part_of(quad: Quad, left: float, top: float, right: float, bottom: float) -> Quad:
    """Return the piece of a quad between fractions of its width and height (0 to 1), corners in the same order.

    Bilinear: exact for parallelograms, which is what a detector's boxes are.
    """
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    a, b, c, d = (_within(quad, across, down) for across, down in corners)
    return a, b, c, d


def _within(quad: Quad, across: float, down: float) -> Point:
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = quad
    top = ax + (bx - ax) * across, ay + (by - ay) * across
    bottom = dx + (cx - dx) * across, dy + (cy - dy) * across
    return top[0] + (bottom[0] - top[0]) * down, top[1] + (bottom[1] - top[1]) * down


def bounds(quad: Quad) -> tuple[float, float, float, float]:
    """Return (left, top, right, bottom) of the upright rectangle around a quad."""
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    return min(xs), min(ys), max(xs), max(ys)


def size(quad: Quad) -> tuple[float, float]:
    """Return (width, height): the mean lengths of the quad's horizontal and vertical sides."""
    a, b, c, d = quad
    return (_length(a, b) + _length(d, c)) / 2, (_length(a, d) + _length(b, c)) / 2


def _length(start: Point, end: Point) -> float:
    return hypot(end[0] - start[0], end[1] - start[1])


def from_bounds(left: float, top: float, right: float, bottom: float) -> Quad:
    """Return the upright rectangle as a quad."""
    return (left, top), (right, top), (right, bottom), (left, bottom)
