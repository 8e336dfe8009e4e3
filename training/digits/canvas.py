"""Puts a figure onto a made photograph: paper, light, shadow, lines, blur, noise, JPEG. Wider than the benchmark's."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Figure = NDArray[np.float32]
"""Ink of a figure, shape (height, width), 0 to 1, its box cut close."""


def photograph(figure: Figure, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return an RGB picture with the figure somewhere on it."""
    side = int(rng.integers(72, 280))
    height, width = side, max(48, int(side * rng.uniform(0.7, 1.4)))
    if rng.random() < 0.5:
        height, width = width, height
    ink = _placed(figure, height, width, rng)
    if rng.random() < 0.12:
        ink = np.maximum(ink, _ruled(height, width, rng) * rng.uniform(0.2, 0.8))
    picture = _painted(ink, rng)
    picture = _lit(picture, rng)
    return _taken(picture, rng)


def scaled(figure: Figure, longest: int, rng: np.random.Generator) -> Figure:
    """Return the figure enlarged so that its longer side is `longest`, with crisp edges and another pen width."""
    scale = longest / max(figure.shape)
    size = max(1, round(figure.shape[1] * scale)), max(1, round(figure.shape[0] * scale))
    method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
    large = cv2.resize(figure, size, interpolation=method)
    if scale > 1.5:
        soft = cv2.GaussianBlur(large, (0, 0), 0.35 * scale)
        threshold = rng.uniform(0.3, 0.65)
        large = 1 / (1 + np.exp(-(soft - threshold) * rng.uniform(6, 16)))
        pen = round(rng.uniform(-0.05, 0.09) * longest)
        disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (abs(pen) + 1, abs(pen) + 1))
        if pen > 1:
            border = pen + 1
            large = cv2.dilate(cv2.copyMakeBorder(large, *[border] * 4, cv2.BORDER_CONSTANT, value=0), disc)
        elif pen < -1:
            thin = cv2.erode(large, disc)
            # Never so thin that strokes break.
            large = thin if thin.sum() > 0.45 * large.sum() else large
    return np.clip(large, 0, 1).astype(np.float32)


def turned(figure: Figure, degrees: float) -> Figure:
    """Return the figure turned, in a larger frame."""
    height, width = figure.shape
    frame = int(np.hypot(height, width)) + 4
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    turn[:, 2] += (frame - width) / 2, (frame - height) / 2
    moved = cv2.warpAffine(figure, turn, (frame, frame), flags=cv2.INTER_LINEAR)
    rows, columns = np.nonzero(moved > 0.1)
    if not rows.size:
        return figure
    return moved[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def _placed(figure: Figure, height: int, width: int, rng: np.random.Generator) -> Figure:
    short = min(height, width)
    longest = int(np.clip(short * rng.uniform(0.14, 0.9), 14, short - 4))
    large = turned(scaled(figure, longest, rng), rng.uniform(-17, 17))
    fit = (short - 2) / max(large.shape)
    if fit < 1:
        large = cv2.resize(large, None, fx=fit, fy=fit, interpolation=cv2.INTER_AREA)
    ink = np.zeros((height, width), np.float32)
    top = int(rng.integers(0, height - large.shape[0] + 1))
    left = int(rng.integers(0, width - large.shape[1] + 1))
    ink[top : top + large.shape[0], left : left + large.shape[1]] = large
    return ink


def _ruled(height: int, width: int, rng: np.random.Generator) -> Figure:
    lines = np.zeros((height, width), np.float32)
    step = int(rng.integers(max(10, height // 14), max(12, height // 4)))
    thick = 1 if max(height, width) < 160 else int(rng.integers(1, 3))
    slope = np.tan(np.deg2rad(rng.uniform(-6, 6)))
    squared = rng.random() < 0.5
    for at in range(int(rng.integers(0, step)) - height // 4, height + height // 4, step):
        cv2.line(lines, (0, at), (width, int(at + slope * width)), 1.0, thick, cv2.LINE_AA)
    if squared:
        for at in range(int(rng.integers(0, step)) - width // 4, width + width // 4, step):
            cv2.line(lines, (at, 0), (int(at - slope * height), height), 1.0, thick, cv2.LINE_AA)
    return lines


def _painted(ink: Figure, rng: np.random.Generator) -> NDArray[np.float32]:
    paper = np.clip(rng.uniform(0.55, 1.0) + rng.normal(0, 0.04, 3), 0, 1)
    contrast = rng.uniform(0.3, 0.95)
    pen = np.clip(paper - contrast * (1 + rng.normal(0, 0.25, 3)), 0, 1)
    if np.abs(paper - pen).max() < 0.25:
        pen = np.zeros(3)
    picture = paper + ink[..., None] * (pen - paper)
    return (1 - picture if rng.random() < 0.45 else picture).astype(np.float32)


def _lit(picture: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.float32]:
    height, width = picture.shape[:2]
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j].astype(np.float32)
    if rng.random() < 0.7:
        angle = rng.uniform(0, 2 * np.pi)
        slope = (np.cos(angle) * x + np.sin(angle) * y) * rng.uniform(0, 0.22)
        picture = picture + (slope + rng.uniform(-0.08, 0.08) * (x * x + y * y))[..., None]
    if rng.random() < 0.25:
        angle = rng.uniform(0, 2 * np.pi)
        edge = np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.6, 0.6)
        shadow = 1 / (1 + np.exp(-edge * rng.uniform(3, 40)))
        picture = picture * (1 - rng.uniform(0.1, 0.35) * shadow[..., None])
    if rng.random() < 0.6:
        grain = int(rng.integers(2, 24))
        coarse = rng.normal(0, 1, (height // grain + 2, width // grain + 2)).astype(np.float32)
        texture = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
        picture = picture + texture[..., None] * rng.uniform(0, 0.05)
    return picture.astype(np.float32)


def _taken(picture: NDArray[np.float32], rng: np.random.Generator) -> NDArray[np.uint8]:
    if rng.random() < 0.6:
        picture = cv2.GaussianBlur(picture, (0, 0), rng.uniform(0.3, 1.6) * max(picture.shape) / 200 + 0.2)
    if rng.random() < 0.7:
        picture = picture + rng.uniform(0, 0.06) * rng.standard_normal(picture.shape, np.float32)
    pixels = (np.clip(picture, 0, 1) * 255).astype(np.uint8)
    if rng.random() < 0.6:
        quality = int(rng.integers(35, 95))
        _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])
        pixels = cv2.imdecode(coded, cv2.IMREAD_COLOR)
    return pixels
