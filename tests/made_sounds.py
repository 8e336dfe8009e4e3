"""Recordings made by the tests, in every format that a library here can write."""

from __future__ import annotations

import io
import struct

import numpy as np
import soundfile
from numpy.typing import NDArray

Waveform = NDArray[np.float32]


def tone(seconds: float = 1.0, rate: int = 16_000, hertz: float = 440.0, amplitude: float = 0.5) -> Waveform:
    """Return a sine that swells and fades, so that no format has a step to smear."""
    t = np.arange(round(seconds * rate)) / rate
    return (amplitude * np.sin(2 * np.pi * hertz * t) * np.sin(np.pi * t / seconds)).astype(np.float32)


def written(samples: Waveform, rate: int = 16_000, kind: str = "WAV", subtype: str | None = None) -> bytes:
    """Return a file that libsndfile writes, shape (samples,) or (samples, channels)."""
    file = io.BytesIO()
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    with soundfile.SoundFile(file, "w", rate, channels, subtype=subtype, format=kind) as sound:
        for start in range(0, len(samples), rate):  # libsndfile's Vorbis dies of much at once
            sound.write(samples[start : start + rate])
    return file.getvalue()


def wav_header(
    *,
    rate: int = 16_000,
    channels: int = 1,
    bits: int = 16,
    data_bytes: int,
    tag: int = 1,
    byte_rate: int | None = None,
) -> bytes:
    """Return 44 bytes that say what they are told to, right or wrong."""
    frame = channels * bits // 8
    byte_rate = rate * frame & 0xFFFFFFFF if byte_rate is None else byte_rate
    form = struct.pack("<HHIIHH", tag, channels, rate, byte_rate, frame, bits)
    whole = (36 + data_bytes) & 0xFFFFFFFF
    return (
        struct.pack("<4sI4s4sI", b"RIFF", whole, b"WAVE", b"fmt ", 16) + form + struct.pack("<4sI", b"data", data_bytes)
    )
