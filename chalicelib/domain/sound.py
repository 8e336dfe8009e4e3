"""Samples of speech: another rate, silence at the ends, loudness."""

from __future__ import annotations

from functools import lru_cache
from math import gcd

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
Waveform = NDArray[np.float32]
_TAPS_PER_SIDE = 16
"""Zero crossings of the interpolating sinc on each side; images and aliases lie below -60 dB."""


def resampled(samples: Samples, rate: int, wanted: int) -> Samples:
    """Return the samples at `wanted` Hertz."""
    if rate == wanted or not len(samples):
        return samples
    out = band_limited(samples.astype(np.float32), rate, wanted)
    return np.clip(np.rint(out), -32768, 32767).astype(np.int16)


def band_limited(samples: Waveform, rate: int, wanted: int) -> Waveform:
    """Return the samples at `wanted` Hertz: polyphase filtering with a Kaiser-windowed sinc."""
    if rate == wanted or not len(samples):
        return samples
    common = gcd(rate, wanted)
    up, down = wanted // common, rate // common
    length = -(-len(samples) * up // down)
    kernel = _kernel(up, down)
    reach = kernel.shape[1] // 2
    padded = np.pad(samples, (reach, reach + 1))
    out = np.empty(length, np.float32)
    for phase in range(up):
        mine = np.arange(phase, length, up)  # these outputs share their place between two inputs
        if not len(mine):
            continue
        first = mine * down // up
        taps = kernel[(mine[0] * down) % up]
        windows = np.lib.stride_tricks.sliding_window_view(padded, len(taps))
        out[mine] = windows[first[0] :: down][: len(mine)] @ taps
    return out


@lru_cache(maxsize=8)
def _kernel(up: int, down: int) -> NDArray[np.float32]:
    """Taps for each of `up` fractional delays, shape (up, 2 × reach + 1)."""
    cutoff = min(1.0, up / down) * 0.95
    reach = int(np.ceil(_TAPS_PER_SIDE / cutoff))
    offsets = np.arange(-reach, reach + 1)[None, :] - np.arange(up)[:, None] / up
    window = np.i0(8.0 * np.sqrt(np.maximum(0.0, 1 - (offsets / (reach + 1)) ** 2))) / np.i0(8.0)
    taps = cutoff * np.sinc(cutoff * offsets) * window
    kernel: NDArray[np.float32] = (taps / taps.sum(axis=1, keepdims=True)).astype(np.float32)
    return kernel


def loud_part(samples: Samples, sample_rate: int, keep_ms: int = 30, floor: float = 0.01) -> tuple[int, int]:
    """Return [first, last) of the samples without the silence at both ends; (0, 0) where all is silent.

    Silence is what stays below `floor` of the loudest sample. `keep_ms` of it are left on each side.
    """
    if not len(samples):
        return 0, 0
    level = np.abs(samples.astype(np.int32))
    loud = np.flatnonzero(level > floor * max(1, int(level.max())))
    if not len(loud) or level.max() < 50:
        return 0, 0
    keep = keep_ms * sample_rate // 1000
    return max(0, int(loud[0]) - keep), min(len(samples), int(loud[-1]) + 1 + keep)
