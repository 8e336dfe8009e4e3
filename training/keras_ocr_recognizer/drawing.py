"""Pictures of words as keras_ocr cuts them out: grey, fitted into 31 × 200 from the top left, black beyond."""

from __future__ import annotations

import random
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from training.keras_ocr_recognizer.words import ALPHABET

HEIGHT, WIDTH = 31, 200

_FONTS = Path(__file__).parent / "fonts" / "node_modules" / "@fontsource"
HELD_OUT = {"nunito", "source-sans-3", "gelasio", "spectral", "cutive-mono", "ibm-plex-mono"}
"""Families that are never trained on, for the score."""


@cache
def fonts(held_out: bool) -> tuple[Path, ...]:
    """Return the font files of the families to train on, or of those held out; regular and bold, upright and italic."""
    found = sorted(_FONTS.glob("*/files/*-latin-[47]00-*.woff"))
    if not found:
        raise SystemExit("The fonts are missing: run `npm ci --ignore-scripts` in training/keras_ocr_recognizer/fonts.")
    return tuple(path for path in found if (path.parent.parent.name in HELD_OUT) == held_out)


@cache
def _glyphs(path: Path) -> frozenset[str]:
    return frozenset(map(chr, TTFont(path).getBestCmap())) & frozenset(ALPHABET)


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size)


def draw(
    word: str, fonts: Sequence[Path], chance: random.Random, width: int = WIDTH
) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Return a picture of the word, shape (31, width), as a CRAFT box around it would be cut out of a page.

    And the column of each character's centre, shape (characters,).
    """
    path = chance.choice(fonts)
    while not set(word) <= _glyphs(path):
        path = chance.choice(fonts)
    noise = np.random.default_rng(chance.getrandbits(32))
    ink, centres = _ink(word, _font(path, chance.choice((16, 22, 30, 44))))
    ink, shift = _framed(ink, chance)
    page = _coloured(ink, chance, noise)
    cut, matrix = _cut_out(page, chance, width)
    if chance.random() < 0.35:
        cut = cv2.GaussianBlur(cut, (3, 3), chance.uniform(0.3, 1.2))
    cut = np.clip(cut + noise.normal(0, chance.choice((0, 2, 6, 12)), cut.shape), 0, 255).astype(np.uint8)
    picture = np.zeros((HEIGHT, width), np.uint8)
    picture[: cut.shape[0], : cut.shape[1]] = cut
    middle = np.array([[[x + shift, page.shape[0] / 2]] for x in centres], np.float32)
    return picture, cv2.perspectiveTransform(middle, matrix)[:, 0, 0]


def _ink(word: str, font: ImageFont.FreeTypeFont) -> tuple[NDArray[np.float32], list[float]]:
    """Coverage, 0 to 1, cropped to the glyphs, and where each is centred."""
    left, top, right, bottom = (int(side) for side in font.getbbox(word))
    canvas = Image.new("L", (right - left + 2, bottom - top + 2))
    ImageDraw.Draw(canvas).text((1 - left, 1 - top), word, fill=255, font=font)
    ends = [font.getlength(word[:count]) for count in range(len(word) + 1)]
    centres = [1 - left + (start + end) / 2 for start, end in pairwise(ends)]
    return np.asarray(canvas, np.float32) / 255, centres


def _framed(ink: NDArray[np.float32], chance: random.Random) -> tuple[NDArray[np.float32], int]:
    """Add the margins that a detector leaves, and sometimes a rule or a neighbour's edge within them."""
    height = max(ink.shape[0], 8)
    above, below = (int(height * chance.uniform(0.02, 0.35)) for _ in range(2))
    left, right = (int(height * chance.uniform(0.0, 0.4)) for _ in range(2))
    framed = np.pad(ink, ((above, below), (left, right)))
    if below > 2 and chance.random() < 0.08:
        framed[-chance.randint(1, below - 1), :] = 1  # an underline
    if right > 3 and chance.random() < 0.06:
        framed[above : above + ink.shape[0], -chance.randint(1, 2) :] = chance.random()  # the next word begins
    return framed, left


def _coloured(ink: NDArray[np.float32], chance: random.Random, noise: np.random.Generator) -> NDArray[np.float32]:
    ground, colour = chance.uniform(150, 255), chance.uniform(0, 110)
    if chance.random() < 0.18:
        ground, colour = colour, ground
    slope = np.linspace(-1, 1, ink.shape[1], dtype=np.float32) * chance.uniform(-25, 25)
    page = ground + slope + (colour - ground) * ink * chance.uniform(0.75, 1)
    if chance.random() < 0.2:
        grain = noise.normal(0, chance.uniform(5, 20), (-(-ink.shape[0] // 4), -(-ink.shape[1] // 4)))
        page = page + cv2.resize(grain.astype(np.float32), ink.shape[::-1])
    return np.clip(page, 0, 255).astype(np.float32)


def _cut_out(
    page: NDArray[np.float32], chance: random.Random, width: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """Warp as keras_ocr.tools.warpBox does, with a little turn, slant and stretch."""
    high, wide = page.shape[0], page.shape[1] * chance.uniform(0.8, 1.25)
    scale = min(width / wide, HEIGHT / high)
    out_width, out_height = max(1, int(scale * wide)), max(1, int(scale * high))
    shift = 0.06 * out_height
    corners = np.float32([[0, 0], [page.shape[1], 0], [page.shape[1], high], [0, high]])
    slant = chance.gauss(0, 1.2 * shift) if chance.random() < 0.4 else 0.0
    target = np.float32([[slant, 0], [out_width + slant, 0], [out_width - slant, out_height], [-slant, out_height]])
    target += np.float32([[chance.gauss(0, shift * 0.6) for _ in range(2)] for _ in range(4)])
    matrix = cv2.getPerspectiveTransform(corners, target)
    cut = cv2.warpPerspective(page, matrix, (out_width, out_height), borderMode=cv2.BORDER_REPLICATE)
    return cut, matrix
