"""Opens PDFs with PDFium: each page rendered, and its own text beside it where that is good."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from math import sqrt

import numpy as np
import pypdfium2
from pypdfium2 import raw

from chalicelib.engines.decoder_guard import Limits, guarded
from chalicelib.engines.decoder_pdf_text import text_layer
from chalicelib.errors import EncryptedFile, UnreadableImage
from chalicelib.ports import Image, Scan

_POINTS_PER_INCH = 72
_DPI = 200
"""6-point print is then 17 pixels high, which is what readers of print are trained on."""

_DPI_OF_SCANS = (150, 300)
"""A scanned page is rendered at the scan's own resolution between these bounds, so that its pixels are not blurred."""

_OBJECTS_LOOKED_AT = 200
_SCAN_COVERS = 0.5
"""Share of the page from which an image counts as the scan of it."""


def scans(data: bytes, limits: Limits) -> Iterator[Scan]:
    """Yield the pages one at a time. Raise EncryptedFile for a PDF that asks for a password."""
    with guarded():
        document = _open(data)
    try:
        limits.check_pages(len(document))
        for index in range(len(document)):
            with guarded():
                scan = _scan(document, index, limits)
            yield scan
    finally:
        with guarded():
            document.close()  # not left to the garbage collector: it would call PDFium out of turn


def _open(data: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
            raise EncryptedFile() from error
        raise UnreadableImage("This PDF cannot be opened. It may be damaged; save or export it again.") from error
    if document.get_formtype() != raw.FORMTYPE_NONE:
        document.init_forms()  # what people filled in is drawn only then
    return document


def _scan(document: pypdfium2.PdfDocument, index: int, limits: Limits) -> Scan:
    page = document[index]
    try:
        image = _render(page, limits)
        return Scan(image, len(document), text_layer(page, image))
    finally:
        page.close()


def _render(page: pypdfium2.PdfPage, limits: Limits) -> Image:
    width, height = page.get_size()
    if not (0 < width < 1e6 and 0 < height < 1e6):
        raise UnreadableImage("A page of this PDF has no size that can be drawn. Save or export it again.")
    scale = min(_dpi(page) / _POINTS_PER_INCH, 0.99 * sqrt(limits.max_pixels / (width * height)))
    limits.check_size(max(1, int(width * scale)), max(1, int(height * scale)))
    bitmap = page.render(scale=scale, rev_byteorder=True, limit_image_cache=True)
    try:
        return np.ascontiguousarray(bitmap.to_numpy())
    finally:
        bitmap.close()


def _dpi(page: pypdfium2.PdfPage) -> float:
    """Return the resolution of the scan that fills the page, within bounds; the usual one where there is none."""
    width, height = page.get_size()
    for picture in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3), _OBJECTS_LOOKED_AT):
        left, bottom, right, top = picture.get_bounds()
        drawn = (right - left) * (top - bottom)
        if drawn >= _SCAN_COVERS * width * height:
            columns, rows = picture.get_px_size()
            dpi = _POINTS_PER_INCH * sqrt(columns * rows / drawn)
            return float(np.clip(dpi, *_DPI_OF_SCANS))
    return _DPI
