"""What services need from the world, as Protocols. Adapters and engines implement them; tests and container wire them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from chalicelib.domain.page import Run

Image = NDArray[np.uint8]
"""Pixels, shape (height, width, 3), RGB."""


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Scan:
    """One decoded page of a file.

    Attributes:
        image: the pixels after EXIF orientation.
        text_layer: runs of words that the file itself carries (a PDF's text), None where it has none that is good.
    """

    image: Image
    text_layer: Sequence[Run] | None = None


class Decoder(Protocol):
    """Opens files: bytes → pages of pixels."""

    def decode(self, data: bytes) -> Iterator[Scan]:
        """Yield the pages, one at a time. Raise InvalidInput's subclasses, and nothing else, on bad bytes."""


class Straightener(Protocol):
    """Finds which way is up."""

    def rotation(self, image: Image) -> int:
        """Return 0, 90, 180 or 270: degrees to turn the page clockwise so that it stands upright."""


class OcrEngine(Protocol):
    """Finds and reads the words on an upright image."""

    name: str

    def read(self, image: Image) -> Sequence[Run]:
        """Return the runs of words found, in any order; an empty sequence for a page without text."""


# ── Speaking ──────────────────────────────────────────────────────────────────────────────────────

Samples = NDArray[np.int16]
"""PCM, shape (samples,), mono."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of an engine: its name, and the language (ISO 639-1) that it speaks."""

    name: str
    language: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class TimedSpan:
    """Characters [start, end) of the utterance and when they are heard, in ms from its beginning."""

    start: int
    end: int
    start_ms: float
    end_ms: float
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Sound:
    """Speech of one utterance.

    Attributes:
        samples: PCM, 16-bit mono.
        sample_rate: Hertz.
        spans: times of words, in order; empty where the engine gives none.
    """

    samples: Samples
    sample_rate: int
    spans: tuple[TimedSpan, ...] = ()


class SpeechEngine(Protocol):
    """Says one utterance (a sentence or a part of one)."""

    name: str
    voices: tuple[Voice, ...]

    def speak(self, text: str, *, voice: str, speed: float = 1.0) -> Sound:
        """Return the sound of `text` at `speed` (0.5 to 2, pitch unchanged). An unknown voice raises InvalidInput."""


# ── Storing ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PresignedPost:
    """A form that lets its holder put one file: where to send it, and the fields that go with it."""

    url: str
    fields: dict[str, str]
    expires_at: int
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class BlobInfo:
    """What is known of a stored object without fetching it."""

    size: int
    content_type: str


class Blobs(Protocol):
    """Files by key."""

    def presign_upload(self, key: str, content_type: str, max_bytes: int, expires_in: int) -> PresignedPost:
        """Return a form that takes 1 to `max_bytes` bytes of exactly this type at exactly this key."""

    def presign_download(self, key: str, expires_in: int, filename: str = "") -> str:
        """Return a link that works for `expires_in` seconds; with `filename`, as a download of that name."""

    def info(self, key: str) -> BlobInfo | None:
        """Return size and type, None where there is nothing."""

    def get(self, key: str) -> bytes:
        """Return the content. Raise NotFound where there is nothing."""

    def put(self, key: str, data: bytes, content_type: str) -> None:
        """Store, replacing what was there."""

    def delete_prefix(self, prefix: str) -> int:
        """Delete all below `prefix`; return how many."""


class Clock(Protocol):
    """The time."""

    def now(self) -> float:
        """Return seconds since 1970."""


Json = dict[str, Any]
