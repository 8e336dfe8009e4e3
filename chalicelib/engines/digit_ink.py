"""Finds the ink of one drawn figure in any picture and sets it as MNIST's were set: 20 × 20 within 28 × 28."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.digit import BOX, SIDE, fit, shift_to_centre
from chalicelib.engines.digit_lines import without_lines
from chalicelib.engines.digit_shadows import shadowed, strokes
from chalicelib.ports import Image

Plane = NDArray[np.float32]
"""Strength of ink, shape (height, width), 0 = paper, 1 = full ink."""
Mask = NDArray[np.uint8]
"""0 or 1, shape (height, width)."""

WORK_SIDE = 256
"""Longest side worked on, pixels: a figure of 15 % of it still has more pixels than the network sees."""
LEAST_SIDE = 6
"""A picture narrower than this, once scaled to WORK_SIDE, shows nothing."""
LEAST_FIGURE = 0.04
"""Ink whose longer side is less than this share of the picture's is dirt."""
PIECE = 0.15
"""A piece of at least this share of the largest one's ink counts as one."""
LEAST_CONTRAST = 0.05
"""Ink weaker than this share of the whole range is no ink."""
LEAST_OVER_NOISE = 3.5
THIN, THICK = 1.8, 4.2
"""Pen widths within the box of 20 beyond which strokes are made thicker or thinner; MNIST's are mostly between."""


@dataclass(frozen=True, slots=True)
class Ink:
    """What was found on the paper.

    Attributes:
        strength: the crop around the figure, 0 to 1, shape (height, width).
        mask: where the ink is, same shape.
        pieces: how many separate pieces of some size the figure has.
        noise: deviation of the paper, as a share of the ink's contrast.
    """

    strength: Plane
    mask: Mask
    pieces: int
    noise: float


def find_ink(image: Image) -> Ink | None:
    """Return the ink of the figure in an RGB picture, None where there is none.

    What differs from the paper along the main direction of colour is ink, whichever of the two is darker.
    """
    picture = _shrunk(image)
    if min(picture.shape[:2]) < LEAST_SIDE:
        return None
    strength = _over_paper(picture)
    photograph = max(strength.shape) > 64
    if photograph and shadowed(strength > 0.25 * _contrast(strength)):
        strength = strokes(picture)
    noise = _noise(strength)
    if photograph:
        strength = cv2.GaussianBlur(strength, (0, 0), 1.0 if noise > 0.02 else 0.6).astype(np.float32)
        noise = _noise(strength)
    top = _contrast(strength)
    if top < LEAST_CONTRAST or top < LEAST_OVER_NOISE * noise:
        return None
    strength = np.clip(strength / top, 0, 1).astype(np.float32)
    noise = noise / top
    mask = (strength > max(0.4, min(0.7, 3.5 * noise))).astype(np.uint8)
    strength, mask = without_lines(strength, mask)
    figure, pieces = _figure(mask)
    if not figure.any():
        return None
    reach = max(3, round(max(strength.shape) / 64) * 2 + 1)
    around = cv2.dilate(figure, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    strength = strength * around
    rows, columns = np.nonzero(strength > max(0.06, min(0.5, 3 * noise)))
    if rows.size == 0 or max(np.ptp(rows), np.ptp(columns)) < LEAST_FIGURE * max(mask.shape):
        return None
    box = slice(rows.min(), rows.max() + 1), slice(columns.min(), columns.max() + 1)
    return Ink(strength[box], figure[box], pieces, noise)


def prepare(ink: Ink) -> Plane:
    """Return the figure as MNIST has it: its longer side 20, centred by mass in 28 × 28, values 0 to 1."""
    strength = _even_pen(ink)
    height, width = fit(strength.shape[0], strength.shape[1])
    method = cv2.INTER_AREA if height <= strength.shape[0] else cv2.INTER_CUBIC
    small = cast(Plane, cv2.resize(strength, (width, height), interpolation=method))
    if small.size > 2 * BOX:
        small = small / np.float32(max(float(np.percentile(np.clip(small, 0, 1), 98)), 0.5))
    small = np.clip(small, 0, 1)
    field = np.zeros((SIDE + 2 * BOX, SIDE + 2 * BOX), np.float32)
    top, left = shift_to_centre(small)
    field[BOX + top : BOX + top + height, BOX + left : BOX + left + width] = small
    return field[BOX:-BOX, BOX:-BOX]


def _shrunk(image: Image) -> Plane:
    """Scale the longest side down to WORK_SIDE; shape (height, width, 3), 0 to 1.

    Whole blocks of pixels are averaged as far as they go, the rest (less than 2) is interpolated: averaging by a
    broken factor takes six times as long.
    """
    height, width = image.shape[:2]
    block = max(height, width) // WORK_SIDE
    if block >= 2 and min(height, width) >= block:
        height, width = height // block, width // block
        whole = image[: height * block, : width * block]
        image = cast(Image, cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA))
    scale = WORK_SIDE / max(height, width)
    if scale < 1:
        size = max(1, round(width * scale)), max(1, round(height * scale))
        image = cast(Image, cv2.resize(image, size, interpolation=cv2.INTER_LINEAR))
    return image.astype(np.float32) / np.float32(255)


