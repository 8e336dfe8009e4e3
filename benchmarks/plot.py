"""Plots as SVG, without a library: points and lines over two axes, each linear or logarithmic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 720, 420
LEFT, RIGHT, TOP, BOTTOM = 70, 190, 40, 50
COLOURS = ("#0b6e4f", "#2a9d8f", "#c1121f", "#e07a5f", "#33658a", "#7d8597", "#8e44ad", "#b08900")


@dataclass(frozen=True, slots=True)
class Series:
    """Points under one name, joined by a line where there is more than one."""

    name: str
    points: Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Axis:
    """What is measured along an axis, with its unit; `log` for a logarithmic one."""

    title: str
    log: bool = False


def svg(title: str, x: Axis, y: Axis, series: Sequence[Series]) -> str:
    """Return the plot as an SVG document."""
    points = [point for each in series for point in each.points]
    across, x_ticks = _scale([point[0] for point in points], x.log, LEFT, WIDTH - RIGHT)
    down, y_ticks = _scale([point[1] for point in points], y.log, HEIGHT - BOTTOM, TOP)
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif"'
            f' font-size="12" role="img" aria-label="{escape(title)}">',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            f'<text x="{LEFT}" y="22" font-size="15" font-weight="bold">{escape(title)}</text>',
            *(_x_tick(across(tick), tick) for tick in x_ticks),
            *(_y_tick(down(tick), tick) for tick in y_ticks),
            f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(x.title)}</text>',
            f'<text transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)" text-anchor="middle">'
            f"{escape(y.title)}</text>",
            *(_drawn(each, number, across, down) for number, each in enumerate(series)),
            "</svg>\n",
        ]
    )


def _scale(
    values: Sequence[float], log: bool, start: float, end: float
) -> tuple[Callable[[float], float], list[float]]:
    """Return the function from values to pixels, and the values at which the axis is marked."""
    if log:
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        high = max(high, low + 1)
        ticks = [10.0**power for power in range(low, high + 1)]
        return lambda value: start + (log10(value) - low) / (high - low) * (end - start), ticks
    step = _round_step((max(values) - min(0.0, *values)) / 6)
    first, last = floor(min(values) / step) * step, max(ceil(max(values) / step), 1) * step
    if first == last:
        last += step
    ticks = [first + i * step for i in range(round((last - first) / step) + 1)]
    return lambda value: start + (value - first) / (last - first) * (end - start), ticks


def _round_step(step: float) -> float:
    if step <= 0:
        return 1.0
    power = 10.0 ** floor(log10(step))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= step)


def _x_tick(at: float, value: float) -> str:
    return (
        f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        f'<text x="{at:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">{value:.4g}</text>'
    )


def _y_tick(at: float, value: float) -> str:
    return (
        f'<line x1="{LEFT}" y1="{at:.1f}" x2="{WIDTH - RIGHT}" y2="{at:.1f}" stroke="#ddd"/>'
        f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{value:.4g}</text>'
    )


def _drawn(series: Series, number: int, across: Callable[[float], float], down: Callable[[float], float]) -> str:
    colour = COLOURS[number % len(COLOURS)]
    places = [(across(x), down(y)) for x, y in series.points]
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>' for x, y in places)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    legend = TOP + 14 + 20 * number
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'
        f'<circle cx="{WIDTH - RIGHT + 18}" cy="{legend - 4}" r="5" fill="{colour}"/>'
        f'<text x="{WIDTH - RIGHT + 30}" y="{legend}">{escape(series.name)}</text>'
    )
