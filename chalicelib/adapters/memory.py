"""Stores in memory, for tests: the same contracts as DynamoDB and S3, held by the same contract suite."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from threading import RLock
from typing import Any, BinaryIO, TypeVar

from chalicelib.domain.account import Session, User
from chalicelib.domain.document import Changes, Document
from chalicelib.domain.history import clean_title, fold, holds
from chalicelib.domain.object_keys import is_id
from chalicelib.errors import Conflict, EmailTaken, InvalidInput, NotFound, QuotaExceeded
from chalicelib.ports import BlobInfo, PresignedPost

Method = TypeVar("Method", bound=Callable[..., Any])
_LOCK = RLock()


def _atomic(method: Method) -> Method:
    """Run a method under one lock, as a conditional write is atomic in DynamoDB."""

    def locked(*arguments: Any, **options: Any) -> Any:
        with _LOCK:
            return method(*arguments, **options)

    return locked  # type: ignore[return-value]  # the same signature


class MemoryUsers:
    """UserStore in a dictionary."""

    def __init__(self) -> None:
        """Start empty."""
        self._users: dict[str, User] = {}

    @_atomic
    def add(self, user: User) -> None:
        """Store a new account. Raise EmailTaken."""
        if self.by_email(user.email):
            raise EmailTaken(fields={"email": EmailTaken.default_message})
        self._users[user.id] = user

    def by_id(self, user_id: str) -> User | None:
        """Return the account, None where there is none."""
        return self._users.get(user_id)

    def by_email(self, email: str) -> User | None:
        """Return the account of a folded email, None where there is none."""
        return next((user for user in self._users.values() if user.email == email), None)

    @_atomic
    def update(
        self, user_id: str, *, name: str | None = None, password_hash: str | None = None, verified: bool | None = None
    ) -> User:
        """Write what is given. Raise NotFound."""
        user = self._users.get(user_id)
        if user is None:
            raise NotFound
        user = replace(
            user,
            name=name or user.name,
            password_hash=password_hash or user.password_hash,
            verified=user.verified if verified is None else verified,
        )
        self._users[user_id] = user
        return user

    @_atomic
    def delete(self, user: User) -> None:
        """Remove the account."""
        self._users.pop(user.id, None)


class MemorySessions:
    """SessionStore in a dictionary."""

    def __init__(self, users: MemoryUsers) -> None:
        """Start empty. Args: whose sessions these are."""
        self._users = users
        self._sessions: dict[tuple[str, str], Session] = {}

    def add(self, session: Session) -> None:
        """Store a new session."""
        self._sessions[session.user_id, session.id] = session

    def get(self, user_id: str, session_id: str) -> Session | None:
        """Return the session, None where it is gone."""
        return self._sessions.get((user_id, session_id))

    def with_user(self, user_id: str, session_id: str) -> tuple[Session, User] | None:
        """Return the session and whose it is, None where either is gone."""
        session, user = self.get(user_id, session_id), self._users.by_id(user_id)
        return (session, user) if session and user else None

    def delete(self, user_id: str, session_id: str) -> None:
        """End one session."""
        self._sessions.pop((user_id, session_id), None)

    def all(self, user_id: str) -> list[Session]:
        """Return a user's sessions, the newest first."""
        found = [session for (owner, _), session in self._sessions.items() if owner == user_id]
        return sorted(found, key=lambda session: (-session.created_at, session.id))

    def delete_everything(self, user_id: str) -> None:
        """Remove all of a user's sessions."""
        self.delete_all(user_id)

    @_atomic
    def delete_all(self, user_id: str, *, but: str = "") -> int:
        """End all of a user's sessions but one; return how many ended."""
        ended = [key for key in self._sessions if key[0] == user_id and key[1] != but]
        for key in ended:
            del self._sessions[key]
        return len(ended)


