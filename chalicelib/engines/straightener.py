"""Which way is up, decided for the page as a whole.

A small network looks at the page. Where it is unsure, or takes a picture that is not mostly paper for turned, the text
decides: the largest lines are read both ways, and what reads better wins.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.geometry import size, starting_at
from chalicelib.domain.scene import is_paper
from chalicelib.engines import ppocr_weights as weights
from chalicelib.engines.ocr_ppocr import PpOcr, cut_out
from chalicelib.engines.ppocr_network import network
from chalicelib.engines.ppocr_recognise import Recogniser
from chalicelib.engines.ppocr_scene import shades
from chalicelib.ports import Image

SHORT_SIDE, MIDDLE = 256, 224
"""The page is made this small, and its middle cut out. Squeezing the whole page instead got 4 of 120 receipts wrong."""

LONGEST = 4096
"""Pixels; a page longer than this after shrinking is squeezed."""

MEAN = np.array((0.485, 0.456, 0.406), np.float32)
DEVIATION = np.array((0.229, 0.224, 0.225), np.float32)

SURE = 0.85
"""Probability from which the network is believed: that a picture stands upright, and of paper also which way it is
turned. On 125 documents turned four ways it errs once, at .49; 96 % of them are paper that it is so sure of (it is
hardly ever surer than .93). On 145 street photos turned four ways it errs on every fifth, at up to .94, so the text
decides which way they are turned. That they stand upright it says so surely of two that lie upside down and that the
text would set right, and of one upright one that the text would turn."""

LOOK = 960
"""Pixels of the longest side at which lines are looked for. Of 340 turned street photos 67 come out wrong with it, 68
with 1280, which cost twice as much."""

LINES = 6
"""How many lines are read."""

UPRIGHT = 0.8
"""What being upright already counts for beside the network's probability, other turns counting 0.5: most photos are."""

ENOUGH = 2.0
"""Characters read well from which text decides; below, what the network thinks stands."""

CORNERS = {0: 0, 90: 3, 180: 2, 270: 1}
"""The corner of a line on the page as it lies at which its text begins, by how far the page must be turned."""


class PageStraightener:
    """Finds by how much a page must be turned. Implements `ports.Straightener`."""

    def __init__(self, threads: int = 2) -> None:
        """Args: threads of one look."""
        self._threads = threads
        self._reader = PpOcr("tiny", threads)

    @staticmethod
    def why_not() -> str:
        """Return which weights are missing here, "" where none is."""
        return "" if weights.ORIENTATION.locate() else f"weights are missing: {weights.ORIENTATION.path}"

    def rotation(self, image: Image) -> int:
        """Return 0, 90, 180 or 270: degrees to turn the page (h, w, 3) clockwise so that it stands upright."""
        guesses = self._by_looks(image)
        guess = max(guesses, key=lambda turn: guesses[turn])
        if guesses[guess] >= SURE and (guess == 0 or is_paper(shades(image))):
            return guess
        readings = self._by_text(image)
        if not any(readings.values()):
            return 0
        if max(readings.values()) < ENOUGH:
            return guess
        return max(readings, key=lambda turn: readings[turn] * (guesses[turn] + (UPRIGHT if turn == 0 else 0.5)))

    def _by_looks(self, image: Image) -> dict[int, float]:
        """Return the probability of each turn."""
        scores = network(weights.ORIENTATION, self._threads)(_middle(image))
        if scores.min() < 0 or abs(scores.sum() - 1) > 0.01:
            scores = np.exp(scores - scores.max())
            scores /= scores.sum()
        # The network names how far the page lies turned clockwise; it must be turned by the rest.
        return {(360 - 90 * number) % 360: float(score) for number, score in enumerate(scores)}

    def _by_text(self, image: Image) -> dict[int, float]:
        """Return for each turn how much is read well: the characters' confidences, squared and summed."""
        detector, recogniser = self._reader.networks()
        lines = [line.quad for line in detector.detect(image, min(1.0, LOOK / max(image.shape[:2])))]
        lines.sort(key=lambda quad: max(size(quad)) * min(size(quad)), reverse=True)
        totals = dict.fromkeys(CORNERS, 0.0)
        for quad in lines[:LINES]:
            wide, high = size(quad)
            for turn in (0, 180) if wide >= high else (90, 270):
                totals[turn] += _legibility(cut_out(image, starting_at(quad, CORNERS[turn])), recogniser)
        return totals


def _legibility(strip: Image, recogniser: Recogniser) -> float:
    return sum(glyph.confidence**2 for glyph in recogniser.read(strip).latin)


def _middle(image: Image) -> NDArray[np.float32]:
    """Return the middle of the page as the network was trained on it, (3, 224, 224)."""
    height, width = image.shape[:2]
    scale = SHORT_SIDE / min(height, width)
    wide, high = (max(MIDDLE, min(round(side * scale), LONGEST)) for side in (width, height))
    method = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    small = cv2.resize(image, (wide, high), interpolation=method)
    top, left = (high - MIDDLE) // 2, (wide - MIDDLE) // 2
    pixels = small[top : top + MIDDLE, left : left + MIDDLE].astype(np.float32)
    return np.ascontiguousarray(((pixels / 255 - MEAN) / DEVIATION).transpose(2, 0, 1), np.float32)
