"""t10k on made photographs. Written apart from the training's photographs, to the letter of what was asked.

Random place, size 15 to 90 % of the side, rotation ±15°, polarity, gradient and texture behind, blur, noise,
JPEG 40, pen width.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

SHEET = (180, 420)
"""Least and greatest side of the square picture, pixels."""


def canvas(digit: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return an RGB picture of one MNIST digit, shape (28, 28)."""
    side = int(rng.integers(*SHEET))
    ink = _pen(enlarged(digit, side * rng.uniform(0.15, 0.9)), rng)
    ink = turned(ink, rng.uniform(-15, 15), side)
    sheet = np.zeros((side, side), np.float32)
    top, left = (int(rng.integers(0, side - length + 1)) for length in ink.shape)
    sheet[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    back = _background(side, rng)
    dark, light = rng.uniform(0.0, 0.3), rng.uniform(0.65, 1.0)
    paper, pen = (light, dark) if rng.random() < 0.5 else (dark, light)
    picture = np.clip(paper + back * 0.3, 0, 1)[..., None] * rng.uniform(0.85, 1, 3)
    picture = picture + sheet[..., None] * (pen - picture)
    picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 0.006 * side))
    picture = picture + rng.normal(0, rng.uniform(0, 0.05), picture.shape)
    pixels = np.clip(picture * 255, 0, 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 40])
    return cv2.imdecode(coded, cv2.IMREAD_COLOR)


def enlarged(digit: NDArray[np.uint8], longest: float) -> NDArray[np.float32]:
    """Cut the digit's box and enlarge it with smooth, sharp edges."""
    rows, columns = np.nonzero(digit > 20)
    box = digit[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1].astype(np.float32) / 255
    scale = longest / max(box.shape)
    size = max(2, round(box.shape[1] * scale)), max(2, round(box.shape[0] * scale))
    large = cv2.resize(box, size, interpolation=cv2.INTER_LANCZOS4)
    large = cv2.GaussianBlur(large, (0, 0), max(0.4, 0.3 * scale))
    return np.clip((large - 0.5) * 3 + 0.5, 0, 1)


def _pen(ink: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    """Make the pen up to 4 % of the figure thinner or 8 % thicker, but never break the stroke."""
    change = rng.uniform(-0.04, 0.08) * max(ink.shape)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (round(abs(change)) + 1,) * 2)
    if change > 0:
        return cv2.dilate(cv2.copyMakeBorder(ink, 3, 3, 3, 3, cv2.BORDER_CONSTANT, value=0), disc)
    thin = cv2.erode(ink, disc)
    pieces = [cv2.connectedComponents((plane > 0.5).astype(np.uint8))[0] for plane in (ink, thin)]
    return thin if pieces[0] == pieces[1] else ink


def turned(ink: NDArray[np.float32], degrees: float, side: int) -> NDArray[np.float32]:
    """Turn the figure and cut its box, which is never larger than the sheet."""
    frame = int(np.hypot(*ink.shape)) + 2
    turn = cv2.getRotationMatrix2D((ink.shape[1] / 2, ink.shape[0] / 2), degrees, 1)
    turn[:, 2] += (frame - ink.shape[1]) / 2, (frame - ink.shape[0]) / 2
    turned = cv2.warpAffine(ink, turn, (frame, frame))
    rows, columns = np.nonzero(turned > 0.05)
    turned = turned[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    shrink = (side - 2) / max(turned.shape)
    return cv2.resize(turned, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA) if shrink < 1 else turned


def _background(side: int, rng: np.random.Generator) -> NDArray[np.float32]:
    """Gradient in a random direction and a texture of random grain, about -1 to 1."""
    y, x = np.mgrid[-0.5 : 0.5 : side * 1j, -0.5 : 0.5 : side * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    gradient = (np.cos(angle) * x + np.sin(angle) * y) * rng.uniform(0, 1)
    grain = int(rng.integers(4, 40))
    texture = cv2.resize(rng.normal(0, 1, (grain, grain)), (side, side), interpolation=cv2.INTER_CUBIC)
    return (gradient + texture * rng.uniform(0, 0.15)).astype(np.float32)
