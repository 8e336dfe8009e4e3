"""Ending a document whose message failed again and again. Needs no engine, so it works when those are broken."""

from __future__ import annotations

from chalicelib.domain import document as rules
from chalicelib.domain import object_keys
from chalicelib.errors import LeaseHeld, NotFound
from chalicelib.ports import Clock, DocumentStore


class GivingUp:
    """Ends documents that no reader could finish."""

    def __init__(self, documents: DocumentStore, clock: Clock) -> None:
        """Args: the store of documents; the clock that leases are measured with."""
        self._documents = documents
        self._clock = clock

    def give_up(self, key: str) -> None:
        """End the document of the upload at `key` as `rules.give_up` says; one that is gone or finished stays.

        Raise LeaseHeld while a reader still works on it, Conflict where one just took it.
        """
        owner = object_keys.parse_source(key)
        if owner is None:
            return
        try:
            document = self._documents.get(*owner)
        except NotFound:
            return
        if document.finished:
            return
        now = self._clock.now()
        if document.lease_until > now:
            raise LeaseHeld
        self._documents.update(document, rules.give_up(document) | {"updated_at": now})
