"""PDFs written by hand, good and bad, for the tests."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
LETTER = b"[0 0 612 792]"


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of numbered objects, the first of which is the catalogue."""
    out = bytearray(b"%PDF-1.7\n")
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R %b >>\n" % (len(objects) + 1, trailer)
    return bytes(out) + b"startxref\n%d\n%%%%EOF" % start


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), entries, data)


def page(
    content: bytes,
    *,
    box: bytes = LETTER,
    entries: bytes = b"",
    resources: bytes = b"",
    more: Sequence[bytes] = (),
    count: int = 1,
) -> bytes:
    """Return a PDF of `count` equal pages with font /F1; `more` objects are numbered from 6."""
    return pdf(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Count %d /Kids [%b] >>" % (count, b"3 0 R " * count),
            b"<< /Type /Page /Parent 2 0 R /MediaBox %b /Contents 4 0 R %b" % (box, entries)
            + b" /Resources << /Font << /F1 5 0 R >> %b >> >>" % resources,
            stream(content),
            FONT,
            *more,
        ]
    )


def text(lines: Sequence[str], *, size: int = 14, left: int = 72, top: int = 700, mode: int = 0) -> bytes:
    """Return the content that sets lines of Latin text; mode 3 is invisible."""
    out = b"BT %d Tr /F1 %d Tf %d %d Td %d TL " % (mode, size, left, top, size + 4)
    for line in lines:
        escaped = line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        out += b"(%b) Tj T* " % escaped
    return out + b"ET "


def grey_image(width: int, height: int, pixels: bytes) -> bytes:
    """Return an image object of 8-bit grey."""
    return stream(
        zlib.compress(pixels),
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray" % (width, height)
        + b" /BitsPerComponent 8 /Filter /FlateDecode",
    )


def spaces(megabytes: int) -> bytes:
    """Return so many megabytes of white space, deflated: about a thousandth of that."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(b" " * (1 << 20)) for _ in range(megabytes)) + packer.flush()
