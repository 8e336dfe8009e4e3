"""Text files of people: bytes → text, in chunks, whatever wrote them."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain

from chalicelib.errors import InvalidInput

_WINDOWS = "lector.windows-1252"
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r\f\x1b"))
_LEAST_BYTES = 512
_MOST_CONTROLS = 0.05
"""Share of control characters in text; a program or a picture has twice that."""


def _windows(problem: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as Windows-1252, in which old files are written."""
    assert isinstance(problem, UnicodeDecodeError)  # noqa: S101  # for mypy; only decoders use it
    return problem.object[problem.start : problem.end].decode("cp1252", "replace"), problem.end


codecs.register_error(_WINDOWS, _windows)


def decoded(chunks: Iterable[bytes]) -> Iterator[str]:
    """Yield the text: UTF-8, or UTF-16 with its mark; single bytes that are no UTF-8 are read as Windows-1252.

    Raise InvalidInput for what is no text.
    """
    chunks = iter(chunks)
    first = next(chunks, b"")
    wide = first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if not wide and _is_binary(first):
        raise InvalidInput("This is not a text file. Give plain text; `lector read --speech` reads pictures and PDFs.")
    decoder = codecs.getincrementaldecoder("utf-16" if wide else "utf-8-sig")("replace" if wide else _WINDOWS)
    for chunk in chain([first], chunks):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def _is_binary(data: bytes) -> bool:
    controls = len(data) - len(data.translate(None, _CONTROLS))
    return len(data) >= _LEAST_BYTES and controls > _MOST_CONTROLS * len(data)
