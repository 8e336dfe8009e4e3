"""A PDF page's own text as runs of words, where that is as good as reading the page or better."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from math import cos, sin

import cv2
import numpy as np
import pypdfium2
from numpy.typing import NDArray
from pypdfium2 import raw

from chalicelib.domain.page import Run
from chalicelib.domain.text_layer import Glyph, explains_page, runs_of, trustworthy
from chalicelib.ports import Image

_MOST_GLYPHS = 60_000
"""Per page. A page of a newspaper has 20,000; beyond, looking at each costs more than reading the picture."""

_MOST_OBJECTS = 20_000
_STANDS_OUT = 30
"""Levels of grey, of 255."""

ToPixels = Callable[[float, float], tuple[float, float]]


def text_layer(page: pypdfium2.PdfPage, image: Image) -> Sequence[Run] | None:
    """Return the page's own text, quads in the pixels of `image`; None where reading the image is the better way.

    It is better where the page has no text, or text that is the invisible work of another OCR engine, lies under a
    scan, stands at an angle, does not decode to real characters, or leaves out much of what is to be seen.
    """
    textpage = page.get_textpage()
    try:
        if not 0 < textpage.count_chars() <= _MOST_GLYPHS or _scan_on_top(page):
            return None
        glyphs = list(_glyphs(textpage, image, _to_pixels(page, image)))
    finally:
        textpage.close()
    if not trustworthy(glyphs):
        return None
    runs = tuple(runs_of(glyphs))
    return runs if explains_page(runs, *_ink(image)) else None


def _scan_on_top(page: pypdfium2.PdfPage) -> bool:
    """True where an image of most of the page is drawn over text, as some scanners hide their own reading."""
    width, height = page.get_size()
    text_seen = False
    for thing in islice(page.get_objects(max_depth=1), _MOST_OBJECTS):
        text_seen |= thing.type == raw.FPDF_PAGEOBJ_TEXT
        if text_seen and thing.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = thing.get_bounds()
            if (right - left) * (top - bottom) > 0.5 * width * height:
                return True
    return False


def _to_pixels(page: pypdfium2.PdfPage, image: Image) -> ToPixels:
    """Return the map from page to pixel coordinates. PDFium knows of rotation and crop box, and answers in integers."""
    height, width = image.shape[:2]
    fine = 64

    def device(x: float, y: float) -> tuple[float, float]:
        left, top = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width * fine, height * fine, 0, x, y, left, top)
        return left.value / fine, top.value / fine

    far = 1000.0
    (x0, y0), (xr, yr), (xu, yu) = device(0, 0), device(far, 0), device(0, far)

    def to_pixels(x: float, y: float) -> tuple[float, float]:
        return (
            x0 + (x * (xr - x0) + y * (xu - x0)) / far,
            y0 + (x * (yr - y0) + y * (yu - y0)) / far,
        )

    return to_pixels


def _glyphs(textpage: pypdfium2.PdfTextPage, image: Image, to_pixels: ToPixels) -> Iterator[Glyph]:
    height, width = image.shape[:2]
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose = raw.FS_RECTF()
    origin = to_pixels(0, 0)
    for index in range(textpage.count_chars()):
        text = _character(raw.FPDFText_GetUnicode(textpage, index))
        raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        (xa, ya), (xb, yb) = to_pixels(left.value, bottom.value), to_pixels(right.value, top.value)
        raw.FPDFText_GetLooseCharBox(textpage, index, loose)
        ends = to_pixels(loose.left, loose.bottom)[1], to_pixels(loose.right, loose.top)[1]
        angle = raw.FPDFText_GetCharAngle(textpage, index)
        ahead = to_pixels(cos(angle), sin(angle))
        if not (0 <= xa + xb < 2 * width and 0 <= ya + yb < 2 * height):
            continue  # printers' marks and the like, beside the page
        owner = raw.FPDFText_GetTextObject(textpage, index)
        yield Glyph(
            text,
            (min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)),
            (min(ends), max(ends)),
            visible=not owner or raw.FPDFTextObj_GetTextRenderMode(owner) != raw.FPDF_TEXTRENDERMODE_INVISIBLE,
            mapped=raw.FPDFText_HasUnicodeMapError(textpage, index) != 1,
            upright=ahead[0] - origin[0] > 20 * abs(ahead[1] - origin[1]),
        )


def _character(code: int) -> str:
    if code in (0x02, 0xAD, 0xFFFE):  # PDFium's marks for a hyphen at the end of a line, and the soft hyphen
        return "-"
    if 0xD800 <= code < 0xE000 or code > 0x10FFFF:
        return "\N{REPLACEMENT CHARACTER}"
    return chr(code)


def _ink(image: Image) -> tuple[NDArray[np.bool_], NDArray[np.int32]]:
    """Return the mask of pixels that stand out from the 31 × 31 around them, and the boxes of its connected parts."""
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    ink = cv2.absdiff(grey, cv2.blur(grey, (31, 31))) > _STANDS_OUT
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    boxes = stats[1:, :4].astype(np.int32)  # the first is the ground
    boxes[:, 2:] += boxes[:, :2]
    return ink, boxes
