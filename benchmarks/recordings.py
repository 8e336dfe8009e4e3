"""What recordings cost to open, by format, and what becomes of broken ones.

python -m benchmarks.recordings [MUTATIONS]     3600 where not told
"""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter
from pathlib import Path

import codecpod
import numpy as np

from chalicelib.engines.sound_decoder import RecordingDecoder
from chalicelib.engines.sound_isolation import TOO_MUCH, IsolatedSoundDecoder
from chalicelib.errors import InvalidInput
from tests.made_sounds import Waveform, tone, written

SECONDS = 59
BROWSERS = [Path("tests/data/yes.webm"), Path("tests/data/yes.mp4")]


def speechlike(rate: int, channels: int = 1) -> Waveform:
    """Return a tone that comes and goes over a little noise, shape (samples,) or (samples, channels)."""
    at = np.arange(rate * SECONDS)
    noise = np.random.default_rng(0).standard_normal(len(at))
    mono = (0.2 * np.sin(at * 0.05) * (np.sin(at * 3 / rate) > 0) + 0.02 * noise).astype(np.float32)
    return mono if channels == 1 else np.repeat(mono[:, None], channels, axis=1)


def costs() -> None:
    """Print milliseconds of CPU for each second of sound, warm."""
    files = {
        "WAV, 16 kHz": written(speechlike(16_000)),
        "WAV, 44.1 kHz stereo": written(speechlike(44_100, 2), 44_100),
        "FLAC, 48 kHz": written(speechlike(48_000), 48_000, "FLAC"),
        "MP3, 44.1 kHz": written(speechlike(44_100), 44_100, "MP3"),
        "Vorbis, 48 kHz": written(speechlike(48_000), 48_000, "OGG", "VORBIS"),
        "Opus, 48 kHz": written(speechlike(48_000), 48_000, "OGG", "OPUS"),
        "AAC, 44.1 kHz": codecpod.save_bytes(speechlike(44_100), 44_100, codecpod.Aac()),
    }
    decoder = RecordingDecoder(60)
    for name, data in files.items():
        spent = []
        for _ in range(3):
            start = time.process_time()
            decoder.decode(data)
            spent.append(time.process_time() - start)
        print(f"{name:22} {min(spent) / SECONDS * 1000:5.2f} ms of CPU a second")


def broken(count: int) -> None:
    """Print what became of mutated files, the longest time, and the memory of the process that opened them."""
    good = [
        *(path.read_bytes() for path in BROWSERS),
        *(codecpod.save_bytes(tone(), 16_000, codec) for codec in (codecpod.Aac(), codecpod.Alac())),
        *(written(tone(0.3), kind=kind) for kind in ("WAV", "FLAC", "MP3", "OGG")),
        written(tone(0.3), kind="OGG", subtype="OPUS"),
    ]
    decoder = IsolatedSoundDecoder(60, max_bytes=2 << 30, seconds=60)
    random = np.random.default_rng(5)
    became: Counter[str] = Counter()
    longest = 0.0
    for number in range(count):
        data = np.frombuffer(good[number % len(good)], np.uint8).copy()
        # Half of the changes in the first kilobyte, where the structure is.
        places = random.integers(0, len(data) if number % 2 else min(len(data), 1024), random.integers(1, 14))
        data[places] = random.integers(0, 256, len(places))
        start = time.perf_counter()
        try:
            decoder.decode(data.tobytes())
            became["heard"] += 1
        except InvalidInput as error:
            became["process lost" if error.message == TOO_MUCH else error.code] += 1
        longest = max(longest, time.perf_counter() - start)
    decoder.children.close()
    print(dict(became))
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"the longest {longest:.2f} s; the process {memory} MB at most")


if __name__ == "__main__":
    costs()
    broken(int(sys.argv[1]) if len(sys.argv) > 1 else 3600)
