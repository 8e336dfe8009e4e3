"""Results on their way to storage: whole, in order, and in bounded memory however long the document is."""

from __future__ import annotations

import io
import json
import tracemalloc
import wave
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

import numpy as np
import pytest

from chalicelib.adapters.memory import MemoryBlobs
from chalicelib.domain.document import Document
from chalicelib.domain.marks import Mark
from chalicelib.services.results import Results
from chalicelib.services.speaking import SpokenPart

DOCUMENT = Document("d" * 32, "u" * 32, "Book", "book.pdf", "application/pdf", 1, 1.0, 1.0, 300.0)
RATE = 24_000


def spoken(seconds: int, *, voice: str = "anna") -> Iterator[SpokenPart]:
    """Parts of a second, each with the mark of one word."""
    for second in range(seconds):
        samples = np.full(RATE, second % 100, np.int16)
        mark = Mark(1000 * second, 1000 * second + 900, 0, second, f"word{second}")
        yield SpokenPart(samples, RATE, (mark,), "one", voice, "en", mark.text)


def batched(parts: Iterator[SpokenPart], count: int) -> Iterator[list[SpokenPart]]:
    while batch := list(islice(parts, count)):
        yield batch


def stored(results: Results, parts: Iterator[SpokenPart]) -> str:
    with results:
        for number, utterances in enumerate(batched(parts, 10), start=1):
            for utterance in utterances:
                results.utterance(utterance)
            results.speech_part(number, utterances)
        voices = results.speech()
        results.settle()
    return voices


def test_the_whole_is_the_parts_one_after_another() -> None:
    blobs = MemoryBlobs()
    assert stored(Results(blobs, DOCUMENT), spoken(35)) == "one/anna"
    names = {key.partition("results/")[2].split("/", 2)[2]: data for key, (data, _) in blobs._blobs.items()}
    sound = b""
    for number in range(1, 5):
        with wave.open(io.BytesIO(names[f"speech/{number:04}.wav"])) as part:
            sound += part.readframes(part.getnframes())
    with wave.open(io.BytesIO(names["speech.wav"])) as whole:
        assert (whole.getframerate(), whole.getnframes()) == (RATE, 35 * RATE)
        assert whole.readframes(35 * RATE) == sound
    assert [mark["text"] for mark in json.loads(names["marks.json"])] == [f"word{n}" for n in range(35)]
    assert names["speech.vtt"].startswith(b"WEBVTT")


class Discarding(MemoryBlobs):
    """Counts what is put, and keeps none of it."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0

    def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> None:
        if isinstance(data, bytes):
            self.taken += len(data)
        else:
            while piece := data.read(1 << 16):
                self.taken += len(piece)


def test_half_an_hour_of_speech_takes_little_memory() -> None:
    blobs = Discarding()
    tracemalloc.start()
    try:
        stored(Results(blobs, DOCUMENT), spoken(1800))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert blobs.taken > 2 * 1800 * RATE * 2, "the parts and the whole"
    assert peak < 30e6, "86 MB of samples"


def test_what_a_write_raises_is_raised_by_settle() -> None:
    class Full(MemoryBlobs):
        def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> None:
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        stored(Results(Full(), DOCUMENT), spoken(400))
