"""WAV, FLAC, Ogg and MP3, through libsndfile."""

from __future__ import annotations

import io

import numpy as np
import soundfile

from chalicelib.domain.recording import check_header, one_channel, too_long
from chalicelib.domain.sound import Waveform
from chalicelib.errors import UnreadableSound

_BLOCK = 1 << 20
"""Numbers that are decoded at once."""
_UNKNOWN = 1 << 62
"""libsndfile says about 2⁶³ frames where a header does not tell."""


def read(data: bytes, max_seconds: int) -> tuple[Waveform, int, int | None]:
    """Return the samples of one channel, their rate, and how many the header promised.

    Args:
        data: the file.
        max_seconds: the limit; it is held against the header first, and decoding stops there.

    Raises:
        UnreadableSound, SoundTooLong.
    """
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            rate, channels = file.samplerate, file.channels
            frames = None if file.frames >= _UNKNOWN else file.frames
            check_header(rate, channels, frames, max_seconds)
            parts: list[Waveform] = []
            heard = 0
            while len(block := file.read(_BLOCK // channels, dtype="float32", always_2d=True)):
                parts.append(one_channel(block))
                heard += len(block)
                if heard > max_seconds * rate:
                    raise too_long(max_seconds)
    except soundfile.SoundFileError as error:
        raise UnreadableSound from error
    return np.concatenate([np.zeros(0, np.float32), *parts]), rate, frames
