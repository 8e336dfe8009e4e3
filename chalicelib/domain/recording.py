"""A recording as it is put before the network: one channel at 16 kHz, from -1 to 1, of a length that makes sense."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.sound import Waveform, band_limited
from chalicelib.errors import SoundTooLong, SoundTooShort, UnreadableSound

SAMPLE_RATE = 16_000
"""Hertz."""
SHORTEST_MS = 100
"""Milliseconds. No word is shorter; clips below the network's second are padded where it is asked."""
RATES = (4_000, 192_000)
"""Hertz, least and most. Below, there is no speech; above, there is nothing that a microphone hears."""
MOST_CHANNELS = 32
MISSING_MS = 250
"""Milliseconds by which a file may be shorter than its header says: encoders round to their frames."""

CUT_OFF = "The recording is cut off: its end is missing. Copy or record it again."
NO_SOUND = "This file cannot be opened as a recording: its header makes no sense. Save or record it again."


def check_header(rate: int, channels: int, frames: int | None, max_seconds: int) -> None:
    """Check what a file says of itself, before it is decoded.

    Args:
        rate: Hertz.
        channels: how many.
        frames: samples of each channel, None where the file does not say.
        max_seconds: the limit.

    Raises:
        UnreadableSound: for what no recording has.
        SoundTooLong: above the limit.
    """
    if not RATES[0] <= rate <= RATES[1]:
        raise UnreadableSound(
            f"This recording has {rate} samples a second; from {RATES[0]} to {RATES[1]} can be read."
            " Save it again at 16000 or more."
        )
    if not 1 <= channels <= MOST_CHANNELS:
        raise UnreadableSound(NO_SOUND)
    if frames is not None and frames > max_seconds * rate:
        raise too_long(max_seconds)


def too_long(max_seconds: int) -> SoundTooLong:
    """Return the error that names the limit."""
    return SoundTooLong(f"The recording is longer than {max_seconds} s, which is the limit here. Cut it and try again.")


def one_channel(samples: NDArray[np.float32]) -> Waveform:
    """Return the mean of the channels, shape (frames, channels) → (frames,)."""
    return samples.mean(axis=1, dtype=np.float32) if samples.shape[1] > 1 else samples[:, 0]


def prepared(samples: Waveform, rate: int, frames: int | None) -> Waveform:
    """Return the samples at SAMPLE_RATE: a constant offset, which nobody hears, taken out; beyond -1 to 1 clipped.

    Args:
        samples: the whole recording, one channel.
        rate: Hertz.
        frames: how many samples its header promised, None where it did not say.

    Raises:
        UnreadableSound: where many are missing, or some are no numbers.
        SoundTooShort: below SHORTEST_MS.
    """
    if frames is not None and len(samples) < frames - rate * MISSING_MS // 1000:
        raise UnreadableSound(CUT_OFF)
    if len(samples) * 1000 < SHORTEST_MS * rate:
        raise SoundTooShort
    if not np.isfinite(samples).all():
        raise UnreadableSound
    clipped = np.clip(samples, -1, 1)
    return np.clip(band_limited(clipped - clipped.mean(), rate, SAMPLE_RATE), -1, 1)
