"""A document on its way from upload to speech: its states and who may move it. Pure decisions.

    awaiting_upload ─► queued ─► reading ─► speaking ─► done
                         ▲          │           │
                         ├─ again ──┴───────────┴─────► failed
                         └─ its owner asks for a retry ───┘

    done ─► speaking ─► done        its owner corrected words and wants them spoken

Each set of corrections is an edition of the text, with a name that never comes again; "" is the text as read. The
stored speech says one edition, and another may be in the making.

A reader claims a document with a lease. While the lease runs, nobody else may claim it. Each write carries the
revision that it builds on, so that a reader whose lease ran out cannot overwrite the work of the next one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

State = Literal["awaiting_upload", "queued", "reading", "speaking", "done", "failed"]

UPLOAD_GRACE = 60
"""Seconds after the form's end in which an upload that began in time may still arrive."""
ABANDONED_SECONDS = 86_400
"""How long a document whose file never came stays in sight of its owner, s."""
STUCK_SECONDS = 1_800
"""How long nothing may happen to a document, s: longer than its message can wait for its next try."""
MAX_ATTEMPTS = 6
"""How often readers may claim a document before it is given up, whatever became of its messages."""
RETRYABLE = {"reading_failed", "quota_exceeded"}
"""Error codes of what may go well another time. The others are about the file, which stays the same."""
NEVER_CAME = "The file never arrived. Upload it again."
GIVEN_UP = "Lector tried several times and could not read this file. Try again later, or try another picture."


@dataclass(frozen=True, slots=True)
class Document:
    """One uploaded file and what became of it.

    Attributes:
        id: 32 hexadecimal digits that sort by time of creation.
        user_id: its owner.
        title: what the owner calls it; the file's name at first.
        content_type, size: as declared for the upload; bytes.
        language, voice: as wished by the owner ("" = choose by the text).
        language_found: of the text, once it is read.
        spoken_by: engine/voice of the speech, with commas between where there are several.
        pages_done, pages_total: progress of reading.
        words: number of words found.
        excerpt: beginning of the text.
        search_text: folded title and text.
        speech_parts: playable parts of the speech stored so far.
        error_code, error_message: why it failed.
        notice_code: what its owner should know of a document that is done (see NOTICES).
        edition: of the text, "" = as read.
        corrections: number of words that its owner set right.
        speech_edition: what the stored speech says.
        speaking_edition: what a reader that speaks now says; between speeches, what it said last.
        speaking_again: True while the speech of a document that was done before is made anew.
        left_edition: whose files may go, as no text and no speech is of it any more.
        created_at, updated_at, upload_expires_at, lease_until: seconds since 1970.
        revision: counts the reader's writes.
        attempts: how often a reader claimed it.
    """

    id: str
    user_id: str
    title: str
    filename: str
    content_type: str
    size: int
    created_at: float
    updated_at: float
    upload_expires_at: float
    state: State = "awaiting_upload"
    language: str = ""
    voice: str = ""
    language_found: str = ""
    spoken_by: str = ""
    engine: str = ""
    pages_done: int = 0
    pages_total: int = 0
    words: int = 0
    excerpt: str = ""
    search_text: str = ""
    speech_parts: int = 0
    error_code: str = ""
    error_message: str = ""
    notice_code: str = ""
    edition: str = ""
    corrections: int = 0
    speech_edition: str = ""
    speaking_edition: str = ""
    speaking_again: bool = False
    left_edition: str = ""
    lease_until: float = 0.0
    revision: int = 0
    attempts: int = 0

    @property
    def finished(self) -> bool:
        """True once nothing more will happen by itself."""
        return self.state in {"done", "failed"}

    @property
    def can_retry(self) -> bool:
        """True where another try may end better."""
        return self.state == "failed" and self.error_code in RETRYABLE

    @property
    def has_reading(self) -> bool:
        """True once text and pages are stored whole."""
        return self.state in {"speaking", "done"}

    @property
    def has_speech(self) -> bool:
        """True once the speech is stored whole."""
        return self.state == "done" and bool(self.spoken_by)

    @property
    def can_correct(self) -> bool:
        """True once no reader will write the text any more."""
        return self.state == "done" or self.speaking_again

    @property
    def can_speak_again(self) -> bool:
        """True where the speech says something else than the text, or could not be made anew."""
        return self.state == "done" and (self.edition != self.speech_edition or self.notice_code == "speech_failed")


Changes = dict[str, Any]
"""Attributes of a Document to write, by name."""

NOTICES = {
    "no_text": "No text was found on this picture. Try again closer, with more light and the page flat.",
    "unsupported_language": "The text is read, but no voice here speaks its language.",
    "unknown_voice": "The text is read, but there is no such voice here, or it does not speak this language. "
    "Send it again with another voice.",
    "speech_failed": "The corrected text could not be spoken. The speech says what it said before.",
}


