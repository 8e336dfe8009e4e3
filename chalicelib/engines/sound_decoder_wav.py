"""What a WAV file's header says of its length: libsndfile goes by the bytes that are there and does not tell."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from chalicelib.domain.recording import CUT_OFF, NO_SOUND, SHORTEST_MS, too_long
from chalicelib.errors import UnreadableSound

_UNTIL_THE_END = 0x7FFF_0000
"""Bytes. Programs that write to a pipe put 2³¹ or 2³² bytes, less some, for a length that they do not know."""
_EVEN = {1, 3, 6, 7, 0xFFFE}
"""Formats of as many bytes for each frame: PCM, float, A-law, µ-law, and those of the extended header."""


def check(data: bytes, max_seconds: int) -> None:
    """Look at the chunks of a RIFF file, without decoding anything.

    Raises:
        UnreadableSound: no format, 0 Hz, or cut off.
        SoundTooLong: the header says more than `max_seconds`.
    """
    bytes_a_second = 0
    for name, start, size in _chunks(data):
        if name == b"fmt ":
            bytes_a_second = _bytes_a_second(data[start : start + min(size, 16)])
        elif name == b"data":
            break
    else:
        raise UnreadableSound(CUT_OFF if bytes_a_second else NO_SOUND)
    if not bytes_a_second:
        raise UnreadableSound(NO_SOUND)
    if size >= _UNTIL_THE_END:
        return
    if size > max_seconds * bytes_a_second:
        raise too_long(max_seconds)
    if (start + size - len(data)) * 1000 > SHORTEST_MS * bytes_a_second:
        raise UnreadableSound(CUT_OFF)


def _bytes_a_second(form: bytes) -> int:
    """Return what a format chunk says, 0 where it says nothing that can be."""
    if len(form) < 16:
        return 0
    tag, _, rate, bytes_a_second, bytes_a_frame = struct.unpack_from("<HHIIH", form)
    # Some recorders leave nonsense in the field itself.
    return int(rate * bytes_a_frame if tag in _EVEN else bytes_a_second)


def _chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Yield name, start and size of each chunk; sizes are what the file says."""
    at = 12
    while at + 8 <= len(data):
        name, size = struct.unpack_from("<4sI", data, at)
        yield name, at + 8, size
        at += 8 + size + size % 2
