"""Bends examples a little anew in every epoch: affine, and elastic as in Simard, Steinkraus and Platt (2003)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

KNOTS = 5
"""The elastic field is given at KNOTS × KNOTS points and smooth between them."""


def _spline() -> NDArray[np.float32]:
    """Matrix (28, KNOTS) that spreads the values at the knots over the pixels."""
    return cv2.resize(np.eye(KNOTS, dtype=np.float32), (KNOTS, 28), interpolation=cv2.INTER_CUBIC)


SPREAD = _spline()
AXIS = np.arange(28, dtype=np.float32) - 13.5


def augmented(images: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.float32]:
    """Return (n, 28, 28, 1) of 0 to 1: turned ±11°, slanted, scaled ±12 %, moved ±1.5 pixels, waved about a pixel."""
    count = len(images)
    angle = np.deg2rad(rng.uniform(-11, 11, count))
    slant = rng.uniform(-0.2, 0.2, count)
    zoom = np.exp(rng.uniform(-0.12, 0.12, (2, count)))
    move = rng.uniform(-1.5, 1.5, (2, count))
    wave = rng.normal(0, 1, (2, count, KNOTS, KNOTS)) * rng.uniform(0.1, 0.95, (1, count, 1, 1))
    field = np.matmul(np.matmul(SPREAD, wave.astype(np.float32)), SPREAD.T)
    matrix = np.empty((2, 2, count), np.float32)
    matrix[0, 0], matrix[0, 1] = zoom[0] * np.cos(angle), zoom[0] * (slant - np.sin(angle))
    matrix[1, 0], matrix[1, 1] = zoom[1] * np.sin(angle), zoom[1] * np.cos(angle)
    maps = [
        matrix[row, 0][:, None, None] * AXIS[None, None, :]
        + matrix[row, 1][:, None, None] * AXIS[None, :, None]
        + (13.5 + move[row]).astype(np.float32)[:, None, None]
        + field[row]
        for row in (0, 1)
    ]
    out = np.empty((count, 28, 28), np.float32)
    for index in range(count):
        out[index] = cv2.remap(images[index], maps[0][index], maps[1][index], cv2.INTER_LINEAR)
    return out[..., None] * np.float32(1 / 255)
