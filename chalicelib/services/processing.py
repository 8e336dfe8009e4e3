"""What happens to an upload once it is there: claimed, read, spoken, stored. Safe to repeat at any point."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence

from chalicelib.domain import document as rules
from chalicelib.domain import history, object_keys
from chalicelib.domain.document import Changes, Document
from chalicelib.domain.page import Page, Reading
from chalicelib.errors import (
    Conflict,
    EmptyFile,
    FileTooLarge,
    InvalidInput,
    LeaseHeld,
    NotFound,
    NothingToSpeak,
    QuotaExceeded,
    UnknownVoice,
    UnsupportedLanguage,
    UploadMissing,
)
from chalicelib.ports import Blobs, Clock, DocumentStore, Previewer
from chalicelib.services.quotas import Quotas
from chalicelib.services.reading import Reader, ReadPage
from chalicelib.services.results import Results, stored_pages
from chalicelib.services.speaking import Speaker, SpokenPart

log = logging.getLogger(__name__)

PREVIEW_SIDE = 2000
"""Pixels of a page picture's longer side: sharp on a phone and a laptop, a tenth of a photo's bytes."""

FIRST_PART_AFTER = 0.25
"""Seconds of speaking until what there is becomes playable. A short text is whole by then, and has no parts."""
NEXT_PART_AFTER = 1.0
"""Seconds until the next part, at least. Speech is made many times faster than it is heard."""
PART_SECONDS = 10
"""Speech of a part at least, but of the first, so that a slow voice does not make one of each utterance."""


class Processing:
    """Takes documents from upload to speech."""

    def __init__(
        self,
        documents: DocumentStore,
        blobs: Blobs,
        reader: Reader,
        speaker: Speaker,
        previewer: Callable[[], Previewer],
        clock: Clock,
        quotas: Quotas,
        *,
        engine: str,
        lease_seconds: int,
        max_upload_bytes: int,
    ) -> None:
        """Args: stores and services; the OCR engine's name; limits in seconds and bytes."""
        self._documents = documents
        self._blobs = blobs
        self._reader = reader
        self._speaker = speaker
        self._previewer = previewer
        self._clock = clock
        self._quotas = quotas
        self._engine = engine
        self._lease_seconds = lease_seconds
        self._max_upload_bytes = max_upload_bytes

    def process(self, key: str) -> None:
        """Read and speak the upload at `key`.

        Keys that are no upload, documents that are gone or finished and repeated events are passed over. Bad input
        ends the document as failed. Raise LeaseHeld while another reader works on it; any other error means that
        the document is queued again, and that the message should come again.
        """
        owner = object_keys.parse_source(key)
        if owner is None:
            log.warning("passed over an object that is no upload")
            return
        try:
            document = self._documents.get(*owner)
            if not document.finished:
                document = self._work(self._claim(document), key)
            if rules.unused(document, document.left_edition):
                self._blobs.delete_prefix(object_keys.edition_prefix(*owner, document.left_edition))
        except NotFound:
            # Its owner deleted the document before or during the work. Nothing of it may stay.
            self._blobs.delete_prefix(object_keys.upload_prefix(*owner))
            self._blobs.delete_prefix(object_keys.result_prefix(*owner))
        except Conflict:
            log.warning("document %s went on in another reader", owner.document_id)

    def _claim(self, document: Document) -> _Claimed:
        """Claim the document. Raise LeaseHeld where another reader has it."""
        changes = rules.claim(document, self._clock.now(), self._lease_seconds)
        if changes is None:
            raise LeaseHeld
        claimed = _Claimed(self._documents, document, self._clock, self._lease_seconds)
        try:
            claimed.write(changes)
        except Conflict:
            raise LeaseHeld from None
        return claimed

    def _work(self, claimed: _Claimed, key: str) -> Document:
        """Run the document to its end and return it; release it where something broke that may work next time."""
        started = read_by = self._clock.now()
        try:
            with Results(self._blobs, claimed.document) as results:
                if claimed.document.speaking_again:
                    pages = stored_pages(self._blobs, claimed.document)
                else:
                    pages = self._read(claimed, self._upload(key), results).pages
                read_by = self._clock.now()
                self._speak(claimed, pages, results)
        except (NotFound, Conflict):
            raise
        except (InvalidInput, QuotaExceeded) as error:
            claimed.write(rules.failure(error.code, error.message))
        except Exception:
            claimed.write(rules.release(claimed.document))
            raise
        self._tell(claimed.document, started, read_by)
        return claimed.document

    def _tell(self, document: Document, started: float, read_by: float) -> None:
        """Log what became of the document, in numbers."""
        ended = self._clock.now()
        fields = {
            "document": document.id,
            "state": document.state,
            "code": document.error_code or document.notice_code,
            "pages": document.pages_done,
            "words": document.words,
            "bytes": document.size,
            "reading_seconds": round(read_by - started, 3),
            "speaking_seconds": round(ended - read_by, 3),
            "seconds": round(ended - started, 3),
        }
        log.info("a document is finished", extra={"fields": fields})

    def _read(self, claimed: _Claimed, upload: bytes, results: Results) -> Reading:
        document = claimed.document

        def on_page(read: ReadPage) -> None:
            if read.number == 1:
                # How many pages there are is known only now. All of them are charged, or the document is not read.
                self._quotas.charge(document.user_id, read.total, document_id=document.id)
            results.page_picture(read.number, lambda: self._previewer().webp(read.image, PREVIEW_SIDE))
            if read.total > 1:
                claimed.write({"pages_done": read.number, "pages_total": read.total})

        reading = self._reader.read(upload, engine=self._engine, language=document.language, on_page=on_page)
        results.reading(reading)
        results.settle()
        claimed.write(
            {
                "state": "speaking",
                "engine": reading.engine,
                "language_found": reading.language,
                "words": sum(len(page.words) for page in reading.pages),
                "excerpt": history.excerpt(reading.text),
                "search_text": history.search_text(document.title, reading.text),
                "pages_done": len(reading.pages),
                "pages_total": len(reading.pages),
            }
        )
        return reading

    def _speak(self, claimed: _Claimed, pages: Sequence[Page], results: Results) -> None:
        document = claimed.document
        try:
            utterances = self._speaker.speak(pages, language=document.language or None, voice=document.voice or None)
            untold: list[SpokenPart] = []
            parts, told = 0, self._clock.now()
            for spoken in utterances:
                results.utterance(spoken)
                untold.append(spoken)
                if part_is_due(parts, self._clock.now() - told, untold):
                    parts += 1
                    results.speech_part(parts, untold)
                    results.settle()
                    claimed.write({"speech_parts": parts})
                    untold, told = [], self._clock.now()
        except (NothingToSpeak, UnsupportedLanguage, UnknownVoice) as silence:
            # What was read stays: only the speech is missing, and the owner is told why.
            code = "no_text" if isinstance(silence, NothingToSpeak) else silence.code
            claimed.write(rules.spoken(document, "", code))
            return
        voices = results.speech()
        results.settle()
        claimed.write(rules.spoken(document, voices))

    def _upload(self, key: str) -> bytes:
        """Return the uploaded bytes after a look at their size: the presigned conditions are not the only guard."""
        info = self._blobs.info(key)
        if info is None:
            raise UploadMissing
        if info.size == 0:
            raise EmptyFile
        if info.size > self._max_upload_bytes:
            raise FileTooLarge
        return self._blobs.get(key)


def part_is_due(parts: int, seconds: float, untold: Sequence[SpokenPart]) -> bool:
    """Tell whether utterances become a playable part, so many seconds after the last of so many parts."""
    if not parts:
        return seconds >= FIRST_PART_AFTER
    return seconds >= NEXT_PART_AFTER and sum(spoken.seconds for spoken in untold) >= PART_SECONDS


class _Claimed:
    """A document in this reader's hands. Each write builds on its last one and renews the lease."""

    def __init__(self, documents: DocumentStore, document: Document, clock: Clock, lease_seconds: int) -> None:
        self.document = document
        self._documents = documents
        self._clock = clock
        self._lease_seconds = lease_seconds

    def write(self, changes: Changes) -> None:
        """Write changes. Raise Conflict where another reader took over, NotFound where the document is gone."""
        now = self._clock.now()
        renewed = {"updated_at": now, "lease_until": now + self._lease_seconds}
        self.document = self._documents.update(self.document, renewed | changes)
