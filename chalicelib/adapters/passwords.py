"""Passwords hashed with Argon2id at OWASP's second setting: 19 MiB, 2 passes, 1 lane."""

from __future__ import annotations

import threading

import argon2
from argon2.exceptions import InvalidHashError, VerificationError

_TURNS = threading.BoundedSemaphore(2)
"""Hashes at once in one process: each takes 19 MiB and a core, and those who wait are no worse off."""


class Argon2Passwords:
    """Argon2id behind PasswordHasher."""

    def __init__(self) -> None:
        """Prepare the hasher and the hash that unknown accounts are checked against."""
        self._hasher = argon2.PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        """Return the encoded hash."""
        with _TURNS:
            return self._hasher.hash(password)

    def verify(self, encoded: str | None, password: str) -> bool:
        """Tell whether the password fits; an unknown account (None) costs the same time and never fits."""
        try:
            with _TURNS:
                self._hasher.verify(encoded or self._nobody, password)
        except (VerificationError, InvalidHashError):
            return False
        return encoded is not None
