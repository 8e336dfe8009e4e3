"""Finds lines of text: a differentiable-binarization network, and boxes around what it marks.

Source: Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.page import Quad
from chalicelib.engines.ppocr_network import Network
from chalicelib.ports import Image

STRIDE = 32
"""The network wants sides that are multiples of this."""


@dataclass(frozen=True, slots=True)
class Detection:
    """How boxes are made from the network's map.

    Attributes:
        mark: probability from which a pixel counts as text.
        keep: mean probability within a box from which the box is kept.
        grow: how far a box grows, times its area over its perimeter (the network marks text shrunk by this).
        smallest: shortest side of a box before it grows, pixels of the map.

    Words covered on street photos: .79 with the published .3 and .5, .83 with .2 and .4, no more with less.
    """

    mark: float = 0.2
    keep: float = 0.4
    grow: float = 1.6
    smallest: float = 3.0


@dataclass(frozen=True, slots=True)
class Levels:
    """What a network takes for grey, and for one unit of contrast: shares of full brightness, blue, green, red."""

    mean: tuple[float, float, float] = (0.5, 0.5, 0.5)
    deviation: tuple[float, float, float] = (0.5, 0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text found.

    Attributes:
        quad: in pixels of the image given, the long side first unless the line is vertical.
        score: mean probability of text, 0 to 1.
    """

    quad: Quad
    score: float


class Detector:
    """Finds lines of text in an image."""

    def __init__(self, network: Network, settings: Detection | None = None, levels: Levels | None = None) -> None:
        """Args: the network; how boxes are made; what brightness it was trained on."""
        self._network = network
        self._settings = settings or Detection()
        self._levels = levels or Levels()

    def detect(self, image: Image, scale: float) -> list[Line]:
        """Return the lines found when the image (h, w, 3) is looked at `scale` times its size."""
        height, width = image.shape[:2]
        wide, high = (max(STRIDE, round(side * scale / STRIDE) * STRIDE) for side in (width, height))
        method = cv2.INTER_AREA if wide < width else cv2.INTER_LINEAR
        small = np.asarray(cv2.resize(image, (wide, high), interpolation=method), np.uint8)
        marks = self._marks(small)
        return boxes(marks, (width / wide, height / high), self._settings)

    def _marks(self, image: Image) -> NDArray[np.float32]:
        """Return the probability of text of every pixel, (h, w)."""
        # The network was trained on BGR.
        pixels = np.ascontiguousarray(image[:, :, ::-1].transpose(2, 0, 1), dtype=np.float32)
        mean, deviation = (np.array(each, np.float32).reshape(3, 1, 1) for each in astuple(self._levels))
        pixels *= 1 / (255 * deviation)
        pixels -= mean / deviation
        return np.asarray(self._network(pixels)[0])


def boxes(marks: NDArray[np.float32], stretch: tuple[float, float], settings: Detection) -> list[Line]:
    """Return a box around each connected patch of text.

    Args:
        marks: probability of text, (h, w).
        stretch: pixels of the image per pixel of the map, across and down.
        settings: thresholds.
    """
    mask = (marks > settings.mark).astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        centre, (wide, high), angle = cv2.minAreaRect(outline)
        if min(wide, high) < settings.smallest:
            continue
        score = _mean_within(marks, np.asarray(cv2.boxPoints((centre, (wide, high), angle)), np.float32))
        if score < settings.keep:
            continue
        margin = wide * high * settings.grow / (wide + high)
        corners = np.asarray(cv2.boxPoints((centre, (wide + margin, high + margin), angle)), np.float32)
        found.append(Line(upright(corners * np.asarray(stretch, np.float32)), score))
    return found


def _mean_within(marks: NDArray[np.float32], corners: NDArray[np.float32]) -> float:
    height, width = marks.shape
    left, top = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, (width - 1, height - 1))
    right, bottom = np.clip(np.ceil(corners.max(axis=0)).astype(int), 0, (width - 1, height - 1))
    mask = np.zeros((bottom - top + 1, right - left + 1), np.uint8)
    cv2.fillPoly(mask, [(corners - (left, top)).astype(np.int32)], 1)
    return float(cv2.mean(marks[top : bottom + 1, left : right + 1], mask)[0])


def upright(corners: NDArray[np.float32]) -> Quad:
    """Return four corners of a rectangle as a quad: clockwise, from the corner that is top left on the page."""
    by_x = corners[np.argsort(corners[:, 0], kind="stable")]
    (ax, ay), (dx, dy) = sorted(by_x[:2].tolist(), key=lambda point: point[1])
    (bx, by), (cx, cy) = sorted(by_x[2:].tolist(), key=lambda point: point[1])
    return (ax, ay), (bx, by), (cx, cy), (dx, dy)
