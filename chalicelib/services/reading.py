"""Reading a file: decode → turn upright → OCR → reading order → text."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from chalicelib.domain.language import language_of
from chalicelib.domain.page import Page, Reading
from chalicelib.domain.reading_order import Layout, arrange
from chalicelib.domain.text import text_of
from chalicelib.errors import EmptyFile
from chalicelib.ports import Clock, Decoder, Image, OcrEngine, Straightener

_TURN = threading.RLock()
"""Whose page is read: one page takes all cores, and memory. What comes before and after it needs neither."""


@dataclass(frozen=True, slots=True)
class ReadPage:
    """One page just read.

    Attributes:
        page: its words, in pixels of `image`.
        image: the upright pixels.
        number: counted from 1.
        total: pages of the file in all.
    """

    page: Page
    image: Image
    number: int
    total: int


class Reader:
    """Reads files with any OCR engine."""

    def __init__(
        self,
        decoder: Decoder,
        straightener: Callable[[], Straightener],
        engine: Callable[[str], OcrEngine],
        clock: Clock,
    ) -> None:
        """Args: the ports; `straightener` and `engine` load what they return on first use."""
        self._decoder = decoder
        self._straightener = straightener
        self._engine = engine
        self._clock = clock

    def pages(self, data: bytes, *, engine: str, layout: Layout = "auto") -> Iterator[ReadPage]:
        """Yield the pages of a file as they are read.

        Raise InvalidInput's subclasses for bytes that cannot be read, UnknownEngine, EngineUnavailable.
        """
        if not data:
            raise EmptyFile
        ocr = self._engine(engine)
        for number, scan in enumerate(self._decoder.decode(data), start=1):
            if scan.text_layer is not None:
                rotation, image, runs = 0, scan.image, scan.text_layer
            else:
                with _TURN:
                    rotation = self._straightener().rotation(scan.image)
                    image = np.ascontiguousarray(np.rot90(scan.image, -rotation // 90))
                    runs = ocr.read(image)
            height, width = image.shape[:2]
            page = Page(width, height, rotation, arrange(runs, layout))
            yield ReadPage(page, image, number, scan.pages)

    def read(
        self,
        data: bytes,
        *,
        engine: str,
        language: str = "",
        layout: Layout = "auto",
        on_page: Callable[[ReadPage], None] = lambda page: None,
    ) -> Reading:
        """Read a whole file; `on_page` hears of each page. Raise as `pages` does."""
        start = self._clock.now()
        pages: list[Page] = []
        for read in self.pages(data, engine=engine, layout=layout):
            on_page(read)
            pages.append(read.page)
        text = text_of(pages)
        return Reading(engine, language or language_of(text), self._clock.now() - start, text, tuple(pages))
