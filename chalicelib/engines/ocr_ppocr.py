"""PP-OCRv6 on ONNX Runtime: find lines, cut them out, read them, cut them into words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal

import cv2
import numpy as np

from chalicelib.domain.geometry import part_of, size, starting_at
from chalicelib.domain.language import language_of
from chalicelib.domain.page import Quad, Run, Word
from chalicelib.domain.script import has_accents, is_latin, plain, with_digits
from chalicelib.domain.spelling import Lexicon, likeliest
from chalicelib.engines import ppocr_weights as weights
from chalicelib.engines.contrast import stretched
from chalicelib.engines.ppocr_detect import Detector, Line
from chalicelib.engines.ppocr_network import Network, network
from chalicelib.engines.ppocr_recognise import Glyphs, Recogniser, Seen, Transcript, belief, spaced
from chalicelib.engines.ppocr_scene import (
    A_FEW,
    SURE_ON_SIGN,
    SURE_OVERLOOKED,
    cut_sign,
    looks_like_scene,
    overlooked,
    second_detector,
)
from chalicelib.engines.ppocr_words import Piece, cut, surrounded
from chalicelib.engines.word_lists import files, lexicon
from chalicelib.ports import Image

LONGEST_SIDE = 1280
"""Pixels of the longest side at which text is looked for. Words covered on street photos: .83 at 960, .85 at 1280, .83
at 1920 for three times the cost of 1280."""

TALL = 1.5
"""Heights over width from which a line may run up or down the page."""

SURE = 0.6
"""Confidence of a word below which it is taken for no text. On street photos precision rises from .59 to .62 with it
and no word read right is lost; .7 would give .63 there and lose one in a hundred words on forms."""


DOUBT = 0.005
"""Doubt of a character from which the word that it stands in is weighed with the words of a lexicon."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A line cut out of the page and read.

    Attributes:
        quad: where on the page.
        pixels: (h, w, 3), the text running left to right.
        transcript: what was read.
    """

    quad: Quad
    pixels: Image
    transcript: Transcript


@dataclass(frozen=True, slots=True)
class Manner:
    """How a line is taken.

    Attributes:
        cut: cuts a strip into words.
        sure: confidence of a word below which it is taken for no text.
        squeezed: whether a strip is read as narrow as its print allows.
    """

    cut: Callable[[Image, Glyphs], Sequence[Piece]]
    sure: float
    squeezed: bool = False


PRINT = Manner(cut, SURE, squeezed=True)
SIGN, OVERLOOKED = Manner(cut_sign, SURE_ON_SIGN), Manner(cut_sign, SURE_OVERLOOKED)


class PpOcr:
    """Finds and reads the words on an upright image. Implements `ports.OcrEngine`.

    The weights load on the first read, not on construction.
    """

    def __init__(self, size: Literal["small", "tiny"] = "small", threads: int = 2) -> None:
        """Args: which weights; threads that look for lines, and lines that are read at once, by a thread each."""
        self.name = "ppocr" if size == "small" else "ppocr-fast"
        self._weights = weights.SIZES[size]
        self._threads = threads
        self._networks: tuple[Detector, Recogniser] | None = None

    @staticmethod
    def why_not() -> str:
        """Return which weights are missing here, "" where none is."""
        missing = [file for size in weights.SIZES.values() for file in size.missing()]
        missing += [f"{file.package}/{file.path}" for file in files() if file.locate() is None]
        return f"weights are missing: {', '.join(missing)}" if missing else ""

    def read(self, image: Image) -> Sequence[Run]:
        """Return a run of words for each line found; quads in pixels of `image`, an (h, w, 3) array, RGB."""
        detector, recogniser = self.networks()
        image = stretched(image)
        scale = min(1.0, LONGEST_SIDE / max(image.shape[:2]))
        lines = detector.detect(image, scale)
        manners = [PRINT] * len(lines)
        if looks_like_scene(image, lines):
            more = self._overlooked(image, scale, lines)
            lines, manners = [*lines, *more], [SIGN] * len(lines) + [OVERLOOKED] * len(more)
        # Two lines at once, with a thread each, take .8 of the time and of the CPU that two threads for each line take.
        with ThreadPoolExecutor(self._threads) as readers:
            strips = list(readers.map(lambda line, how: read_line(image, line.quad, recogniser, how), lines, manners))
        readings = in_one_language([strip.transcript for strip in strips])
        expected = cache(lambda: lexicon(language_of(" ".join(spaced(line) for line in readings))))
        runs = (run_of(*line, expected) for line in zip(strips, readings, manners, strict=True))
        return [run for run in runs if run]

    def networks(self) -> tuple[Detector, Recogniser]:
        """Return the detector and the recogniser, loaded on the first call."""
        if self._networks is None:
            reader = network(self._weights.recogniser, threads=1)
            detector = Detector(network(self._weights.detector, self._threads))
            self._networks = detector, Recogniser(reader, characters(self._weights, reader))
        return self._networks

    def _overlooked(self, image: Image, scale: float, lines: Sequence[Line]) -> list[Line]:
        """Return the lines that a second detector finds elsewhere, where it is worth its time."""
        file = self._weights.second_detector
        if file is None or len(lines) not in A_FEW:
            return []
        second = second_detector(network(file, self._threads))
        return overlooked(second.detect(image, scale), lines)


def characters(files: weights.Weights, reader: Network) -> tuple[str, ...]:
    """Return the text of each class of a recogniser: "" for the blank, then the dictionary, then a space."""
    listed = reader.metadata["character"] if files.characters is None else files.characters.found().read_text("utf-8")
    return ("", *listed.removesuffix("\n").split("\n"), " ")


def cut_out(image: Image, quad: Quad) -> Image:
    """Return what lies in a quad as an upright strip (h, w, 3), at the image's own resolution."""
    wide, high = (max(1, round(side)) for side in size(quad))
    source = np.array(quad[:3], np.float32)
    target = np.array([(0, 0), (wide, 0), (wide, high)], np.float32)
    turn = cv2.getAffineTransform(source, target)
    strip = cv2.warpAffine(image, turn, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(strip, np.uint8)


def read_line(image: Image, quad: Quad, recogniser: Recogniser, manner: Manner) -> Strip:
    """Read what lies in a quad; one that stands upright may run up, down, or be a single character."""
    wide, high = size(quad)
    ways = [quad] if high < TALL * wide else [starting_at(quad, corner) for corner in (0, 3, 1)]
    strips = [
        Strip(way, pixels, recogniser.read(pixels, squeezed=manner.squeezed))
        for way in map(surrounded, ways)
        for pixels in [cut_out(image, way)]
    ]
    return max(strips, key=lambda strip: belief(strip.transcript.latin))


def in_one_language(transcripts: Sequence[Transcript]) -> list[Glyphs]:
    """Settle for the page as a whole in which script it is, and whether its letters bear accents."""
    texts = ("".join(glyph.text for glyph in transcript.any_script) for transcript in transcripts)
    if not is_latin(texts):
        return [transcript.any_script for transcript in transcripts]
    lines = [transcript.latin for transcript in transcripts]
    if has_accents((glyph.text, glyph.confidence) for line in lines for glyph in line):
        return lines
    return [tuple(replace(glyph, text=plain(glyph.text)) for glyph in line) for line in lines]


def run_of(strip: Strip, glyphs: Glyphs, manner: Manner, expected: Callable[[], Lexicon]) -> Run:
    """Return the words of a strip, but for those too unsure to be text; the less unsure weighed with known words."""
    return tuple(
        Word(
            with_digits(spelled(piece, strip.transcript.seen, expected)),
            piece.confidence,
            part_of(strip.quad, piece.left, piece.top, piece.right, piece.bottom),
        )
        for piece in manner.cut(strip.pixels, glyphs)
        if piece.confidence >= manner.sure
    )


def spelled(piece: Piece, seen: Seen, expected: Callable[[], Lexicon]) -> str:
    """Return the text of a piece: as read where all of it is beyond doubt, else the likeliest spelling."""
    if piece.doubt < DOUBT:
        return piece.text
    return likeliest(piece.text, expected(), seen.between(piece.start, piece.end).fits)
