"""The error tree. A class carries the HTTP status and the code that clients act on.

    LectorError                     500 internal
    ├── InvalidInput                400 invalid_input      (with the fields concerned)
    │   ├── UnreadableImage         422 unreadable_image   not an image, broken or cut off
    │   ├── UnsupportedFormat       415 unsupported_format a kind of file that Lector does not read
    │   ├── EncryptedFile           422 encrypted_file     locked with a password
    │   ├── ImageTooLarge           413 image_too_large    more pixels than the limit
    │   ├── TooManyPages            413 too_many_pages
    │   ├── UnreadableSound         422 unreadable_sound   not a recording, broken or cut off
    │   ├── SoundTooLong            413 sound_too_long     more seconds than the limit
    │   ├── SoundTooShort           422 sound_too_short    too short for a word
    │   ├── NotADigit               422 not_a_digit        a blank, a letter, a scribble, several digits
    │   ├── EmptyFile               422 empty_file
    │   ├── FileTooLarge            413 file_too_large     more bytes than the limit
    │   ├── UploadMissing           422 upload_missing     the file never arrived, or is gone
    │   ├── NothingToSpeak          422 nothing_to_speak
    │   ├── UnsupportedLanguage     422 unsupported_language
    │   └── UnknownVoice            400 unknown_voice
    ├── NotSignedIn                 401 not_signed_in
    ├── WrongCredentials            401 wrong_credentials
    ├── Forbidden                   403 forbidden          signed in, but not with what this needs
    ├── EmailUnverified             403 email_unverified   the link of the mail was not opened yet
    ├── TooManyTries                429 too_many_tries     wait as long as the header Retry-After says
    ├── QuotaExceeded               429 quota_exceeded     pages of the day, or stored bytes, are used up
    ├── MailUnavailable             503 mail_unavailable   nothing here sends mail
    ├── NotFound                    404 not_found          absent, or another person's
    ├── Conflict                    409 conflict
    │   └── EmailTaken              409 email_taken
    ├── LeaseHeld                   409 lease_held         another reader works on the document
    ├── UnknownEngine               400 unknown_engine
    ├── SpeechFailed                502 speech_failed      every engine that could say it failed
    └── EngineUnavailable           503 engine_unavailable installed wrongly or not at all

A message is one plain sentence for a person, then what to do next.
"""

from collections.abc import Iterator, Mapping
from typing import Any


class LectorError(Exception):
    """Base of all errors that Lector raises on purpose."""

    status = 500
    code = "internal"
    default_message = "Something went wrong here. Try again; if it goes on, tell whoever runs this Lector."

    def __init__(self, message: str = "", *, fields: Mapping[str, str] | None = None) -> None:
        """Args: a sentence for a person; for input errors, field name → what is wrong with it."""
        super().__init__(message or self.default_message)
        self.fields = dict(fields or {})
        self.headers: dict[str, str] = {}

    @property
    def message(self) -> str:
        """The sentence for a person."""
        return str(self.args[0])

    def as_json(self) -> dict[str, object]:
        """Return `{"code", "message", "fields"?}`, the value of "error" in every answer."""
        body: dict[str, object] = {"code": self.code, "message": self.message}
        if self.fields:
            body["fields"] = self.fields
        return body


class InvalidInput(LectorError):
    """What was sent cannot be used as it is."""

    status = 400
    code = "invalid_input"
    default_message = "Some of what was sent cannot be used. See the fields."


class EmptyFile(InvalidInput):
    """The file has no bytes."""

    status = 422
    code = "empty_file"
    default_message = "The file is empty. Choose another, or copy it again."


class UnreadableImage(InvalidInput):
    """The bytes are no image, or a broken one."""

    status = 422
    code = "unreadable_image"
    default_message = "This file cannot be opened as a picture. It may be damaged; try to save or photograph it again."


class UnsupportedFormat(InvalidInput):
    """The bytes are of a kind that Lector does not read."""

    status = 415
    code = "unsupported_format"
    default_message = "Lector does not read this kind of file. Send JPEG, PNG, WebP, TIFF, BMP, GIF, HEIC or PDF."


class EncryptedFile(InvalidInput):
    """The file is locked with a password."""

    status = 422
    code = "encrypted_file"
    default_message = "This file is locked with a password. Remove the password and send it again."


class ImageTooLarge(InvalidInput):
    """The picture has more pixels than the limit."""

    status = 413
    code = "image_too_large"
    default_message = "The picture has too many pixels. Make it smaller and try again."


class TooManyPages(InvalidInput):
    """The document has more pages than the limit."""

    status = 413
    code = "too_many_pages"
    default_message = "The document has too many pages. Split it and send the parts."


class FileTooLarge(InvalidInput):
    """The file has more bytes than the limit."""

    status = 413
    code = "file_too_large"
    default_message = "The file is too large. Make it smaller and try again."


class UploadMissing(InvalidInput):
    """The document's file never arrived, or is there no more."""

    status = 422
    code = "upload_missing"
    default_message = "The file never arrived. Upload it again."


class UnreadableSound(InvalidInput):
    """The bytes are no recording, or a broken one."""

    status = 422
    code = "unreadable_sound"
    default_message = "This file cannot be opened as a recording. It may be damaged; try to save or record it again."


