"""Quotas: pages read in a day. Stored bytes are counted where documents are made and removed."""

from __future__ import annotations

from chalicelib.domain import quota
from chalicelib.errors import QuotaExceeded
from chalicelib.ports import Clock, Json, QuotaStore


class Quotas:
    """Charges pages, once for each document however often it is read, and tells what is left."""

    def __init__(self, store: QuotaStore, clock: Clock, *, pages_a_day: int, stored_bytes: int) -> None:
        """Args: the store; the clock; the limits."""
        self._store = store
        self._clock = clock
        self._pages_a_day = pages_a_day
        self._stored_bytes = stored_bytes

    def usage(self, user_id: str) -> Json:
        """Return what is used of what there is."""
        return {
            "pages_today": self._pages(user_id),
            "pages_a_day": self._pages_a_day,
            "stored_bytes": self._store.stored_bytes(user_id),
            "stored_bytes_limit": self._stored_bytes,
            "day_ends_in": quota.seconds_left(self._clock.now()),
        }

    def headers(self, user_id: str) -> dict[str, str]:
        """Return the headers that tell how many pages are left today."""
        return quota.headers(self._pages_a_day, self._pages(user_id), self._clock.now())

    def check(self, user_id: str) -> None:
        """Raise QuotaExceeded where no page is left today."""
        if self._pages(user_id) >= self._pages_a_day:
            raise self._exceeded()

    def charge(self, user_id: str, pages: int, *, document_id: str = "") -> None:
        """Count pages, of a document only once a day. Raise QuotaExceeded where they do not fit."""
        day = quota.day_of(self._clock.now())
        if not self._store.charge(user_id, day, pages, limit=self._pages_a_day, document_id=document_id):
            raise self._exceeded()

    def forget(self, user_id: str) -> None:
        """Remove the counts of someone who goes."""
        self._store.forget(user_id, quota.day_of(self._clock.now()))

    def _pages(self, user_id: str) -> int:
        return self._store.pages(user_id, quota.day_of(self._clock.now()))

    def _exceeded(self) -> QuotaExceeded:
        wait = quota.seconds_left(self._clock.now())
        error = QuotaExceeded(f"The {self._pages_a_day} pages of a day are used up. Try again tomorrow.")
        error.headers = {"Retry-After": str(wait)} | quota.headers(
            self._pages_a_day, self._pages_a_day, self._clock.now()
        )
        return error
