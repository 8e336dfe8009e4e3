"""Decoding pictures and PDFs in a child process with limits (see child.py).

For each page the child answers {"height", "width", "pages", "text_layer", "last"} and its pixels.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import numpy as np

from chalicelib.domain.page import Word
from chalicelib.engines.child import LOST, Answers, Children, serve
from chalicelib.errors import UnreadableImage, error_from_json
from chalicelib.ports import Json, Scan

TOO_MUCH = "This file takes too much memory or time to open. It may be damaged; try to save it again."


@cache
def isolated_decoder(max_pixels: int, max_pages: int, max_bytes: int, seconds: int) -> IsolatedDecoder:
    """Return the one decoder with these limits; all who ask share its children."""
    return IsolatedDecoder(max_pixels, max_pages, max_bytes=max_bytes, seconds=seconds)


class IsolatedDecoder:
    """A Decoder whose work is done by FileDecoder in a child process with limits."""

    def __init__(self, max_pixels: int, max_pages: int, *, max_bytes: int, seconds: int) -> None:
        """Args: what a page and a file may have; memory of the child, bytes; time for one page, s."""
        self._limits = {"max_pixels": max_pixels, "max_pages": max_pages}
        self._seconds = seconds
        self.children = Children("chalicelib.engines.isolation", max_bytes)

    def decode(self, data: bytes) -> Iterator[Scan]:
        """Yield the pages, one at a time. Raise InvalidInput's subclasses, UnreadableImage where a limit is hit."""
        child = self.children.take()
        healthy = False
        try:
            child.ask(data, self._limits)
            while True:
                answer = child.line(self._seconds)
                if "error" in answer:
                    healthy = True
                    raise error_from_json(answer["error"])
                height, width, last = int(answer["height"]), int(answer["width"]), bool(answer["last"])
                if not 0 < height * width <= self._limits["max_pixels"]:
                    raise ValueError("a page of impossible size")
                image = np.empty((height, width, 3), np.uint8)
                child.fill(image.reshape(-1).data, self._seconds)
                healthy = last
                yield Scan(image, answer["pages"], _runs(answer["text_layer"]))
                if last:
                    return
        except LOST as error:
            raise UnreadableImage(TOO_MUCH) from error
        finally:
            self.children.give_back(child, healthy=healthy)


def _runs(layer: list[list[dict[str, Any]]] | None) -> list[tuple[Word, ...]] | None:
    if layer is None:
        return None
    return [tuple(Word(w["text"], w["confidence"], tuple(map(tuple, w["quad"]))) for w in run) for run in layer]  # type: ignore[arg-type]


# ── In the child ──────────────────────────────────────────────────────────────────────────────────


def _pages(request: Json, data: bytes) -> Answers:
    from chalicelib.engines.decoder import FileDecoder

    last = False
    for number, scan in enumerate(FileDecoder(request["max_pixels"], request["max_pages"]).decode(data), 1):
        last = number >= scan.pages
        yield _message(scan, last=last), np.ascontiguousarray(scan.image).reshape(-1).data
    if not last:
        raise UnreadableImage


def _message(scan: Scan, *, last: bool) -> Json:
    height, width = scan.image.shape[:2]
    layer = None
    if scan.text_layer is not None:
        layer = [[{"text": w.text, "confidence": w.confidence, "quad": w.quad} for w in run] for run in scan.text_layer]
    return {"height": height, "width": width, "pages": scan.pages, "text_layer": layer, "last": last}


if __name__ == "__main__":
    serve(_pages)
