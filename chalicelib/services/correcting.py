"""Correcting: its owner sets words of a document right, undoes that, and has the text spoken again."""

from __future__ import annotations

import json
import secrets

from chalicelib.domain import corrections, history, object_keys
from chalicelib.domain import document as rules
from chalicelib.domain.document import Changes, Document
from chalicelib.errors import Conflict, InvalidInput, NotFound
from chalicelib.ports import Blobs, Clock, DocumentStore, Json, UploadQueue
from chalicelib.services.guarding import Guard

TRIES = 5
"""How often a correction is made anew on top of another one that came in between."""


class Correcting:
    """Makes editions of a document's text. What was read stays as it is; each edition has files of its own beside it.

    An edition's files are stored before the document names it, and its name never comes again. So one that breaks off
    halfway is never seen, and of two at once the second is made anew on top of the first.
    """

    def __init__(self, store: DocumentStore, blobs: Blobs, queue: UploadQueue, guard: Guard, clock: Clock) -> None:
        """Args: the stores; the queue that readers work from; who limits how often one speaks again; the clock."""
        self._store = store
        self._blobs = blobs
        self._queue = queue
        self._guard = guard
        self._clock = clock

    def correct(self, user_id: str, document_id: str, words: object) -> Document:
        """Set words right: a list of `{"page", "word", "text"}`, where the text None brings back what was read.

        Raise NotFound, InvalidInput with the words that are wrong, or Conflict while the document is read.
        """
        for _ in range(TRIES):
            document = self._store.get(user_id, document_id)
            if not document.can_correct:
                raise Conflict("This document is not read yet. Correct it once it is done.")
            try:
                return self._correct(document, words)
            except (Conflict, NotFound):
                continue  # another edition came in between, or the document is gone
        raise Conflict

    def _correct(self, document: Document, words: object) -> Document:
        reading = json.loads(self._blobs.get(_key(document, document.edition, "document.json")))
        wrong = corrections.problems(words, reading["pages"])
        if wrong:
            raise InvalidInput(fields=wrong)
        after = corrections.corrected(reading, words)  # type: ignore[arg-type]  # a list without problems
        if after == reading:
            return document
        changes = self._edition(document, after)
        try:
            written = self._store.correct(document, changes)
        except (Conflict, NotFound):
            self._remove(document, changes["edition"])
            raise
        if rules.unused(written, document.edition):
            self._remove(document, document.edition)
        return written

    def _edition(self, document: Document, reading: Json) -> Changes:
        """Store the text under a new name, or go back to what was read where nothing is corrected any more."""
        number = corrections.count(reading)
        edition = secrets.token_hex(8) if number else ""
        if edition:
            whole = json.dumps(reading, ensure_ascii=False).encode()
            self._blobs.put(_key(document, edition, "document.json"), whole, "application/json")
            text = reading["text"].encode()
            self._blobs.put(_key(document, edition, "text.txt"), text, "text/plain; charset=utf-8")
        return {
            "edition": edition,
            "corrections": number,
            "excerpt": history.excerpt(reading["text"]),
            "search_text": history.search_text(document.title, reading["text"]),
        }

    def _remove(self, document: Document, edition: str) -> None:
        if edition:
            self._blobs.delete_prefix(object_keys.edition_prefix(document.user_id, document.id, edition))

    def speak_again(self, user_id: str, document_id: str) -> Document:
        """Have the text spoken as it is now. Where it is spoken so already, or soon, nothing happens.

        Raise NotFound, Conflict while the document is read, or TooManyTries.
        """
        document = self._store.get(user_id, document_id)
        if not document.can_correct:
            raise Conflict("This document is not read yet. It is spoken once it is.")
        if not document.can_speak_again:
            return document
        self._guard.check_speeches(user_id)
        if rules.unused(document, document.left_edition):  # where the reader could not
            self._remove(document, document.left_edition)
        # Written first: a message that then cannot be sent is sent by the sweeper.
        try:
            document = self._ask(document)
        except Conflict:
            document = self._store.get(user_id, document_id)
            if document.speaking_again:
                return document  # asked twice at once
            raise
        while document.speaking_edition != document.edition:  # corrected in between, and the old edition is gone
            document = self._ask(document)
        self._queue.tell(object_keys.source(user_id, document_id))
        return document

    def _ask(self, document: Document) -> Document:
        return self._store.update(document, rules.speak_again(document) | {"updated_at": self._clock.now()})


def _key(document: Document, edition: str, name: str) -> str:
    return object_keys.edition_prefix(document.user_id, document.id, edition) + name
