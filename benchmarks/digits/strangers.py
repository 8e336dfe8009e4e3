"""What the reader must refuse. Drawn apart from the training's: other fonts, other scribbles, and real photographs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

Picture = NDArray[np.uint8]
FONTS = Path(__file__).parent / "fonts" / "node_modules" / "@fontsource"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
TWINS = frozenset("OoIl")
"""Letters that are drawn as 0 and 1 are: counted apart."""


def letters(rng: np.random.Generator, rounds: int = 20) -> Iterator[tuple[str, Picture]]:
    """Yield (letter, picture): each letter `rounds` times, in fonts that the training never saw, slanted a bit."""
    files = sorted(FONTS.glob("*/files/*-latin-400-normal.woff"))
    if not files:
        raise FileNotFoundError(f"no fonts in {FONTS}: run `npm ci --prefix benchmarks/digits/fonts`")
    fonts = [ImageFont.truetype(str(file), 120) for file in files]
    for _ in range(rounds):
        for letter in LETTERS:
            sheet = Pillow.new("L", (280, 280), 0)
            ImageDraw.Draw(sheet).text((90, 70), letter, fill=255, font=fonts[rng.integers(len(fonts))])
            yield letter, _shown(_slanted(np.asarray(sheet), rng), rng)


def blanks(rng: np.random.Generator, count: int = 200) -> Iterator[Picture]:
    """Yield empty sheets: one colour, noise, gradients, ruled paper."""
    for index in range(count):
        side = int(rng.integers(28, 500))
        sheet = np.full((side, side, 3), rng.uniform(0, 1, 3), np.float64)
        if index % 4 == 1:
            sheet += rng.normal(0, rng.uniform(0.01, 0.1), sheet.shape)
        if index % 4 == 2:
            sheet += np.linspace(-0.3, 0.3, side)[:, None, None] * rng.uniform(0.2, 1)
            sheet += rng.normal(0, 0.01, sheet.shape)
        if index % 4 == 3:
            sheet[:: max(6, side // 12)] -= 0.3
        yield (np.clip(sheet, 0, 1) * 255).astype(np.uint8)


def scribbles(rng: np.random.Generator, count: int = 500) -> Iterator[Picture]:
    """Yield tangles of Bézier curves, hatchings, shapes and small drawings."""
    for index in range(count):
        sheet = np.zeros((280, 280), np.uint8)
        pen = int(rng.integers(4, 18))
        if index % 4 < 2:
            for _ in range(int(rng.integers(3, 8))):
                t = np.linspace(0, 1, 40)[:, None]
                bernstein = np.hstack([(1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3])
                curve = bernstein @ rng.uniform(50, 230, (4, 2))
                cv2.polylines(sheet, [curve.astype(np.int32)], False, 255, pen, cv2.LINE_AA)
        elif index % 4 == 2:
            for at in range(40, 240, int(rng.integers(14, 40))):
                (x1, y1), (x2, y2) = (rng.normal(0, 8, (2, 2)) + [(40, at), (240, at - 30)]).astype(int).tolist()
                cv2.line(sheet, (x1, y1), (x2, y2), 255, pen, cv2.LINE_AA)
        else:
            _drawing(sheet, pen, rng)
        yield _shown(_slanted(sheet, rng), rng)


def _drawing(sheet: NDArray[np.uint8], pen: int, rng: np.random.Generator) -> None:
    """Draw a face, a cat, a house, a star or a heart."""
    kind = rng.integers(5)
    if kind <= 1:
        cv2.ellipse(sheet, (140, 150), (80, int(rng.integers(60, 90))), 0, 0, 360, 255, pen)
        for x in (110, 170):
            cv2.circle(sheet, (x, 130), 9, 255, -1)
            if kind == 1:
                cv2.polylines(sheet, [np.array([[x - 25, 90], [x, 45], [x + 25, 90]])], False, 255, pen)
        cv2.ellipse(sheet, (140, 165), (35, 22), 0, 20, 160, 255, pen)
    elif kind == 2:
        cv2.rectangle(sheet, (70, 130), (210, 230), 255, pen)
        cv2.polylines(sheet, [np.array([[60, 130], [140, 50], [220, 130]])], True, 255, pen)
        cv2.rectangle(sheet, (125, 170), (155, 230), 255, pen)
    elif kind == 3:
        turn = np.arange(6) * 4 * np.pi / 5
        corners = np.stack([140 + 90 * np.sin(turn), 140 - 90 * np.cos(turn)], axis=1).astype(np.int32)
        cv2.polylines(sheet, [corners], True, 255, pen)
    else:
        t = np.linspace(0, 2 * np.pi, 60)
        x, y = 16 * np.sin(t) ** 3, 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
        cv2.polylines(sheet, [np.stack([140 + 5 * x, 140 - 5 * y], 1).astype(np.int32)], True, 255, pen)


def pairs(digits: NDArray[np.uint8], rng: np.random.Generator, count: int = 1000) -> Iterator[Picture]:
    """Yield two digits of t10k beside each other, from touching to a digit's width apart."""
    for _ in range(count):
        sheet = np.zeros((60, 84), np.uint8)
        left = 8
        for which in rng.integers(len(digits), size=2):
            box = digits[which][:, digits[which].any(axis=0)]
            top = int(rng.integers(12, 21))
            window = sheet[top : top + 28, left : left + box.shape[1]]
            np.maximum(window, box, out=window)
            left += box.shape[1] + int(rng.integers(0, 20))
        yield _shown(cv2.resize(sheet, None, fx=4, fy=4, interpolation=cv2.INTER_CUBIC), rng)


def photographs(data: Path) -> Iterator[Picture]:
    """Yield street photographs, which no training has seen; none of them is one digit."""
    for folder in ("scene_icdar2015", "scene_svt"):
        for file in sorted((data / "ocr" / folder).glob("*.jpg")):
            yield np.asarray(Pillow.open(file).convert("RGB"))


def _slanted(sheet: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    side = sheet.shape[0]
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), rng.uniform(-12, 12), rng.uniform(0.6, 1.0))
    turn[0, 1] += rng.uniform(-0.15, 0.15)
    return cv2.warpAffine(sheet, turn, (side, side))


def _shown(sheet: NDArray[np.uint8], rng: np.random.Generator) -> Picture:
    """Dark on light or light on dark, with a little noise."""
    ink = sheet.astype(np.float32) / 255
    dark, light = rng.uniform(0, 0.3), rng.uniform(0.7, 1)
    values = dark + (light - dark) * (ink if rng.random() < 0.5 else 1 - ink)
    values = values[..., None] + rng.normal(0, 0.02, (*values.shape, 3))
    return (np.clip(values, 0, 1) * 255).astype(np.uint8)
