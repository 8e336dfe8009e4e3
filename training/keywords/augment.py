"""Bends batches of features anew in every epoch. All of it happens in the mel domain, where it costs little.

Sounds that come together add their power there, but for what cancels by chance; a room adds a tail to each band's
power; a microphone adds a curve to its logarithm; another tempo or vocal tract stretches one axis.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Batch = NDArray[np.float32]
"""Logarithms of mel power, shape (n, 100, 40)."""

FLOOR = np.float32(1e-7)
_DECIBEL = np.float32(np.log(10) / 10)


def bent(batch: Batch, shift: NDArray[np.floating], strength: float, rng: np.random.Generator) -> Batch:
    """Return the examples moved by `shift` frames, up to 15 % faster or slower, with a vocal tract about 6 % longer."""
    count, frames, bands = batch.shape
    tempo = np.exp(rng.uniform(-0.15, 0.15, count) * strength)[:, None]
    times = (np.arange(frames) - frames / 2 - shift[:, None]) * tempo + frames / 2
    tract = np.exp(np.clip(rng.normal(0, 0.06, count), -0.12, 0.12) * strength)[:, None]
    return _read_off(_read_off(batch, times, 1), np.arange(bands) * tract, 2)


def _read_off(batch: Batch, places: NDArray[np.floating], axis: int) -> Batch:
    """Return values at fractional places along an axis, straight lines between; beyond the ends, the ends'."""
    places = np.clip(places, 0, batch.shape[axis] - 1).astype(np.float32)
    lower = np.minimum(places.astype(np.int64), batch.shape[axis] - 2)
    share = places - lower
    rows = np.arange(len(batch))[:, None]
    if axis == 1:
        return batch[rows, lower] * (1 - share[..., None]) + batch[rows, lower + 1] * share[..., None]
    turned = batch.transpose(0, 2, 1)
    return (turned[rows, lower] * (1 - share[..., None]) + turned[rows, lower + 1] * share[..., None]).transpose(
        0, 2, 1
    )


def in_a_room(power: Batch, share: float, rng: np.random.Generator) -> Batch:
    """Return powers with a tail that falls by 60 dB in 0.15 to 0.9 s, for a share of them."""
    count, frames, bands = power.shape
    some = np.flatnonzero(rng.random(count) < share)
    if not some.size:
        return power
    seconds = rng.uniform(0.15, 0.9, (len(some), 1)) * np.linspace(1.2, 0.6, bands)
    kept = np.exp(-6 * np.log(10) * 0.01 / seconds).astype(np.float32)
    strength = (rng.uniform(0.02, 0.35, (len(some), 1))).astype(np.float32)
    tail = np.zeros((len(some), bands), np.float32)
    out = power.copy()
    for frame in range(frames):
        out[some, frame] += tail
        tail = tail * kept + power[some, frame] * strength * (1 - kept) * 4
    return out


def recorded(batch: Batch, rng: np.random.Generator) -> Batch:
    """Return the examples as another microphone has them: level ±12 dB, a smooth curve, at times no high bands."""
    count, _, bands = batch.shape
    x = np.linspace(0, np.pi, bands)
    waves = np.stack([np.cos(k * x) for k in (1, 2, 3, 4)])
    curve = (rng.normal(0, 2.5, (count, 4)) / np.array([1, 1.3, 1.6, 2])) @ waves + rng.uniform(-14, 10, (count, 1))
    cut = np.where(rng.random(count) < 0.15, rng.integers(24, 38, count), bands + 4)[:, None]
    curve -= np.clip(np.arange(bands) - cut, 0, None) * rng.uniform(3, 20, (count, 1))
    return batch + (curve * _DECIBEL).astype(np.float32)[:, None, :]


def loudness(power: Batch) -> NDArray[np.float32]:
    """Return the power of the louder frames, shape (n,): what a ratio of signal to noise is taken from."""
    frames = np.sort(power.sum(axis=2), axis=1)
    return np.asarray(frames[:, -30:].mean(axis=1) + FLOOR, np.float32)


def together(power: Batch, other: Batch, ratio: NDArray[np.floating]) -> Batch:
    """Return `power` with `other` so much quieter (decibels, shape (n,))."""
    gain = loudness(power) / loudness(other) * 10 ** (-ratio / 10)
    return power + other * gain.astype(np.float32)[:, None, None]


def masked(batch: Batch, strength: float, rng: np.random.Generator) -> Batch:
    """Hide up to two spans of time and two of bands (Park et al. 2019, SpecAugment); changes the batch."""
    count, frames, bands = batch.shape
    mean = batch.mean(axis=(1, 2))
    for index in range(count):
        for _ in range(rng.integers(0, 3)):
            wide = int(rng.integers(0, 14) * strength)
            at = int(rng.integers(0, frames - wide))
            batch[index, at : at + wide] = mean[index]
        for _ in range(rng.integers(0, 3)):
            wide = int(rng.integers(0, 6) * strength)
            at = int(rng.integers(0, bands - wide))
            batch[index, :, at : at + wide] = mean[index]
    return batch


def synthetic_noise(count: int, frames: int, bands: int, rng: np.random.Generator) -> Batch:
    """Return powers of steady noises of random colours."""
    x = np.linspace(0, np.pi, bands)
    waves = np.stack([np.cos(k * x) for k in range(1, 6)])
    colour = rng.normal(0, 6, (count, 5)) @ waves
    flicker = rng.gamma(2.0, 0.5, (count, frames, bands))
    return (flicker * np.exp(colour * _DECIBEL)[:, None, :]).astype(np.float32) * np.float32(1e-4)
