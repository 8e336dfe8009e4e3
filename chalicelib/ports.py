"""What services need from the world, as Protocols. Adapters and engines implement them; container wires them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TypeAlias

from chalicelib.domain.account import ApiKey, Session, User
from chalicelib.domain.document import Changes, Document
from chalicelib.domain.guarding import Tries
from chalicelib.domain.page import Run

if TYPE_CHECKING:
    # The API's function carries no numpy.
    import numpy as np
    from numpy.typing import NDArray

    from chalicelib.domain.alignment import TimedSpan
    from chalicelib.domain.digit import DigitReading
    from chalicelib.domain.keyword import KeywordReading

Image: TypeAlias = "NDArray[np.uint8]"
"""Pixels, shape (height, width, 3), RGB."""

Json = dict[str, Any]


# ── Reading ───────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Scan:
    """One decoded page of a file.

    Attributes:
        image: the pixels after EXIF orientation.
        pages: how many pages the file has in all.
        text_layer: runs of words that the file itself carries (a PDF's text), None where it has none that is good.
    """

    image: Image
    pages: int = 1
    text_layer: Sequence[Run] | None = None


class Decoder(Protocol):
    """Opens files: bytes → pages of pixels."""

    def decode(self, data: bytes) -> Iterator[Scan]:
        """Yield the pages, one at a time. Raise InvalidInput's subclasses, and nothing else, on bad bytes."""


class Previewer(Protocol):
    """Makes the picture of a page that the site shows."""

    def webp(self, image: Image, max_side: int) -> bytes:
        """Return the image as WebP, scaled down so that no side exceeds `max_side` pixels."""


class Straightener(Protocol):
    """Finds which way is up."""

    def rotation(self, image: Image) -> int:
        """Return 0, 90, 180 or 270: degrees to turn the page clockwise so that it stands upright."""


class OcrEngine(Protocol):
    """Finds and reads the words on an upright image."""

    name: str

    def read(self, image: Image) -> Sequence[Run]:
        """Return the runs of words found, in any order; an empty sequence for a page without text."""


class DigitReader(Protocol):
    """Reads one handwritten digit."""

    def read(self, image: Image) -> DigitReading:
        """Return the digit on the picture. Raise NotADigit, which says why, where there is not just one."""


# ── Speaking ──────────────────────────────────────────────────────────────────────────────────────

Samples: TypeAlias = "NDArray[np.int16]"
"""PCM, shape (samples,), mono."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice of an engine: its name, and the language (ISO 639-1) that it speaks."""

    name: str
    language: str
    description: str = ""


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


# ── Hearing ───────────────────────────────────────────────────────────────────────────────────────

Waveform: TypeAlias = "NDArray[np.float32]"
"""A recording, shape (samples,): one channel, 16 kHz, -1 to 1."""


class SoundDecoder(Protocol):
    """Opens recordings."""

    def decode(self, data: bytes) -> Waveform:
        """Return the samples. Raise InvalidInput's subclasses, and nothing else, on bad bytes."""


class KeywordSpotter(Protocol):
    """Finds spoken keywords in a recording."""

    def spot(self, samples: Waveform) -> KeywordReading:
        """Return what was heard; of a short recording which word it is, of a longer one all words with their times."""


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

    def put(self, key: str, data: bytes | BinaryIO, content_type: str) -> None:
        """Store bytes, or a seekable file from where it stands, replacing what was there."""

    def delete_prefix(self, prefix: str) -> int:
        """Delete all below `prefix`; return how many."""


class UploadQueue(Protocol):
    """What tells readers of uploads."""

    def tell(self, key: str) -> None:
        """Send a message that the upload at `key` is there, in the form in which S3 sends it."""


class Clock(Protocol):
    """The time."""

    def now(self) -> float:
        """Return seconds since 1970."""


class UserStore(Protocol):
    """Accounts by id and by folded email."""

    def add(self, user: User) -> None:
        """Store a new account. Raise EmailTaken where its email has one."""

    def by_id(self, user_id: str) -> User | None:
        """Return the account, None where there is none."""

    def by_email(self, email: str) -> User | None:
        """Return the account of a folded email, None where there is none."""

    def update(
        self, user_id: str, *, name: str | None = None, password_hash: str | None = None, verified: bool | None = None
    ) -> User:
        """Write what is given. Raise NotFound where there is no such account."""

    def delete(self, user: User) -> None:
        """Remove the account and free its email; nothing happens where it is gone."""


class SessionStore(Protocol):
    """Log-ins by user and id."""

    def add(self, session: Session) -> None:
        """Store a new session."""

    def get(self, user_id: str, session_id: str) -> Session | None:
        """Return the session, None where it is gone."""

    def with_user(self, user_id: str, session_id: str) -> tuple[Session, User] | None:
        """Return the session and whose it is, None where either is gone; one look, as each request needs both."""

    def delete(self, user_id: str, session_id: str) -> None:
        """End one session; nothing happens where it is gone."""

    def all(self, user_id: str) -> list[Session]:
        """Return a user's sessions, the newest first."""

    def delete_all(self, user_id: str, *, but: str = "") -> int:
        """End all of a user's sessions but one; return how many ended."""

    def delete_everything(self, user_id: str) -> None:
        """Remove all that is kept beside a user's sessions, too: API keys and mailed links."""


class QuotaStore(Protocol):
    """Counts of what people use."""

    def pages(self, user_id: str, day: int) -> int:
        """Return how many pages were charged that day."""

    def stored_bytes(self, user_id: str) -> int:
        """Return how many bytes of uploads a person has."""

    def charge(self, user_id: str, day: int, pages: int, *, limit: int, document_id: str = "") -> bool:
        """Add pages where they fit below the limit; tell whether they are counted, now or before for this document."""

    def forget(self, user_id: str, day: int) -> None:
        """Remove all counts of a person."""


class DocumentStore(Protocol):
    """Documents by owner and id."""

    def add(self, document: Document, *, most_bytes: int | None = None) -> None:
        """Store a new document and count its bytes for its owner, both or neither.

        Raise QuotaExceeded where the owner would then have more than `most_bytes`.
        """

    def get(self, user_id: str, document_id: str) -> Document:
        """Return the document. Raise NotFound where there is none of this owner."""

    def page(self, user_id: str, *, limit: int, cursor: str = "", query: str = "") -> tuple[list[Document], str]:
        """Return up to `limit` documents, newest first, and the cursor of the next page ("" = no more).

        With `query`, only documents whose search text contains all its folded words. A bad cursor raises InvalidInput.
        """

    def update(self, document: Document, changes: Changes) -> Document:
        """Write changes on top of exactly this revision and return the new state.

        Raise Conflict where the stored revision is another one, NotFound where the document is gone.
        """

    def rename(self, user_id: str, document_id: str, title: str) -> Document:
        """Write the title, whatever a reader does meanwhile. Raise NotFound."""

    def correct(self, document: Document, changes: Changes) -> Document:
        """Write another edition of the text on top of exactly this one, whatever a reader does meanwhile.

        Raise Conflict where the stored edition is another one or may not be corrected, NotFound where it is gone.
        """

    def delete(self, document: Document) -> None:
        """Remove the document and its bytes from its owner's count; nothing happens where it is gone."""

    def unfinished(self) -> Iterator[tuple[str, str]]:
        """Yield owner and id of the documents that are neither done nor failed, of all people."""


# ── Trust ─────────────────────────────────────────────────────────────────────────────────────────


class PasswordHasher(Protocol):
    """Hashes passwords slowly."""

    def hash(self, password: str) -> str:
        """Return the encoded hash with its salt and parameters."""

    def verify(self, encoded: str | None, password: str) -> bool:
        """Tell whether the password fits. None takes as long as a real hash and never fits."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says: user `sub`, session `jti`."""

    user_id: str
    session_id: str


class Tokens(Protocol):
    """Signed tokens that name a session."""

    def issue(self, session: Session) -> str:
        """Return a token for the session."""

    def verify(self, token: str) -> Claims:
        """Return what the token says. Raise NotSignedIn for any token that is not wholly right."""

    def issue_device(self, user_id: str) -> str:
        """Return a token by which a browser shows that this user logged in there before; it opens nothing."""

    def device(self, token: str) -> Claims | None:
        """Return the user and the device that such a token names, None for any that is not wholly right."""


class TryStore(Protocol):
    """Counts of wrong tries and of requests."""

    def get(self, name: str) -> Tries:
        """Return the wrong tries under a name."""

    def write(self, name: str, before: Tries, after: Tries) -> bool:
        """Replace `before` by `after`; tell whether `before` was still there."""

    def clear(self, name: str) -> None:
        """Forget a name."""

    def count(self, name: str, ends: int) -> int:
        """Add one under a name that ends at this second; return how many there are."""


class ApiKeyStore(Protocol):
    """API keys by user and id."""

    def add(self, key: ApiKey) -> None:
        """Store a new key."""

    def get(self, user_id: str, key_id: str) -> ApiKey | None:
        """Return the key, None where it is gone."""

    def all(self, user_id: str) -> list[ApiKey]:
        """Return a user's keys, the oldest first."""

    def used(self, key: ApiKey, at: int) -> None:
        """Note that a key was used; nothing happens where it is gone."""

    def delete(self, user_id: str, key_id: str) -> None:
        """Remove a key."""


class LinkStore(Protocol):
    """Links that were mailed, one a user and purpose."""

    def put(self, user_id: str, purpose: str, secret_hash: str, expires_at: int) -> None:
        """Store a link, in place of an earlier one."""

    def take(self, user_id: str, purpose: str, secret_hash: str, now: int) -> bool:
        """Use the link up; tell whether it was there and in time. Of several who try at once, one succeeds."""


class Mailer(Protocol):
    """Sends mail."""

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a plain text."""


class Post(Protocol):
    """Has links mailed, so that no request waits for it."""

    def send(self, purpose: str, email: str) -> None:
        """Have a link sent where this email has an account."""


# ── Recognising at once ───────────────────────────────────────────────────────────────────────────


class Recogniser(Protocol):
    """Recognises one small input at once, in this process or in the reader's function."""

    def recognise(self, kind: str, data: bytes, options: Json) -> Json:
        """Return the answer of POST /recognitions/{kind}. Raise LectorError's subclasses."""
