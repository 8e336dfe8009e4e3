"""Draws what is no digit: letters and signs of many hands, several digits at once, scribbles, shapes, pictures."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
from HersheyFonts import HersheyFonts
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from training.digits.canvas import Figure, turned

LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"
"""All but O, o, I and l: nobody can tell those from 0 and 1, so they teach nothing but doubt."""
SIGNS = "+=?!&%@#$*{}[]<>~^€£§ÄÖÜäöüßñéçØÆ"
FOREIGN = {"cyrillic": "$%DEFGHIKLMNPQTUW]^`", "japanese": "#$%&')*+,-./0156AFGIMNPUVXZ^_`acfhlnoqrxy{"}
"""Hershey faces of other scripts, and their signs that are no digit's twin."""
SHAPES = {
    "symbolic": "<=>?@ADEFGIJKMNOQRSTUVWXYZ[]^_abcdefghijkmopuwxyz{",
    "astrology": "!#$%&'-/;<=>?@[]_`{|}~",
}
"""Hershey faces of small drawings. Hearts, stars and houses are left to the benchmark."""
STROKE_FACES = (
    "futural", "cursive", "rowmans", "rowmand", "rowmant", "scripts", "scriptc", "timesr", "timesi", "futuram",
)  # fmt: skip
FONTS = Path(__file__).parent / "fonts" / "node_modules" / "@fontsource"


class Pens:
    """Fonts to draw with: outline fonts of the folder, and the Hershey fonts, whose strokes take any pen."""

    def __init__(self) -> None:
        """Load them all. Raise FileNotFoundError with what to do where the fonts are not installed."""
        files = sorted(FONTS.glob("*/files/*-latin-400-normal.woff"))
        if not files:
            raise FileNotFoundError(f"no fonts in {FONTS}: run `npm ci --prefix training/digits/fonts`")
        self.outline = [ImageFont.truetype(str(file), 72) for file in files]
        self.stroke = {}
        for name in (*STROKE_FACES, *FOREIGN, *SHAPES):
            self.stroke[name] = HersheyFonts()
            self.stroke[name].load_default_font(name)

    def draw(self, text: str, rng: np.random.Generator) -> Figure:
        """Return the text in a random hand, bent a little."""
        figure = self._outlined(text, rng) if rng.random() < 0.65 or not text.isascii() else self._stroked(text, rng)
        return bent(figure, rng)

    def _outlined(self, text: str, rng: np.random.Generator) -> Figure:
        font = self.outline[rng.integers(len(self.outline))]
        left, top, right, bottom = font.getbbox(text)
        image = Pillow.new("L", (int(right - left) + 8, int(bottom - top) + 8))
        ImageDraw.Draw(image).text((4 - left, 4 - top), text, fill=255, font=font)
        return cut(np.asarray(image, np.float32) / 255)

    def sign(self, faces: dict[str, str], rng: np.random.Generator) -> Figure:
        """Return one of the faces' signs, bent a little."""
        name = list(faces)[rng.integers(len(faces))]
        return bent(self._stroked(faces[name][rng.integers(len(faces[name]))], rng, name), rng)

    def _stroked(self, text: str, rng: np.random.Generator, name: str = "") -> Figure:
        face = self.stroke[name or STROKE_FACES[rng.integers(len(STROKE_FACES))]]
        lines = [np.array(stroke, np.float32) for stroke in face.strokes_for_text(text)]
        return drawn([line + rng.normal(0, 0.35, line.shape) for line in lines if len(line) > 1], rng)


def drawn(lines: list[NDArray[np.float32]], rng: np.random.Generator) -> Figure:
    """Draw polylines of points (x, y) in any unit with a round pen of random width, longer side 96 pixels."""
    if not lines:
        return np.ones((8, 8), np.float32)
    points = np.concatenate(lines)
    low, span = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-3)
    pen = int(rng.integers(5, 17))
    size = np.ceil((points.max(axis=0) - low) / span * 96).astype(int) + 2 * pen + 2
    sheet = np.zeros((size[1], size[0]), np.uint8)
    for line in lines:
        path = np.round(((line - low) / span * 96 + pen) * 16).astype(np.int32)
        cv2.polylines(sheet, [path.reshape(-1, 1, 2)], False, 255, pen, cv2.LINE_AA, 4)
    return cut(sheet.astype(np.float32) / 255)


