"""Opens files of any kind that Lector reads: bytes → pages of RGB pixels."""

from __future__ import annotations

from collections.abc import Iterator

from chalicelib.engines import decoder_image, decoder_pdf
from chalicelib.engines.decoder_guard import Limits
from chalicelib.errors import EmptyFile, UnsupportedFormat
from chalicelib.ports import Scan

_MAGIC = (
    (b"\xff\xd8\xff", "jpeg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"BM", "bmp"),
    (b"II*\0", "tiff"),
    (b"MM\0*", "tiff"),
    (b"II+\0", "tiff"),
    (b"MM\0+", "tiff"),
)
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"}
_PDF_HEADER_WITHIN = 1024
"""Bytes. Readers accept junk before %PDF- up to here (PDF 32000-1, Annex H, note 13)."""


def kind_of(data: bytes) -> str:
    """Return "jpeg", "png", "gif", "bmp", "tiff", "webp", "heif" or "pdf", by content and never by name.

    Raises:
        EmptyFile: no bytes.
        UnsupportedFormat: anything else.
    """
    if not data:
        raise EmptyFile()
    for magic, kind in _MAGIC:
        if data.startswith(magic):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "heif"
    if b"%PDF-" in data[:_PDF_HEADER_WITHIN]:
        return "pdf"
    raise UnsupportedFormat()


class FileDecoder:
    """Decodes JPEG, PNG, WebP, TIFF (all pages), BMP, GIF (first frame), HEIC/HEIF and PDF.

    Memory, besides the file: 7 bytes a pixel of the largest page while it is decoded, 3 for a page that is done.
    """

    def __init__(self, max_pixels: int, max_pages: int) -> None:
        """Args: pixels that a page may have; pages that a file may have."""
        self._limits = Limits(max_pixels, max_pages)

    def decode(self, data: bytes) -> Iterator[Scan]:
        """Yield the pages, one at a time; limits are checked before any page is decoded.

        Raises:
            InvalidInput: one of its subclasses, and nothing else, whatever the bytes.
        """
        kind = kind_of(data)
        if kind == "pdf":
            yield from decoder_pdf.scans(data, self._limits)
        else:
            yield from decoder_image.scans(data, kind, self._limits)
