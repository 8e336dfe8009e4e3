"""PP-OCRv6 on ONNX Runtime: find lines, cut them out, read them, cut them into words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import cv2
import numpy as np

from chalicelib.domain.geometry import part_of, size
from chalicelib.domain.page import Quad, Run, Word
from chalicelib.domain.script import is_latin
from chalicelib.engines import ppocr_weights as weights
from chalicelib.engines.ppocr_detect import Detector, Line
from chalicelib.engines.ppocr_recognise import Glyphs, Recogniser, Transcript
from chalicelib.engines.ppocr_words import cut
from chalicelib.ports import Image

LONGEST_SIDE = 960
"""Pixels of the longest side at which text is looked for."""

SURE = 0.5
"""Mean confidence of a line below which it is taken for no text."""


class PpOcr:
    """Finds and reads the words on an upright image. Implements `ports.OcrEngine`.

    The weights load on the first read, not on construction.
    """

    def __init__(self, size: Literal["small", "tiny"] = "small", threads: int = 2) -> None:
        """Args: which weights; threads of one read (1 costs least CPU, 2 are faster)."""
        self.name = "ppocr" if size == "small" else "ppocr-fast"
        self._weights = weights.SIZES[size]
        self._threads = threads
        self._networks: tuple[Detector, Recogniser] | None = None

    @staticmethod
    def why_not() -> str:
        """Return which weights are missing here, "" where none is."""
        missing = [file for size in weights.SIZES.values() for file in size.missing()]
        return f"weights are missing: {', '.join(missing)}" if missing else ""

    def read(self, image: Image) -> Sequence[Run]:
        """Return a run of words for each line found; quads in pixels of `image`, an (h, w, 3) array, RGB."""
        detector, recogniser = self._load()
        scale = min(1.0, LONGEST_SIDE / max(image.shape[:2]))
        lines = detector.detect(image, scale)
        strips = [cut_out(image, line.quad) for line in lines]
        transcripts = [recogniser.read(strip) for strip in strips]
        readings = _of_one_script(transcripts)
        runs = (_run(line, strip, glyphs) for line, strip, glyphs in zip(lines, strips, readings, strict=True))
        return [run for run in runs if run]

    def _load(self) -> tuple[Detector, Recogniser]:
        if self._networks is None:
            session = weights.session(self._weights.recogniser, self._threads)
            recogniser = Recogniser(session, weights.characters(self._weights, session))
            detector = Detector(weights.session(self._weights.detector, self._threads))
            self._networks = detector, recogniser
        return self._networks


def cut_out(image: Image, quad: Quad) -> Image:
    """Return what lies in a quad as an upright strip (h, w, 3), at the image's own resolution."""
    wide, high = (max(1, round(side)) for side in size(quad))
    source = np.array(quad[:3], np.float32)
    target = np.array([(0, 0), (wide, 0), (wide, high)], np.float32)
    turn = cv2.getAffineTransform(source, target)
    strip = cv2.warpAffine(image, turn, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)


def _of_one_script(transcripts: list[Transcript]) -> list[Glyphs]:
    """Choose the script for the page as a whole."""
    texts = ["".join(glyph.text for glyph in transcript.any_script) for transcript in transcripts]
    if is_latin(texts):
        return [transcript.latin for transcript in transcripts]
    return [transcript.any_script for transcript in transcripts]


def _run(line: Line, strip: Image, glyphs: Glyphs) -> Run:
    if not glyphs or sum(glyph.confidence for glyph in glyphs) < SURE * len(glyphs):
        return ()
    pieces = cut(strip, glyphs)
    return tuple(
        Word(piece.text, piece.confidence, part_of(line.quad, piece.left, piece.top, piece.right, piece.bottom))
        for piece in pieces
    )
