"""t10k as people photograph digits: pen on plain, lined or squared paper, half of it under a shadow."""

from __future__ import annotations

from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.digits.canvases import enlarged, turned

HEIGHT, WIDTH = 480, 640
PENS = ((0.1, 0.1, 0.12), (0.1, 0.15, 0.5), (0.3, 0.3, 0.32), (0.6, 0.1, 0.1))
"""Black, blue, pencil, red."""


class Look(NamedTuple):
    """How a sheet looks.

    Attributes:
        ruling: "plain", "lined" or "squared".
        pen: what the stroke gains, as a share of the figure: a marker more than 0, a ballpoint less.
        shadow: whether a shadow falls across the sheet.
    """

    ruling: str
    pen: float
    shadow: bool


LOOKS = {
    "lined": Look("lined", 0, False),
    "squared": Look("squared", 0, False),
    "plain, shadow": Look("plain", 0, True),
    "lined, shadow": Look("lined", 0, True),
    "squared, shadow": Look("squared", 0, True),
    "squared, marker, shadow": Look("squared", 0.09, True),
    "squared, ballpoint, shadow": Look("squared", -0.06, True),
}


def photograph(digit: NDArray[np.uint8], look: Look, rng: np.random.Generator) -> NDArray[np.uint8]:
    """Return an RGB photograph, shape (HEIGHT, WIDTH, 3), of one MNIST digit, shape (28, 28)."""
    ink = _placed(digit, look.pen, rng)[..., None] * 0.9
    sheet = _paper(look.ruling, rng)
    sheet = sheet + ink * (np.array(PENS[rng.integers(len(PENS))]) - sheet)
    if look.shadow:
        sheet = sheet * _light(rng)[..., None]
    sheet = cv2.GaussianBlur(sheet.astype(np.float32), (0, 0), WIDTH / rng.uniform(300, 900))
    noise = rng.normal(0, rng.uniform(0.01, 0.03), (HEIGHT // 2, WIDTH // 2, 3))
    sheet = sheet + cv2.resize(noise, (WIDTH, HEIGHT))
    pixels = (np.clip(sheet, 0, 1) * 255).astype(np.uint8)
    _, coded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, 75])
    return cv2.imdecode(coded, cv2.IMREAD_COLOR)


def _placed(digit: NDArray[np.uint8], pen: float, rng: np.random.Generator) -> NDArray[np.float32]:
    """Return the sheet's ink: the digit 20 to 80 % of the height, anywhere, turned a bit; its stroke never broken."""
    longest = HEIGHT * rng.uniform(0.2, 0.8)
    ink = enlarged(digit, longest)
    width = max(1, round(abs(pen) * longest))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (width, width))
    if pen > 0:
        ink = cv2.dilate(cv2.copyMakeBorder(ink, *[width] * 4, cv2.BORDER_CONSTANT, value=0), disc)
    elif pen < 0:
        thin = cv2.erode(ink, disc)
        pieces = [cv2.connectedComponents((plane > 0.5).astype(np.uint8))[0] for plane in (ink, thin)]
        ink = thin if pieces[0] == pieces[1] and thin.sum() > 0.25 * ink.sum() else ink
    ink = turned(ink, rng.uniform(-12, 12), HEIGHT)
    sheet = np.zeros((HEIGHT, WIDTH), np.float32)
    top, left = (int(rng.integers(0, whole - part + 1)) for whole, part in zip(sheet.shape, ink.shape, strict=True))
    sheet[top : top + ink.shape[0], left : left + ink.shape[1]] = ink
    return sheet


def _paper(ruling: str, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the paper, its lines a little aslant."""
    lines = np.zeros((HEIGHT, WIDTH), np.float32)
    step, thick = int(WIDTH * rng.uniform(0.03, 0.12)), max(1, round(WIDTH / rng.uniform(250, 600)))
    slope = np.tan(np.deg2rad(rng.uniform(-5, 5)))
    if ruling != "plain":
        for at in range(-HEIGHT // 4, HEIGHT * 5 // 4, step):
            cv2.line(lines, (0, at), (WIDTH, int(at + slope * WIDTH)), 1.0, thick, cv2.LINE_AA)
    if ruling == "squared":
        for at in range(-WIDTH // 4, WIDTH * 5 // 4, step):
            cv2.line(lines, (at, 0), (int(at - slope * HEIGHT), HEIGHT), 1.0, thick, cv2.LINE_AA)
    paper = np.array([0.93, 0.92, 0.88]) * rng.uniform(0.8, 1.05)
    colour = np.array([0.6, 0.72, 0.86]) + rng.uniform(-0.12, 0.05)
    return paper + lines[..., None] * (colour - paper)


def _light(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the light: a shadow that takes a quarter to a half of it, sharp or soft, and a slope across."""
    y, x = np.mgrid[-1 : 1 : HEIGHT * 1j, -1 : 1 : WIDTH * 1j]
    angle = rng.uniform(0, 2 * np.pi)
    edge = np.cos(angle) * x + np.sin(angle) * y - rng.uniform(-0.7, 0.7)
    shadow = 1 - rng.uniform(0.25, 0.5) / (1 + np.exp(-edge * rng.uniform(4, 30)))
    return shadow * (1 + 0.15 * (np.cos(angle + 1) * x + np.sin(angle + 1) * y))
