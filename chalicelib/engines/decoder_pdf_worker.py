"""Draws a PDF's pages in a process of its own, which may run out of memory or time without harm to anyone else.

A file of 13 kB can make PDFium take 9 GB, or hours. Only a limit on the process stops that. Run by decoder_pdf as a
script, with nothing of Lector imported, so that it starts within a tenth of a second.

In, on stdin: a line of JSON (see `Order`), then the file.
Out, on stdout: {"pages": n}; then for each page {"width", "height", "glyphs"}, its pixels (RGB), and for each glyph
eight floats (see `_glyphs`). Instead of any of these {"error": "encrypted" | "damaged" | "no_size"}, and the end.
"""

from __future__ import annotations

import ctypes
import json
import sys
from array import array
from collections.abc import Callable
from itertools import islice
from math import sqrt
from typing import Any, TypedDict

_POINTS_PER_INCH = 72
_DPI = 200
"""6-point print is then 17 pixels high, which is what readers of print are trained on."""

_DPI_OF_SCANS = (150, 300)
"""A scanned page is drawn at the scan's own resolution between these bounds, so that its pixels are not blurred."""

_MOST_OBJECTS = 20_000
_MOST_GLYPHS = 60_000
"""Per page. A newspaper's has 20,000; beyond, looking at each costs more than reading the picture."""

_WHOLE_PAGE = 0.5
"""Share of the page from which an image counts as the scan of it."""


class Order(TypedDict):
    """What the worker is told.

    Attributes:
        path: sys.path of the parent, where PDFium's package is found.
        max_pages: above it, the count is told and nothing drawn.
        max_pixels: a larger page is drawn smaller.
        memory: bytes of data the process may hold.
        seconds: of CPU time for the whole file.
        size: bytes of the file.
    """

    path: list[str]
    max_pages: int
    max_pixels: int
    memory: int
    seconds: int
    size: int


def main() -> None:
    """Follow the one order."""
    order: Order = json.loads(sys.stdin.buffer.readline())
    _limit(order["memory"], order["seconds"])
    sys.path[:] = order["path"]
    import pypdfium2

    try:
        _answer(pypdfium2.PdfDocument(sys.stdin.buffer.read(order["size"])), order, pypdfium2.raw)
    except pypdfium2.PdfiumError as error:
        locked = (pypdfium2.raw.FPDF_ERR_PASSWORD, pypdfium2.raw.FPDF_ERR_SECURITY)
        _tell(error="encrypted" if error.err_code in locked else "damaged")


def _answer(document: Any, order: Order, raw: Any) -> None:
    _tell(pages=len(document))
    if len(document) > order["max_pages"]:
        return
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()  # what people filled in is drawn only then
    for page in document:
        width, height = page.get_size()
        if not (0 < width < 1e6 and 0 < height < 1e6):
            _tell(error="no_size")
            return
        _draw(page, order["max_pixels"], raw)
        page.close()


def _limit(memory: int, seconds: int) -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits
        return
    for what, most in ((resource.RLIMIT_DATA, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def _tell(**message: object) -> None:
    sys.stdout.buffer.write(json.dumps(message).encode() + b"\n")
    sys.stdout.buffer.flush()


def _draw(page: Any, max_pixels: int, raw: Any) -> None:
    width, height = page.get_size()
    dpi, scan_on_top = _survey(page, raw)
    scale = min(dpi / _POINTS_PER_INCH, 0.99 * sqrt(max_pixels / (width * height)))
    bitmap = page.render(scale=scale, rev_byteorder=True, limit_image_cache=True)
    glyphs = array("d") if scan_on_top else _glyphs(page, bitmap.width, bitmap.height, raw)
    _tell(width=bitmap.width, height=bitmap.height, glyphs=len(glyphs) // 8)
    pixels = memoryview(bitmap.buffer).cast("B")
    for row in range(bitmap.height):
        sys.stdout.buffer.write(pixels[row * bitmap.stride :][: 3 * bitmap.width])
    sys.stdout.buffer.write(glyphs.tobytes())
    sys.stdout.buffer.flush()


def _survey(page: Any, raw: Any) -> tuple[float, bool]:
    """Return the resolution to draw at, and whether an image of the whole page is drawn over text.

    Some scanners hide their own reading in that way; it is no better than ours.
    """
    width, height = page.get_size()
    text_seen = False
    kinds = [raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_TEXT]
    for thing in islice(page.get_objects(filter=kinds, max_depth=3), _MOST_OBJECTS):
        if thing.type == raw.FPDF_PAGEOBJ_TEXT:
            text_seen = True
            continue
        left, bottom, right, top = thing.get_bounds()
        drawn = (right - left) * (top - bottom)
        if drawn >= _WHOLE_PAGE * width * height:
            columns, rows = thing.get_px_size()
            dpi = _POINTS_PER_INCH * sqrt(columns * rows / drawn)
            return min(max(dpi, _DPI_OF_SCANS[0]), _DPI_OF_SCANS[1]), text_seen
    return _DPI, False


def _glyphs(page: Any, width: int, height: int, raw: Any) -> array[float]:
    """Return eight numbers for each glyph of the page's own text, in the order of the file.

    Code point; left, top, right, bottom of its ink and top, bottom of its font, in pixels; whether it is invisible (1),
    has no known character (2), does not read left to right (4), added up.
    """
    numbers = array("d")
    textpage = page.get_textpage()
    count = textpage.count_chars()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    loose, matrix = raw.FS_RECTF(), raw.FS_MATRIX()
    to_pixels = _to_pixels(page, width, height, raw)
    origin = to_pixels(0, 0)
    for index in range(count if count <= _MOST_GLYPHS else 0):
        raw.FPDFText_GetCharBox(textpage, index, left, right, bottom, top)
        raw.FPDFText_GetLooseCharBox(textpage, index, loose)
        (xa, ya), (xb, yb) = to_pixels(left.value, bottom.value), to_pixels(right.value, top.value)
        line = to_pixels(loose.left, loose.bottom)[1], to_pixels(loose.right, loose.top)[1]
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        ahead = to_pixels(1e3 * matrix.a, 1e3 * matrix.b)
        owner = raw.FPDFText_GetTextObject(textpage, index)
        invisible = owner and raw.FPDFTextObj_GetTextRenderMode(owner) == raw.FPDF_TEXTRENDERMODE_INVISIBLE
        faults = (
            1 * bool(invisible)
            + 2 * (raw.FPDFText_HasUnicodeMapError(textpage, index) == 1)
            + 4 * (ahead[0] - origin[0] <= 20 * abs(ahead[1] - origin[1]))
        )
        box = min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb)
        numbers.extend((raw.FPDFText_GetUnicode(textpage, index), *box, min(line), max(line), faults))
    textpage.close()
    return numbers


def _to_pixels(page: Any, width: int, height: int, raw: Any) -> Callable[[float, float], tuple[float, float]]:
    """Return the map from page to pixel coordinates. PDFium knows of rotation and crop box, and answers in integers."""
    fine, far = 64, 1000.0

    def device(x: float, y: float) -> tuple[float, float]:
        left, top = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width * fine, height * fine, 0, x, y, left, top)
        return left.value / fine, top.value / fine

    (x0, y0), (xr, yr), (xu, yu) = device(0, 0), device(far, 0), device(0, far)
    return lambda x, y: (x0 + (x * (xr - x0) + y * (xu - x0)) / far, y0 + (x * (yr - y0) + y * (yu - y0)) / far)


if __name__ == "__main__":
    main()
