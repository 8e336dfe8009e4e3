"""Opens PDFs: each page drawn by a process of its own, and its own text beside it where that is good."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.page import Run
from chalicelib.domain.text_layer import Glyph, explains_page, runs_of, trustworthy
from chalicelib.engines import decoder_pdf_worker
from chalicelib.engines.decoder_guard import Limits
from chalicelib.errors import EncryptedFile, UnreadableImage
from chalicelib.ports import Image, Scan

_MAX_PIXELS = 25_000_000
"""Per drawn page, at most: A1 at 170 dpi. A larger sheet is drawn smaller, never refused."""

_MEMORY = 280 << 20
"""Bytes of data for the process that draws. An A4 colour scan of 600 dpi takes about 200 MB."""

_SECONDS = 30
"""CPU time for the process that draws, all pages together. An ordinary page takes a tenth."""

_NUMBERS = 8
_STANDS_OUT = 30
"""Levels of grey, of 255, from which a pixel is ink."""

_LOOK_AT = 4_000_000
"""Pixels of the drawn page that are enough to find ink that the text does not explain."""

_DAMAGED = "This PDF cannot be opened. It may be damaged; save or export it again."
_NO_SIZE = "A page of this PDF has no size that can be drawn. Save or export it again."
_TOO_COSTLY = "This PDF takes too much time or memory to draw. Print it to a new PDF, or photograph its pages."


def scans(data: bytes, limits: Limits) -> Iterator[Scan]:
    """Yield the pages one at a time. Raise EncryptedFile for a PDF that asks for a password."""
    with _worker(data, limits) as answers:
        count = int(_told(answers)["pages"])
        limits.check_pages(count)
        for _ in range(count):
            page = _told(answers)
            width, height = page["width"], page["height"]
            limits.check_size(width, height)
            image = np.frombuffer(_read(answers, 3 * width * height), np.uint8).reshape(height, width, 3)
            numbers = _read(answers, 8 * _NUMBERS * page["glyphs"])
            yield Scan(image, count, _text_layer(np.frombuffer(numbers).reshape(-1, _NUMBERS), image))


@contextmanager
def _worker(data: bytes, limits: Limits) -> Iterator[IO[bytes]]:
    order: decoder_pdf_worker.Order = {
        "path": sys.path,
        "max_pages": limits.max_pages,
        "max_pixels": min(limits.max_pixels, _MAX_PIXELS),
        "memory": _MEMORY,
        "seconds": _SECONDS,
        "size": len(data),
    }
    command = [sys.executable, "-I", "-S", str(Path(decoder_pdf_worker.__file__))]
    pipe, nowhere = subprocess.PIPE, subprocess.DEVNULL
    try:
        # No shell, and no word of the command comes from outside.
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=nowhere) as worker:  # noqa: S603
            orders, answers = cast("IO[bytes]", worker.stdin), cast("IO[bytes]", worker.stdout)
            try:
                orders.write(json.dumps(order).encode() + b"\n" + data)
                orders.flush()
                yield answers
            finally:
                worker.kill()
    except BrokenPipeError as error:
        raise UnreadableImage(_TOO_COSTLY) from error


def _told(answers: IO[bytes]) -> dict[str, Any]:
    line = answers.readline()
    if not line.endswith(b"\n"):
        raise UnreadableImage(_TOO_COSTLY)  # the process met its limits, or PDFium gave up
    message: dict[str, Any] = json.loads(line)
    match message.get("error"):
        case None:
            return message
        case "encrypted":
            raise EncryptedFile()
        case "no_size":
            raise UnreadableImage(_NO_SIZE)
    raise UnreadableImage(_DAMAGED)


def _read(answers: IO[bytes], size: int) -> bytearray:
    content = bytearray(size)
    view = memoryview(content)
    while view:
        if not (count := answers.readinto(view)):  # type: ignore[attr-defined]  # pipes have it, IO does not say so
            raise UnreadableImage(_TOO_COSTLY)
        view = view[count:]
    return content


def _text_layer(numbers: NDArray[np.float64], image: Image) -> Sequence[Run] | None:
    """Return the page's own text, quads in the pixels of `image`; None where reading the image is the better way.

    That is where it has no text, or text that is the invisible work of another OCR engine, lies under a scan, stands
    at an angle, does not decode to real characters, or leaves out much of what is to be seen.
    """
    height, width = image.shape[:2]
    glyphs = [
        Glyph(_character(int(code)), (left, top, right, bottom), (above, below), not f & 1, not f & 2, not f & 4)
        for code, left, top, right, bottom, above, below, faults in numbers.tolist()
        for f in (int(faults),)
        if 0 <= left + right < 2 * width and 0 <= top + bottom < 2 * height  # not printers' marks beside the page
    ]
    if not trustworthy(glyphs):
        return None
    runs = tuple(runs_of(glyphs))
    return runs if explains_page(runs, *_ink(image)) else None


def _character(code: int) -> str:
    if code in (0x02, 0xAD, 0xFFFE):  # PDFium's marks for a hyphen at the end of a line, and the soft hyphen
        return "-"
    return "\N{REPLACEMENT CHARACTER}" if 0xD800 <= code < 0xE000 or code > 0x10FFFF else chr(code)


def _ink(image: Image) -> tuple[NDArray[np.bool_], NDArray[np.int32], float]:
    """Return the mask of pixels that stand out from the ground, its parts' boxes, and their scale.

    The ground is the median of the surroundings, 62 pixels across: print fills less than half of them.
    """
    scale = min(1.0, (_LOOK_AT / (image.shape[0] * image.shape[1])) ** 0.5)
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    half = cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    ground = cv2.resize(cv2.medianBlur(half, 31), grey.shape[::-1])
    ink = cv2.absdiff(grey, ground) > _STANDS_OUT
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    boxes = stats[1:, :4].astype(np.int32)  # the first is the ground
    boxes[:, 2:] += boxes[:, :2]
    return ink, boxes, scale
