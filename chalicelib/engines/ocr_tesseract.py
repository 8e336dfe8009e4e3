"""Tesseract 5, where its program is installed: the image goes in through stdin, words come out as TSV."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from itertools import groupby

from chalicelib.domain.geometry import from_bounds
from chalicelib.domain.page import Run, Word
from chalicelib.errors import EngineUnavailable
from chalicelib.ports import Image

PROGRAM = "tesseract"
WORD_LEVEL = "5"
"""The first column of a TSV row that holds a word."""
LARGEST_SIDE = 32_767
"""Pixels; Tesseract takes no more."""


class Tesseract:
    """Finds and reads the words on an upright image. Implements `ports.OcrEngine`."""

    name = "tesseract"

    def __init__(self, languages: str = "eng", timeout: float = 120.0) -> None:
        """Args: Tesseract's names of languages, joined by "+"; seconds that one image may take."""
        self._arguments = ("stdin", "stdout", "-l", languages, "--psm", "3", "tsv")
        self._timeout = timeout

    @staticmethod
    def why_not() -> str:
        """Return that the program is missing where it is, else ""."""
        return "" if shutil.which(PROGRAM) else f"the program {PROGRAM!r} is not installed (Debian: tesseract-ocr)"

    def read(self, image: Image) -> Sequence[Run]:
        """Return a run for each line; quads upright, in pixels of `image`, an (h, w, 3) array, RGB.

        Raise EngineUnavailable where Tesseract is missing, fails or takes too long.
        """
        if max(image.shape[:2]) > LARGEST_SIDE:
            raise EngineUnavailable(f"Tesseract takes no image with a side over {LARGEST_SIDE} pixels.")
        return list(runs_in(self._run(_as_pnm(image))))

    def _run(self, pnm: bytes) -> str:
        program = shutil.which(PROGRAM)
        if program is None:
            raise EngineUnavailable(f"Tesseract cannot work here: {self.why_not()}.")
        try:
            done = subprocess.run(  # noqa: S603  # fixed arguments; nothing of the user's is among them
                [program, *self._arguments], input=pnm, capture_output=True, timeout=self._timeout, check=True
            )
        except subprocess.TimeoutExpired:
            raise EngineUnavailable(f"Tesseract did not finish within {self._timeout:g} seconds.") from None
        except subprocess.CalledProcessError as error:
            said = error.stderr.decode("utf-8", "replace").strip().splitlines()
            raise EngineUnavailable(f"Tesseract failed: {said[-1] if said else error.returncode}") from None
        return done.stdout.decode("utf-8", "replace")


def runs_in(tsv: str) -> Iterator[Run]:
    """Yield the lines in Tesseract's TSV, in its own order."""
    rows = [row.split("\t", 11) for row in tsv.splitlines()]
    words = (row for row in rows if len(row) == 12 and row[0] == WORD_LEVEL and row[11].strip())
    for _, line in groupby(words, key=lambda row: row[1:5]):
        yield tuple(_word(row) for row in line)


def _word(row: Sequence[str]) -> Word:
    left, top, width, height = (float(value) for value in row[6:10])
    confidence = min(max(float(row[10]) / 100, 0.0), 1.0)
    return Word("".join(row[11].split()), confidence, from_bounds(left, top, left + width, top + height))


def _as_pnm(image: Image) -> bytes:
    """Return the pixels as Netpbm's P6: a header and the bytes, so that nothing need be compressed."""
    height, width = image.shape[:2]
    return b"P6 %d %d 255\n" % (width, height) + image.tobytes()
