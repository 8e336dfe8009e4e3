"""How many scans a JPEG has: each is a pass over all pixels, and a small file can hold thousands."""

from __future__ import annotations

import re

from chalicelib.errors import UnreadableImage

_MOST_SCANS = 64
"""Progressive photos have about ten; 64 over 64 million pixels take some seconds."""

_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
"""A marker in the coded data, where 0xFF itself is stuffed with a zero and D0 to D7 are restarts."""

_END, _SCAN = 0xD9, 0xDA
_WITHOUT_LENGTH = {0x01, 0xD8}


def check_scans(data: bytes) -> None:
    """Raise UnreadableImage for more scans than a picture has use for (marker syntax: ITU-T T.81, annex B).

    Only what belongs to the picture counts: not the thumbnail in its EXIF, not a film appended to it.
    """
    scans, at = 0, 2
    while match := _MARKER.search(data, at):
        at = match.end()
        marker = data[at - 1]
        if marker == _END:
            return
        if marker == _SCAN:
            scans += 1
            if scans > _MOST_SCANS:
                raise UnreadableImage()
        if marker not in _WITHOUT_LENGTH:
            at += int.from_bytes(data[at : at + 2], "big")
