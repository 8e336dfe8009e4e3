"""How much two convex quads overlap."""

from __future__ import annotations

from collections.abc import Sequence

from chalicelib.domain.page import Point, Quad


def iou(a: Quad, b: Quad) -> float:
    """Return the area that both cover over the area that either covers, 0 to 1."""
    both = _intersection(a, b)
    either = area(a) + area(b) - both
    return both / either if either > 0 else 0.0


def covered(inner: Quad, outer: Quad) -> float:
    """Return the share of `inner` that `outer` covers, 0 to 1."""
    return _intersection(inner, outer) / area(inner) if area(inner) > 0 else 0.0


def area(polygon: Sequence[Point]) -> float:
    """Return the area of a polygon, whichever way round its corners go."""
    return abs(_signed_area(polygon))


def _signed_area(polygon: Sequence[Point]) -> float:
    following = [*polygon[1:], *polygon[:1]]
    return sum(x * v - u * y for (x, y), (u, v) in zip(polygon, following, strict=True)) / 2


def _intersection(a: Sequence[Point], b: Sequence[Point]) -> float:
    """Return the area of a ∩ b: Sutherland and Hodgman's clipping of a by each side of b."""
    if _signed_area(b) < 0:
        b = tuple(reversed(b))
    clipped = list(a)
    for start, end in zip(b, [*b[1:], *b[:1]], strict=True):
        clipped = _clip(clipped, start, end)
    return area(clipped)


def _clip(polygon: Sequence[Point], start: Point, end: Point) -> list[Point]:
    """Return what of the polygon lies on the inner side of the line from start to end."""
    kept: list[Point] = []
    depths = [(end[0] - start[0]) * (y - start[1]) - (end[1] - start[1]) * (x - start[0]) for x, y in polygon]
    for i, point in enumerate(polygon):
        before, depth, previous = polygon[i - 1], depths[i], depths[i - 1]
        if (depth < 0) != (previous < 0):
            share = previous / (previous - depth)
            kept.append((before[0] + (point[0] - before[0]) * share, before[1] + (point[1] - before[1]) * share))
        if depth >= 0:
            kept.append(point)
    return kept
