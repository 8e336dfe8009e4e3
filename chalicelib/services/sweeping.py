"""Looks after documents that are stuck: finishes them, or says why not, and removes what was abandoned."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable

from chalicelib.domain import document as rules
from chalicelib.domain import object_keys
from chalicelib.domain.document import Document
from chalicelib.errors import Conflict, NotFound
from chalicelib.ports import Blobs, Clock, DocumentStore, UploadQueue

log = logging.getLogger(__name__)


class Sweeping:
    """Goes through all unfinished documents. Safe to run at any time, also twice at once: writes are conditional."""

    def __init__(self, documents: DocumentStore, blobs: Blobs, queue: UploadQueue, clock: Clock) -> None:
        """Args: the stores; the queue that readers take uploads from; the clock that leases are measured with."""
        self._documents = documents
        self._blobs = blobs
        self._queue = queue
        self._clock = clock

    def sweep(self) -> dict[str, int]:
        """Give each unfinished document what `document.care` decides; return how many got what."""
        return self._for_each(self._sweep)

    def resume(self) -> dict[str, int]:
        """Queue all documents whose upload is there, whatever lease they have; return how many were queued.

        For a cloud that just started and knows that no reader of the time before lives on.
        """
        return self._for_each(self._resume)

    def _for_each(self, act: Callable[[Document], str]) -> dict[str, int]:
        done: Counter[str] = Counter()
        for owner, document_id in list(self._documents.unfinished()):
            try:
                done[act(self._documents.get(owner, document_id))] += 1
            except (NotFound, Conflict):
                done["moved on"] += 1
            except Exception:
                # One document that breaks must not keep the others waiting; the next round finds it again.
                log.exception("document %s could not be looked after", document_id)
                done["broken"] += 1
        return dict(done)

    def _sweep(self, document: Document) -> str:
        uploaded = self._is_uploaded(document)
        care = rules.care(document, self._clock.now(), uploaded=uploaded)
        if care == "resend":
            self._resend(document)
        elif care == "give_up":
            self._write(document, rules.give_up(document))
        elif care == "missing":
            self._write(document, rules.failure("upload_missing", rules.NEVER_CAME))
        elif care == "remove":
            self._blobs.delete_prefix(object_keys.result_prefix(document.user_id, document.id))
            self._documents.delete(document)
        return care

    def _resume(self, document: Document) -> str:
        if not self._is_uploaded(document) and not document.speaking_again:
            return "wait"
        if document.attempts >= rules.MAX_ATTEMPTS:
            self._write(document, rules.give_up(document))
            return "give_up"
        self._resend(document)
        return "resend"

    def _resend(self, document: Document) -> None:
        # Written first: a message that then cannot be sent is sent by the next round.
        self._write(document, rules.release(document))
        self._queue.tell(object_keys.source(document.user_id, document.id))

    def _write(self, document: Document, changes: rules.Changes) -> None:
        self._documents.update(document, changes | {"updated_at": self._clock.now()})

    def _is_uploaded(self, document: Document) -> bool:
        return self._blobs.info(object_keys.source(document.user_id, document.id)) is not None