def _over_paper(picture: Plane) -> Plane:
    """Return how far each pixel is from the paper in the ink's direction; ink is positive.

    Paper is a quadratic surface in each channel, fitted on a small copy with the ink weighed down more at each of
    a few rounds (iteratively reweighted least squares, Cauchy weights).
    """
    rows, columns = (min(length, 32) for length in picture.shape[:2])
    small = cv2.resize(picture, (columns, rows), interpolation=cv2.INTER_AREA).reshape(-1, 3)
    basis = _basis(rows, columns)
    # Begin at the median, which is paper as long as ink covers less than half.
    residual = small - np.median(small, axis=0)
    coefficients = np.zeros((6, 3), np.float32)
    for _ in range(6):
        away = np.abs(residual).max(axis=1)
        scale = max(float(np.median(away)) * 1.5, 0.01)
        weighed = basis / (1 + (away / scale) ** 2)[:, None] ** 2
        normal = weighed.T @ basis + 1e-6 * np.eye(6, dtype=np.float32)
        coefficients = np.linalg.solve(normal, weighed.T @ small).astype(np.float32)
        residual = small - basis @ coefficients
    _, axes = np.linalg.eigh(residual.T @ residual)
    direction = axes[:, -1:].astype(np.float32)
    direction /= np.abs(direction).sum()
    along = cast(Plane, cv2.transform(picture, direction.T))
    c = (coefficients @ direction).ravel()
    y, x = (_axis(length) for length in along.shape)
    # The surface is a product of what depends on y and what depends on x.
    along -= np.stack([c[0] + c[3] * y + c[4] * y * y, np.ones_like(y), c[5] * y], 1) @ np.stack(
        [np.ones_like(x), c[1] * x + c[2] * x * x, x]
    )
    # Ink is the smaller part of the picture, so the longer tail is its side.
    return along if float(np.vdot(along * along, along)) > 0 else -along


@lru_cache(maxsize=64)
def _basis(rows: int, columns: int) -> Plane:
    """Return 1, x, x², y, y², xy at the points of a grid, shape (rows · columns, 6)."""
    y, x = (grid.ravel() for grid in np.meshgrid(_axis(rows), _axis(columns), indexing="ij"))
    return np.stack([np.ones_like(x), x, x * x, y, y * y, x * y], axis=1)


@cache
def _axis(length: int) -> Plane:
    return np.linspace(-1, 1, length, dtype=np.float32)


def _noise(strength: Plane) -> float:
    """Standard deviation of the paper, from the side of it where no ink is."""
    step = max(1, max(strength.shape) // 64)
    some = strength[::step, ::step]
    around = float(np.median(np.abs(some - np.median(some))))
    below = some[some < 0]
    return 1.4826 * min(around, float(np.median(-below)) if below.size else 0.0)


def _contrast(strength: Plane) -> float:
    """Strength of full ink: the mean of the strongest half per cent, at least 12 pixels."""
    count = max(12, strength.size // 200)
    return float(np.mean(np.partition(strength.ravel(), -count)[-count:])) if strength.size > count else 0.0


def _figure(mask: Mask) -> tuple[Mask, int]:
    """Return what belongs to the figure, and its number of pieces that count.

    It is made of its largest piece, pieces near that, and others of a like size.
    """
    bridge = max(1, round(max(mask.shape) / 80))
    joined = cv2.dilate(mask, np.ones((bridge, bridge), np.uint8)) if bridge > 1 else mask
    # 16 bits hold the labels of WORK_SIDE² pixels, and are found in less than half the time.
    count, found, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8, ltype=cv2.CV_16U)
    labels = cast(NDArray[np.uint16], found)
    if count < 2:
        return mask, 0
    areas = np.bincount(labels[mask > 0], minlength=count)
    areas[0] = 0
    along = _along_the_edge(labels, count)
    edge = along > 1 / 7
    # What covers a side of the picture is never the figure.
    areas[along > 0.9] = 0
    if not areas.any():
        return np.zeros_like(mask), 0
    inner = np.where(edge, 0, areas)
    main = int(np.argmax(inner if inner.max() > 0.02 * areas.max() else areas))
    x, y, width, height = stats[main, :4]
    reach = 0.35 * max(width, height)
    kept = np.zeros(count, np.uint8)
    for label in range(1, count):
        left, top, wide, high = stats[label, :4]
        gap = max(left - (x + width), x - (left + wide), top - (y + height), y - (top + high), 0)
        share = areas[label] / areas[main]
        kept[label] = label == main or (not edge[label] and share > (0.015 if gap < reach else 0.15))
    pieces = int(np.count_nonzero(areas[kept > 0] >= PIECE * areas[main]))
    return cast(Mask, np.take(kept, labels) * mask), pieces


def _along_the_edge(labels: NDArray[np.uint16], count: int) -> NDArray[np.float64]:
    """Return, for each piece, the greatest share of a side of the picture that it covers: a desk, a shadow, a hand."""
    sides = (labels[0], labels[-1], labels[:, 0], labels[:, -1])
    shares = np.stack([np.bincount(side, minlength=count) / side.size for side in sides])
    return np.asarray(shares.max(axis=0), np.float64)


def _even_pen(ink: Ink) -> Plane:
    """Thicken a thin pen and thin a thick one, where there are pixels enough to do so."""
    side = max(ink.strength.shape)
    if side < 2 * BOX:
        return ink.strength
    # Across a ribbon of width w the distance to its edge is w / 4 on average.
    inside = cv2.copyMakeBorder(ink.mask, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    distance = cv2.distanceTransform(inside, cv2.DIST_L2, 3)
    unit = side / BOX
    pen = 4 * float(distance[inside > 0].mean()) / unit if inside.any() else THIN
    if pen < THIN:
        size = round((THIN + 0.2 - pen) * unit)
        grown = cv2.copyMakeBorder(ink.strength, size, size, size, size, cv2.BORDER_CONSTANT, value=0)
        return cast(Plane, cv2.dilate(grown, _disc(size))) if size > 1 else ink.strength
    if pen > THICK:
        size = round(min(pen - THICK, 0.35 * pen) * unit)
        return cast(Plane, cv2.erode(ink.strength, _disc(size))) if size > 1 else ink.strength
    return ink.strength


def _disc(size: int) -> Mask:
    return cast(Mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size)))
