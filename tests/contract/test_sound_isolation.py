"""Recordings in their own process: heard as in this one, and what kills the process kills nobody else."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import codecpod
import numpy as np
import pytest

from chalicelib.engines.sound_decoder import RecordingDecoder
from chalicelib.engines.sound_isolation import IsolatedSoundDecoder
from chalicelib.errors import EmptyFile, InvalidInput, SoundTooLong, SoundTooShort, UnreadableSound, UnsupportedFormat
from tests.made_sounds import tone, written

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture(scope="module")
def decoder() -> Iterator[IsolatedSoundDecoder]:
    made = IsolatedSoundDecoder(60, max_bytes=2 << 30, seconds=60)
    yield made
    made.children.close()


@pytest.mark.parametrize(
    "data",
    [
        written(tone()),
        written(tone(30), kind="FLAC"),
        codecpod.save_bytes(tone(), 16_000, codecpod.Aac()),
        (DATA / "yes.webm").read_bytes(),
    ],
    ids=["wav", "flac", "aac", "webm"],
)
def test_it_hears_the_same(decoder: IsolatedSoundDecoder, data: bytes) -> None:
    assert np.array_equal(decoder.decode(data), RecordingDecoder(60).decode(data))


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", EmptyFile),
        (b"no sound", UnsupportedFormat),
        (written(tone())[:9000], UnreadableSound),
        (written(tone(0.01)), SoundTooShort),
        (written(np.zeros(16_000 * 61, np.float32)), SoundTooLong),
    ],
    ids=["empty", "text", "cut off", "short", "long"],
)
def test_it_refuses_alike_and_lives_on(decoder: IsolatedSoundDecoder, data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        decoder.decode(data)
    (child,) = decoder.children.idle
    assert len(decoder.decode(written(tone()))) == 16_000
    assert decoder.children.idle == [child], "one child serves many files"


def test_mutated_recordings_of_browsers_and_telephones_give_samples_or_a_code(decoder: IsolatedSoundDecoder) -> None:
    """FFmpeg runs in the child alone, so that not even a crash of it would be felt here."""
    good = [
        (DATA / "yes.webm").read_bytes(),
        (DATA / "yes.mp4").read_bytes(),
        codecpod.save_bytes(tone(), 16_000, codecpod.Aac()),
        codecpod.save_bytes(tone(), 16_000, codecpod.Alac()),
    ]
    random = np.random.default_rng(6)
    for number in range(240):
        data = np.frombuffer(good[number % 4], np.uint8).copy()
        # Half of the changes in the first kilobyte, where the structure is.
        places = random.integers(0, len(data) if number % 8 < 4 else 1024, random.integers(1, 12))
        data[places] = random.integers(0, 256, len(places))
        try:
            samples = decoder.decode(data.tobytes())
        except InvalidInput:
            continue
        assert np.abs(samples).max() <= 1


def test_time_and_memory_have_their_limits_and_the_next_file_is_heard() -> None:
    for limits in ({"max_bytes": 2 << 30, "seconds": 0}, {"max_bytes": 60 << 20, "seconds": 60}):
        strict = IsolatedSoundDecoder(60, **limits)
        with pytest.raises(UnreadableSound, match="time"):
            strict.decode(written(tone()))
        assert strict.children.idle == []


def test_a_child_that_was_killed_is_replaced(decoder: IsolatedSoundDecoder) -> None:
    decoder.decode(written(tone()))
    (child,) = decoder.children.idle
    os.kill(child.process.pid, signal.SIGKILL)
    child.process.wait()
    assert len(decoder.decode(written(tone()))) == 16_000