def cut(figure: Figure) -> Figure:
    """Cut the box of the ink."""
    rows, columns = np.nonzero(figure > 0.1)
    if not rows.size:
        return np.ones((8, 8), np.float32)
    return figure[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


def bent(figure: Figure, rng: np.random.Generator) -> Figure:
    """Slant, stretch, turn and wave the figure."""
    height, width = figure.shape
    margin = max(height, width) // 4
    sheet = cv2.copyMakeBorder(figure, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=0)
    y, x = np.mgrid[0 : sheet.shape[0], 0 : sheet.shape[1]].astype(np.float32)
    knots = rng.normal(0, 0.025 * max(height, width), (2, 4, 4)).astype(np.float32)
    wave = [cv2.resize(axis, sheet.shape[::-1], interpolation=cv2.INTER_CUBIC) for axis in knots]
    slant = (y - sheet.shape[0] / 2) * rng.uniform(-0.2, 0.2)
    sheet = cv2.remap(sheet, x + wave[0] + slant, y + wave[1], cv2.INTER_LINEAR)
    stretch = rng.uniform(0.8, 1.25)
    sheet = cv2.resize(sheet, None, fx=stretch, fy=1, interpolation=cv2.INTER_LINEAR)
    return cut(turned(cut(sheet), rng.uniform(-12, 12)))


def several(images: list[NDArray[np.uint8]], rng: np.random.Generator) -> Figure:
    """Set digits (28 × 28) side by side, now and then one above the other, near or apart, or just touching."""
    twice = [cv2.resize(image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC) for image in images]
    figures = [cut(image.astype(np.float32) / 255) for image in twice]
    stacked = rng.random() < 0.15
    if stacked:
        figures = [figure.T for figure in figures]
    gap = int(rng.integers(-4, 24))
    height = max(figure.shape[0] for figure in figures) + 16
    sheet = np.zeros((height, sum(figure.shape[1] + abs(gap) for figure in figures) + 8), np.float32)
    left = 4
    for figure in figures:
        top = int(rng.integers(0, height - figure.shape[0] + 1))
        window = sheet[top : top + figure.shape[0], left : left + figure.shape[1]]
        np.maximum(window, figure[:, : window.shape[1]], out=window)
        left = max(0, left + figure.shape[1] + gap)
    sheet = np.clip(sheet, 0, 1)
    return cut(np.ascontiguousarray(sheet.T) if stacked else sheet)


def scribble(rng: np.random.Generator) -> Figure:
    """Draw a scribble or a shape."""
    kind = rng.integers(12)
    if kind <= 2:
        return drawn([_curve(rng, int(rng.integers(7, 30)))], rng)
    if kind <= 6:
        return drawn([_curve(rng, int(rng.integers(2, 6))) for _ in range(rng.integers(3, 9))], rng)
    shape = (_zigzag, _polygon, _face, _blob, _spiral)[kind - 7]
    return shape(rng)


def _curve(rng: np.random.Generator, knots: int) -> NDArray[np.float32]:
    points = rng.uniform(0, 1, (knots, 2))
    if rng.random() < 0.5:
        points = np.cumsum(rng.normal(0, 0.35, (knots, 2)), axis=0)
    if rng.random() < 0.3:
        return points.astype(np.float32)
    at = np.linspace(0, knots - 1, knots * 8)
    smooth = np.stack([np.interp(at, np.arange(knots), points[:, axis]) for axis in (0, 1)])
    kernel = np.hanning(11) / np.hanning(11).sum()
    smooth = [np.convolve(np.pad(line, 5, "edge"), kernel, "valid") for line in smooth]
    return np.stack(smooth, axis=1).astype(np.float32)


def _zigzag(rng: np.random.Generator) -> Figure:
    turns = int(rng.integers(5, 16))
    x = np.linspace(0, 1, turns) + rng.normal(0, 0.02, turns)
    y = np.where(np.arange(turns) % 2, 1, 0) * rng.uniform(0.2, 1) + rng.normal(0, 0.06, turns)
    line = np.stack([x, y], axis=1).astype(np.float32)
    return turned(drawn([line], rng), rng.uniform(-90, 90))


def _polygon(rng: np.random.Generator) -> Figure:
    corners = int(rng.integers(3, 9))
    angle = np.arange(corners) * 2 * np.pi / corners + rng.uniform(0, 6)
    if rng.random() < 0.3:
        angle = np.sort(rng.uniform(0, 2 * np.pi, corners))
    order = np.arange(corners + 1) * (2 if corners >= 5 and rng.random() < 0.6 else 1) % corners
    if corners > 6:
        order = np.arange(corners + 1) * 3 % corners
    radius = rng.uniform(0.7, 1, corners)
    points = (np.stack([np.cos(angle), np.sin(angle)], axis=1) * radius[:, None])[order].astype(np.float32)
    if rng.random() < 0.3:
        sheet = np.zeros((100, 100), np.float32)
        cv2.fillPoly(sheet, [np.round(points * 45 + 50).astype(np.int32)], 1.0)
        return cut(sheet)
    return drawn([points], rng)


def _blob(rng: np.random.Generator) -> Figure:
    """Draw a closed line with dents or loops, like a cloud, a clover or a flower; never as round as a 0."""
    angle = np.linspace(0, 2 * np.pi, 120)
    radius = 1 + sum(
        rng.uniform(0.1, 0.3) * np.cos(petals * angle + rng.uniform(0, 2 * np.pi))
        for petals in (2, 3, rng.integers(4, 8))
    )
    radius = radius + rng.uniform(0.3, 0.6) * np.cos(rng.integers(3, 8) * angle)
    return turned(drawn([(radius * [np.cos(angle), np.sin(angle)]).T.astype(np.float32)], rng), rng.uniform(-90, 90))


def _spiral(rng: np.random.Generator) -> Figure:
    """Draw a spiral, or rings within rings, or a grid."""
    kind = rng.integers(3)
    if kind == 0:
        angle = np.linspace(0, rng.uniform(4, 10) * np.pi, 160) * rng.choice([-1, 1])
        return drawn([(np.abs(angle) * [np.cos(angle), np.sin(angle)]).T.astype(np.float32)], rng)
    if kind == 1:
        angle = np.linspace(0, 2 * np.pi, 50)
        ring = np.stack([np.cos(angle), np.sin(angle)], axis=1)
        return drawn([(ring * radius).astype(np.float32) for radius in np.linspace(0.2, 1, rng.integers(3, 5))], rng)
    across, down = rng.integers(1, 4, 2) + 1
    lines = [np.array([(x, -0.3), (x, down - 0.7)], np.float32) for x in range(across)]
    lines += [np.array([(-0.3, y), (across - 0.7, y)], np.float32) for y in range(down)]
    return turned(drawn([line + rng.normal(0, 0.06, line.shape) for line in lines], rng), rng.uniform(-40, 40))


def _face(rng: np.random.Generator) -> Figure:
    circle = np.linspace(0, 2 * np.pi, 40)
    ring = np.stack([np.cos(circle), np.sin(circle) * rng.uniform(0.8, 1.3)], axis=1)
    parts = [ring * rng.uniform(0.08, 0.2) + (side * rng.uniform(0.25, 0.5), -0.3) for side in (-1, 1)]
    mouth = np.linspace(0.2, np.pi - 0.2, 20)
    parts.append(np.stack([np.cos(mouth) * 0.5, np.sin(mouth) * rng.uniform(-0.3, 0.4) + 0.35], axis=1))
    if rng.random() < 0.8:
        parts.append(ring)
    if rng.random() < 0.4:
        parts += [np.array([(side * 0.8, -0.6), (side * 0.75, -1.3), (side * 0.3, -0.95)]) for side in (-1, 1)]
    return drawn([part.astype(np.float32) for part in parts], rng)


def picture(rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return an RGB picture of no figure at all: coloured clouds, grain, blobs, edges and stripes."""
    side = int(rng.integers(64, 256))
    sheet = np.full((side, side, 3), rng.uniform(0.2, 0.8), np.float32)
    for octave in range(2, 7):
        cells = 2**octave
        cloud = rng.normal(0, rng.uniform(0, 0.6) / octave, (cells, cells, 3)).astype(np.float32)
        if rng.random() < 0.7:
            cloud = np.repeat(cloud.mean(axis=2, keepdims=True), 3, axis=2)
        sheet += cv2.resize(cloud, (side, side), interpolation=cv2.INTER_CUBIC)
    for _ in range(int(rng.integers(0, 12))):
        centre = tuple(int(v) for v in rng.integers(0, side, 2))
        axes = tuple(int(v) for v in rng.integers(2, side // 2, 2))
        colour = tuple(float(v) for v in rng.uniform(0, 1, 3))
        cv2.ellipse(sheet, centre, axes, float(rng.uniform(0, 180)), 0, 360, colour, -1, cv2.LINE_AA)
    return (np.clip(sheet, 0, 1) * 255).astype(np.uint8)
