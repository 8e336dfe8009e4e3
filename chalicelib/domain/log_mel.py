"""What the keyword network sees of a sound: the logarithm of its energy in 40 mel bands, every 10 milliseconds.

The common front end of keyword spotting (Davis and Mermelstein 1980, without their cosine transform): frames of 25 ms
under a Hann window, the power spectrum, triangles of equal width on the mel scale (O'Shaughnessy 1987).
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 16_000
"""Hertz."""
STEP = 160
"""Samples from one frame to the next."""
BANDS = 40
FLOOR = 1e-7
"""Power below which a band counts as silent: about what 16 bits can hold."""
SILENT = float(np.log(FLOOR))
"""The feature of silence."""

_FRAME, _FFT = 400, 512
_LOWEST, _HIGHEST = 60.0, 7600.0
_AT_ONCE = 32
"""Frames that are multiplied at once: few enough for NumPy to do it in one thread. Of more, all cores take a share, and
wait for the next in a busy loop: a quarter of the CPU of half a minute of sound, and two fifths of a clip's."""


def log_mel(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the natural logarithm of power by frame and band, shape (samples // 160, 40).

    Frame i is centred on the samples 160 · i to 160 · (i + 1); before and after the sound is silence.

    Args:
        samples: mono, 16 kHz, -1 to 1.
    """
    count = len(samples) // STEP
    before = (_FRAME - STEP) // 2
    padded = np.pad(samples.astype(np.float32), (before, _FRAME))
    out = np.empty((count, BANDS), np.float32)
    for first in range(0, count, _AT_ONCE):
        chosen = np.arange(first, min(first + _AT_ONCE, count))
        frames = padded[chosen[:, None] * STEP + np.arange(_FRAME)]
        spectrum = np.fft.rfft(frames * _window(), _FFT)
        power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
        out[chosen] = np.log(power @ _bank() + FLOOR)
    return out


def level(features: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return the loudness of each frame in decibels."""
    return np.asarray(10 * np.log10(np.exp(features, dtype=np.float64).sum(axis=-1)))


@cache
def _window() -> NDArray[np.float32]:
    """Hann, scaled so that a sine of amplitude 1 has power 1 / 4 in its bin."""
    shape = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(_FRAME) / _FRAME)
    return np.asarray(shape / shape.sum(), np.float32)


@cache
def _bank() -> NDArray[np.float32]:
    """Triangles, shape (257, 40)."""
    edges = np.linspace(_mel(_LOWEST), _mel(_HIGHEST), BANDS + 2)
    places = _mel(np.arange(_FFT // 2 + 1) * SAMPLE_RATE / _FFT)[:, None]
    left, middle, right = edges[:-2], edges[1:-1], edges[2:]
    rising, falling = (places - left) / (middle - left), (right - places) / (right - middle)
    return np.clip(np.minimum(rising, falling), 0, None).astype(np.float32)


def _mel(hertz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.asarray(1127 * np.log1p(np.asarray(hertz) / 700))