def claim(document: Document, now: float, lease: float) -> Changes | None:
    """Return the changes by which a reader claims the document, None where it may not.

    It may not if the document is finished, or another reader's lease still runs.
    """
    if document.finished or document.lease_until > now:
        return None
    claimed: Changes = {"speech_parts": 0, "lease_until": now + lease, "attempts": document.attempts + 1}
    if document.speaking_again:
        return claimed | {"state": "speaking"}
    return claimed | {"state": "reading", "pages_done": 0, "pages_total": 0}


def release(document: Document) -> Changes:
    """Return the changes by which a reader that could not finish gives the document back."""
    if document.speaking_again:
        return {"state": "speaking", "lease_until": 0.0}
    return {"state": "queued", "lease_until": 0.0, "pages_done": 0}


def failure(code: str, message: str) -> Changes:
    """Return the changes that end the document with a reason for its owner."""
    return {"state": "failed", "error_code": code, "error_message": message, "lease_until": 0.0}


def give_up(document: Document) -> Changes:
    """Return the changes that end the document, tried again and again in vain. A text that was there before stays."""
    if document.speaking_again:
        return {"state": "done", "speaking_again": False, "notice_code": "speech_failed", "lease_until": 0.0}
    return failure("reading_failed", GIVEN_UP)


def spoken(document: Document, voices: str, notice_code: str = "") -> Changes:
    """Return the changes that end the document: spoken by these voices or, with a notice why, by none."""
    left = document.speech_edition if document.speech_edition != document.speaking_edition else ""
    return {
        "state": "done",
        "spoken_by": voices,
        "notice_code": notice_code,
        "speech_edition": document.speaking_edition,
        "left_edition": left,
        "speaking_again": False,
        "lease_until": 0.0,
    }


def speak_again(document: Document) -> Changes:
    """Return the changes by which a document that is done waits for a reader to speak the text as it is now."""
    return {
        "state": "speaking",
        "speaking_again": True,
        "speaking_edition": document.edition,
        "notice_code": "",
        "lease_until": 0.0,
        "attempts": 0,
        "speech_parts": 0,
    }


def unused(document: Document, edition: str) -> bool:
    """Tell whether the files of an edition may go."""
    used = {"", document.edition, document.speech_edition}
    return edition not in used | ({document.speaking_edition} if document.speaking_again else set())


def retry() -> Changes:
    """Return the changes by which a document that failed goes back into the queue, as if it came for the first time."""
    return {
        "state": "queued",
        "error_code": "",
        "error_message": "",
        "lease_until": 0.0,
        "attempts": 0,
        "pages_done": 0,
        "speech_parts": 0,
    }


Care = Literal["wait", "resend", "give_up", "missing", "remove"]
"""What the sweeper does with a document that is not finished: nothing; tell of its upload again; end it as failed;
end it because its upload is gone; remove it with all that it has."""


def care(document: Document, now: float, *, uploaded: bool) -> Care:
    """Decide what an unfinished document needs, given whether its upload is there.

    An event that comes a second time changes nothing, so resending is safe where the first one was only late.
    """
    if document.state == "awaiting_upload":
        arrived_by = document.upload_expires_at + UPLOAD_GRACE
        if uploaded:
            return "resend" if now > arrived_by else "wait"
        return "remove" if now > arrived_by + ABANDONED_SECONDS else "wait"
    if document.finished or now < max(document.updated_at, document.lease_until) + STUCK_SECONDS:
        return "wait"
    if not uploaded and not document.speaking_again:
        return "missing"
    return "give_up" if document.attempts >= MAX_ATTEMPTS else "resend"


def is_overdue(document: Document, now: float) -> bool:
    """Tell whether the time for the upload is over."""
    return document.state == "awaiting_upload" and now > document.upload_expires_at + UPLOAD_GRACE


def seen_overdue(document: Document, *, uploaded: bool) -> Document:
    """Return an overdue document as its owner sees it: failed where the file never came, else queued."""
    return replace(document, **(release(document) if uploaded else failure("upload_missing", NEVER_CAME)))


_SHOWN = (
    *("id", "title", "filename", "content_type", "size", "state", "voice"),
    *("spoken_by", "engine", "words", "excerpt", "speech_parts"),
    *("edition", "corrections", "speech_edition", "can_speak_again"),
)


def as_json(document: Document) -> dict[str, object]:
    """Return what the owner sees, but for the links."""
    shown: dict[str, object] = {name: getattr(document, name) for name in _SHOWN}
    shown["language"] = document.language_found or document.language
    shown["progress"] = {"pages_done": document.pages_done, "pages_total": document.pages_total}
    shown["created_at"] = iso(document.created_at)
    shown["updated_at"] = iso(document.updated_at)
    shown["can_retry"] = document.can_retry
    if document.error_code:
        shown["error"] = {"code": document.error_code, "message": document.error_message}
    if document.notice_code:
        shown["notice"] = {"code": document.notice_code, "message": NOTICES[document.notice_code]}
    return shown


def iso(seconds: float) -> str:
    """Return a time in UTC as ISO 8601 with milliseconds."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