class SoundTooLong(InvalidInput):
    """The recording has more seconds than the limit."""

    status = 413
    code = "sound_too_long"
    default_message = "The recording is too long. Cut it and try again."


class SoundTooShort(InvalidInput):
    """The recording is too short to hold a word."""

    status = 422
    code = "sound_too_short"
    default_message = "The recording is too short to hold a word. Record at least half a second."


class NotADigit(InvalidInput):
    """The picture shows no digit, or not just one; the message says why, and fields["reason"] in one word."""

    status = 422
    code = "not_a_digit"
    default_message = "That is not one digit. Draw or photograph one digit, 0 to 9."


class NothingToSpeak(InvalidInput):
    """The text holds nothing that a voice can say."""

    status = 422
    code = "nothing_to_speak"
    default_message = "There is nothing to speak in this text. Send a text with words in it."


class UnsupportedLanguage(InvalidInput):
    """No voice speaks this language."""

    status = 422
    code = "unsupported_language"
    default_message = "No voice here speaks this language. `lector engines` lists the voices."


class UnknownVoice(InvalidInput):
    """No voice has this name, or it does not speak the language asked for."""

    code = "unknown_voice"
    default_message = "There is no voice of this name here. `lector engines` lists the voices."


class NotSignedIn(LectorError):
    """No token, or one that is wrong, expired or revoked."""

    status = 401
    code = "not_signed_in"
    default_message = "You are not signed in, or your session has ended. Log in and try again."


class WrongCredentials(LectorError):
    """The email and password do not go together; which of them is wrong is never said."""

    status = 401
    code = "wrong_credentials"
    default_message = "Email or password is wrong. Check both and try again."


class Forbidden(LectorError):
    """Signed in, but with a key that is not good for this."""

    status = 403
    code = "forbidden"
    default_message = "This API key is not good for that. Log in, or use a key of another scope."


class EmailUnverified(LectorError):
    """The person has to open the link of a mail first."""

    status = 403
    code = "email_unverified"
    default_message = (
        "Open the link in the mail that we sent you, then send files. POST /api/email-verifications sends another one."
    )


class TooManyTries(LectorError):
    """Too many in too short a time."""

    status = 429
    code = "too_many_tries"
    default_message = "That was tried too often. Wait a moment and try again."

    def __init__(self, message: str = "", *, fields: Mapping[str, str] | None = None, wait: int = 1) -> None:
        """Args: as of LectorError; seconds to wait."""
        about = f"That was tried too often. Wait {wait} s and try again." if wait > 1 else ""
        super().__init__(message or about, fields=fields)
        self.headers = {"Retry-After": str(wait)}


class QuotaExceeded(LectorError):
    """What a person may use is used up."""

    status = 429
    code = "quota_exceeded"
    default_message = "There is no room for this file. Delete documents that you need no more, and try again."


class MailUnavailable(LectorError):
    """Nothing here sends mail."""

    status = 503
    code = "mail_unavailable"
    default_message = "This Lector cannot send mail. Ask whoever runs it for help."


class NotFound(LectorError):
    """It does not exist, or belongs to another person; the two look the same."""

    status = 404
    code = "not_found"
    default_message = "There is nothing here under this name."


class Conflict(LectorError):
    """The thing changed meanwhile, or is in a state that forbids this."""

    status = 409
    code = "conflict"
    default_message = "This cannot be done just now. Load it again and see its state."


class LeaseHeld(LectorError):
    """Another reader works on this document; its message must come again later."""

    status = 409
    code = "lease_held"
    default_message = "This document is being read just now. Try again later."


class EmailTaken(Conflict):
    """An account with this email exists."""

    code = "email_taken"
    default_message = "There is an account with this email already. Log in instead."


class UnknownEngine(LectorError):
    """No engine of this name is known."""

    status = 400
    code = "unknown_engine"
    default_message = "There is no engine of this name. `lector engines` lists them."


class SpeechFailed(LectorError):
    """Every engine that has a voice for the language failed to speak."""

    status = 502
    code = "speech_failed"
    default_message = "No speech engine could speak this. Try again; `lector engines` says what works here."


class EngineUnavailable(LectorError):
    """The engine is known but cannot work here."""

    status = 503
    code = "engine_unavailable"
    default_message = "This engine cannot work here. `lector engines` says what is missing."


def refuse(problems: Mapping[str, str]) -> None:
    """Raise InvalidInput with the fields that have a problem; "" is none."""
    wrong = {field: problem for field, problem in problems.items() if problem}
    if wrong:
        raise InvalidInput(fields=wrong)


def error_from_json(body: Mapping[str, Any]) -> LectorError:
    """Return the error whose `as_json` gave `body`, so that it can cross from one function to another."""
    known = {error.code: error for error in _all_errors(LectorError)}
    return known.get(str(body.get("code")), LectorError)(str(body.get("message", "")), fields=body.get("fields"))


def _all_errors(base: type[LectorError]) -> Iterator[type[LectorError]]:
    yield base
    for error in base.__subclasses__():
        yield from _all_errors(error)