class MemoryDocuments:
    """DocumentStore in a dictionary."""

    def __init__(self) -> None:
        """Start empty."""
        self._documents: dict[tuple[str, str], Document] = {}

    @_atomic
    def add(self, document: Document, *, most_bytes: int | None = None) -> None:
        """Store a new document. Raise Conflict where the id is taken, QuotaExceeded where there is no room."""
        if (document.user_id, document.id) in self._documents:
            raise Conflict
        used = sum(stored.size for (owner, _), stored in self._documents.items() if owner == document.user_id)
        if most_bytes is not None and used + document.size > most_bytes:
            raise QuotaExceeded
        self._documents[document.user_id, document.id] = document

    def get(self, user_id: str, document_id: str) -> Document:
        """Return the document. Raise NotFound."""
        try:
            return self._documents[user_id, document_id]
        except KeyError:
            raise NotFound from None

    @_atomic
    def page(self, user_id: str, *, limit: int, cursor: str = "", query: str = "") -> tuple[list[Document], str]:
        """Return up to `limit` documents, newest first; the cursor is the last one's id."""
        if cursor and not is_id(cursor):
            raise InvalidInput("This cursor is none that Lector gave out. Start again without a cursor.")
        words = fold(query).split()
        found = [
            document
            for (owner, document_id), document in sorted(self._documents.items(), reverse=True)
            if owner == user_id and (not cursor or document_id < cursor)
            if holds(document, words)
        ]
        return found[:limit], found[limit - 1].id if len(found) > limit else ""

    @_atomic
    def update(self, document: Document, changes: Changes) -> Document:
        """Write changes on top of exactly this revision. Raise Conflict or NotFound."""
        stored = self.get(document.user_id, document.id)
        if stored.revision != document.revision:
            raise Conflict
        changed = replace(stored, **changes, revision=stored.revision + 1)
        self._documents[document.user_id, document.id] = changed
        return changed

    @_atomic
    def rename(self, user_id: str, document_id: str, title: str) -> Document:
        """Write the title. Raise NotFound."""
        renamed = replace(self.get(user_id, document_id), title=clean_title(title))
        self._documents[user_id, document_id] = renamed
        return renamed

    @_atomic
    def correct(self, document: Document, changes: Changes) -> Document:
        """Write another edition on top of exactly this one. Raise Conflict or NotFound."""
        stored = self.get(document.user_id, document.id)
        if stored.edition != document.edition or not stored.can_correct:
            raise Conflict
        corrected = replace(stored, **changes)
        self._documents[document.user_id, document.id] = corrected
        return corrected

    @_atomic
    def delete(self, document: Document) -> None:
        """Remove the document."""
        self._documents.pop((document.user_id, document.id), None)

    def unfinished(self) -> Iterator[tuple[str, str]]:
        """Yield owner and id of the documents that are neither done nor failed."""
        yield from [key for key, document in self._documents.items() if not document.finished]


class MemoryBlobs:
    """Blobs in a dictionary; its links lead nowhere."""

    def __init__(self) -> None:
        """Start empty."""
        self._blobs: dict[str, tuple[bytes, str]] = {}

    def presign_upload(self, key: str, content_type: str, max_bytes: int, expires_in: int) -> PresignedPost:
        """Return a form that names its conditions."""
        fields = {"key": key, "Content-Type": content_type, "max_bytes": str(max_bytes)}
        return PresignedPost("memory:", fields, expires_in)

    def presign_download(self, key: str, expires_in: int, filename: str = "") -> str:
        """Return an address that names the key."""
        return f"memory:{key}"

    def info(self, key: str) -> BlobInfo | None:
        """Return size and type, None where there is nothing."""
        if key not in self._blobs:
            return None
        data, content_type = self._blobs[key]
        return BlobInfo(len(data), content_type)

    def get(self, key: str) -> bytes:
        """Return the content. Raise NotFound."""
        if key not in self._blobs:
            raise NotFound
        return self._blobs[key][0]

    def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> None:
        """Store, replacing what was there."""
        self._blobs[key] = (data if isinstance(data, bytes) else data.read(), content_type)

    @_atomic
    def delete_prefix(self, prefix: str) -> int:
        """Delete all below `prefix`; return how many."""
        keys = [key for key in self._blobs if key.startswith(prefix)]
        for key in keys:
            del self._blobs[key]
        return len(keys)
