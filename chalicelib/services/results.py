"""Results of one document on their way to storage, written beside the work that makes them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from tempfile import TemporaryFile
from types import TracebackType
from typing import BinaryIO

from chalicelib.domain import object_keys
from chalicelib.domain.captions import vtt
from chalicelib.domain.document import Document
from chalicelib.domain.marks import Mark, marks_json
from chalicelib.domain.page import Page, Reading
from chalicelib.domain.wav import header, pcm, wav
from chalicelib.errors import SpeechFailed
from chalicelib.ports import Blobs
from chalicelib.services.speaking import SpokenPart

MOST_PENDING = 16
"""Writes on their way. Where they are slower than the work, the work waits, so that memory stays bounded."""


class Results:
    """Stores results of the edition that is spoken, in background threads.

    `settle` waits for them; a document moves on only after it.
    """

    def __init__(self, blobs: Blobs, document: Document) -> None:
        """Args: where to store; whose results these are."""
        self._blobs = blobs
        self._document = document
        self._pool = ThreadPoolExecutor(4)
        self._pending: list[Future[None]] = []
        self._speech = _Speech()

    def __enter__(self) -> Results:
        """Start with nothing to wait for."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Wait for the threads to end, also after an error."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._speech.close()

    def settle(self) -> None:
        """Return once all is stored. Raise what a write raised."""
        while self._pending:
            self._pending.pop(0).result()

    def page_picture(self, number: int, make_webp: Callable[[], bytes]) -> None:
        """Store the picture of a page, counted from 1. Only one is made at a time, so that memory stays bounded."""
        self.settle()
        self._put(f"page-{number}.webp", make_webp, "image/webp")

    def reading(self, reading: Reading) -> None:
        """Store document.json and text.txt."""
        whole = {"file": self._document.filename} | reading.as_json()
        self._put("document.json", lambda: json.dumps(whole, ensure_ascii=False).encode(), "application/json")
        self._put("text.txt", reading.text.encode, "text/plain; charset=utf-8")

    def utterance(self, spoken: SpokenPart) -> None:
        """Take what follows in the whole speech."""
        self._speech.add(spoken)

    def speech_part(self, number: int, utterances: Sequence[SpokenPart]) -> None:
        """Store one playable part, counted from 1, with its marks; their times are those in the whole speech."""
        self._put(f"speech/{number:04}.wav", lambda: sound_of(utterances), "audio/wav")
        self._put_marks(f"speech/{number:04}.json", [mark for spoken in utterances for mark in spoken.marks])

    def speech(self) -> str:
        """Store the whole speech of the utterances so far with its marks and captions; return who spoke."""
        speech = self._speech
        self._put("speech.wav", speech.whole, "audio/wav")
        self._put_marks("marks.json", speech.marks)
        self._put("speech.vtt", lambda: vtt(speech.marks).encode(), "text/vtt; charset=utf-8")
        return ", ".join(speech.voices)

    def _put_marks(self, name: str, marks: Sequence[Mark]) -> None:
        self._put(name, lambda: json.dumps(marks_json(marks), ensure_ascii=False).encode(), "application/json")

    def _put(self, name: str, make: Callable[[], bytes | BinaryIO], content_type: str) -> None:
        while len(self._pending) >= MOST_PENDING:
            self._pending.pop(0).result()
        document = self._document
        key = object_keys.edition_prefix(document.user_id, document.id, document.speaking_edition) + name
        self._pending.append(self._pool.submit(lambda: self._blobs.put(key, make(), content_type)))


class _Speech:
    """What was spoken so far: the marks in memory, the sound, which is a thousand times larger, in a file on disk."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.voices: dict[str, None] = {}
        self._file: BinaryIO = TemporaryFile()  # noqa: SIM115  # closed with the results
        self._samples = 0
        self._rate = 0

    def add(self, spoken: SpokenPart) -> None:
        """Add what follows."""
        if not self._samples:
            self._rate = spoken.sample_rate
            self._file.write(header(0, self._rate))
        self._file.write(pcm(spoken.samples))
        self._samples += len(spoken.samples)
        self.marks += spoken.marks
        self.voices[f"{spoken.engine}/{spoken.voice}"] = None

    def whole(self) -> BinaryIO:
        """Return the WAV file, at its beginning."""
        self._file.seek(0)
        self._file.write(header(self._samples, self._rate))
        self._file.seek(0)
        return self._file

    def close(self) -> None:
        """Give the disk's space back."""
        self._file.close()


def stored_pages(blobs: Blobs, document: Document) -> tuple[Page, ...]:
    """Return the pages of the edition that is to be spoken. Raise SpeechFailed where they are gone."""
    key = object_keys.edition_prefix(document.user_id, document.id, document.speaking_edition) + "document.json"
    if blobs.info(key) is None:
        raise SpeechFailed("The text to speak is no longer there. Load the document again.")
    return tuple(Page.from_json(page) for page in json.loads(blobs.get(key))["pages"])


def sound_of(utterances: Sequence[SpokenPart]) -> bytes:
    """Return the utterances one after another as a WAV file; at least one, all of one sample rate."""
    return wav(b"".join(pcm(spoken.samples) for spoken in utterances), utterances[0].sample_rate)
