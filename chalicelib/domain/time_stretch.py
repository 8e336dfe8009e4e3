"""Speech faster or slower at the same pitch: WSOLA.

Verhelst & Roelands, "An overlap-add technique based on waveform similarity (WSOLA)", ICASSP 1993: the sound is put
together anew from overlapping pieces, each taken near where the new speed wants it, at the place where it continues
the piece before it best.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.int16]
_PIECE_MS = 30
_SEARCH_MS = 10


def time_stretched(samples: Samples, sample_rate: int, speed: float) -> Samples:
    """Return the samples spoken `speed` times as fast; the pitch stays."""
    half = _PIECE_MS * sample_rate // 2000
    search = _SEARCH_MS * sample_rate // 1000
    if speed == 1.0 or len(samples) < 4 * half + 2 * search:
        return samples
    sound = np.pad(samples.astype(np.float32), (search, 2 * half + 2 * search))
    fade = np.hanning(2 * half + 1)[:-1].astype(np.float32)
    pieces = int(len(samples) / speed / half)
    out = np.zeros((pieces + 1) * half + half, np.float32)
    wanted = sound[search : search + 2 * half]
    for piece in range(pieces):
        near = min(round(piece * half * speed), len(samples) - 1)  # in `sound`, this is the search's first place
        region = sound[near : near + 2 * search + 2 * half]
        windows = np.lib.stride_tricks.sliding_window_view(region, 2 * half)
        energy = np.sqrt(np.einsum("ij,ij->i", windows, windows)) + 1.0
        place = near + int(np.argmax((windows @ wanted) / energy)) if piece else search
        out[piece * half : piece * half + 2 * half] += sound[place : place + 2 * half] * fade
        wanted = np.pad(sound[place + half : place + 3 * half], (0, max(0, place + 3 * half - len(sound))))
    return np.clip(np.rint(out[: round(len(samples) / speed)]), -32768, 32767).astype(np.int16)
