"""API keys: named, shown once, kept as a hash, for reading alone or for all that concerns documents."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256

from chalicelib.domain import account
from chalicelib.domain.account import ApiKey, User
from chalicelib.domain.object_keys import is_id
from chalicelib.errors import Conflict, NotFound, refuse
from chalicelib.ports import ApiKeyStore, Clock, Json

PREFIX = "lector_"
MAX_KEYS = 20
USE_NOTED_EVERY = 600
"""Seconds: the last use is told to ten minutes, so that not each request costs a write."""


class ApiKeys:
    """Use cases of API keys. A key is `lector_{user}_{id}_{secret}`, so that it is found without an index."""

    def __init__(self, store: ApiKeyStore, clock: Clock) -> None:
        """Args: the store; the clock."""
        self._store = store
        self._clock = clock

    def create(self, user: User, name: str, scope: str) -> Json:
        """Return `{"key", "secret"}` of a new key; the secret is never shown again. Raise InvalidInput, Conflict."""
        problems = {"name": account.name_problem(name)}
        if scope not in account.SCOPES:
            problems["scope"] = f"Use one of {', '.join(account.SCOPES)}."
        refuse(problems)
        if len(self._store.all(user.id)) >= MAX_KEYS:
            raise Conflict(f"You have {MAX_KEYS} keys. Delete one that you use no more.")
        secret = secrets.token_hex(32)
        key = ApiKey(secrets.token_hex(16), user.id, name.strip(), scope, hashed(secret), int(self._clock.now()))
        self._store.add(key)
        return {"key": key.as_json(), "secret": f"{PREFIX}{user.id}_{key.id}_{secret}"}

    def all(self, user: User) -> Json:
        """Return `{"keys"}`, the oldest first."""
        return {"keys": [key.as_json() for key in self._store.all(user.id)]}

    def delete(self, user: User, key_id: str) -> None:
        """Remove a key; it opens nothing from now on. Raise NotFound."""
        if not is_id(key_id) or self._store.get(user.id, key_id) is None:
            raise NotFound
        self._store.delete(user.id, key_id)

    def find(self, presented: str) -> ApiKey | None:
        """Return the key that was presented, None where it is none, and note its use."""
        user_id, _, rest = presented.removeprefix(PREFIX).partition("_")
        key_id, _, secret = rest.partition("_")
        if not is_id(user_id) or not is_id(key_id):
            return None
        key = self._store.get(user_id, key_id)
        if key is None or not hmac.compare_digest(key.secret_hash, hashed(secret)):
            return None
        now = int(self._clock.now())
        if now >= key.last_used_at + USE_NOTED_EVERY:
            self._store.used(key, now)
        return key


def hashed(secret: str) -> str:
    """Return the hash that is kept of a random secret of 256 bits; slow hashing adds nothing to one."""
    return sha256(secret.encode()).hexdigest()
