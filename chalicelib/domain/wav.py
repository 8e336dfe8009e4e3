"""WAV files (RIFF, PCM 16-bit mono): the header, and PCM to and from samples."""

from __future__ import annotations

import struct

import numpy as np
from numpy.typing import NDArray

HEADER_BYTES = 44
_BYTES_PER_SAMPLE = 2
_MOST_SAMPLES = (2**32 - 1 - HEADER_BYTES) // _BYTES_PER_SAMPLE


def header(samples: int, sample_rate: int) -> bytes:
    """Return the 44 bytes before `samples` samples at `sample_rate` Hertz.

    RIFF counts bytes in 32 bits: past 24 hours at 24 kHz the count stays at its
    largest, which players take as "to the end".
    """
    data_bytes = min(samples, _MOST_SAMPLES) * _BYTES_PER_SAMPLE
    return struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        HEADER_BYTES - 8 + data_bytes,
        b"WAVE",
        b"fmt ",
        16,  # bytes of the format part
        1,  # PCM
        1,  # one channel
        sample_rate,
        sample_rate * _BYTES_PER_SAMPLE,
        _BYTES_PER_SAMPLE,
        8 * _BYTES_PER_SAMPLE,
        b"data",
        data_bytes,
    )


def pcm(samples: NDArray[np.int16]) -> bytes:
    """Return the samples as a WAV file stores them (little-endian)."""
    return samples.astype("<i2", copy=False).tobytes()


def wav(data: bytes, sample_rate: int) -> bytes:
    """Return a whole file around PCM bytes."""
    return header(len(data) // _BYTES_PER_SAMPLE, sample_rate) + data
