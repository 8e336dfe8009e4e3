"""Every environment variable that Lector reads: its name, type, default and unit."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from typing import Any

from chalicelib.errors import LectorError


class BadSettings(LectorError):
    """Some environment variables cannot be used; the message names all of them."""

    code = "bad_settings"


def _setting(env: str, default: Any, about: str, *, least: int | None = None) -> Any:
    return field(default=default, metadata={"env": env, "about": about, "least": least})


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set. `Settings.variables()` lists names, defaults and meanings."""

    users_table: str = _setting("LECTOR_USERS_TABLE", "lector-users", "DynamoDB table of accounts")
    sessions_table: str = _setting("LECTOR_SESSIONS_TABLE", "lector-sessions", "DynamoDB table of sessions")
    documents_table: str = _setting("LECTOR_DOCUMENTS_TABLE", "lector-documents", "DynamoDB table of documents")
    media_bucket: str = _setting("LECTOR_MEDIA_BUCKET", "lector-media", "S3 bucket of uploads and results")
    uploads_queue: str = _setting("LECTOR_UPLOADS_QUEUE", "lector-uploads", "SQS queue that S3 tells of uploads")
    dead_letter_queue: str = _setting(
        "LECTOR_DEAD_LETTER_QUEUE", "lector-uploads-dead", "SQS queue of uploads that failed again and again"
    )
    aws_endpoint: str = _setting(
        "LECTOR_AWS_ENDPOINT", "", "address of a local cloud; empty = the real AWS of AWS_REGION"
    )
    token_secrets: tuple[str, ...] = _setting(
        "LECTOR_TOKEN_SECRETS",
        (),
        "secrets that sign session tokens, comma between, each at least 32 bytes; the first signs, all verify",
    )
    token_secrets_parameter: str = _setting(
        "LECTOR_TOKEN_SECRETS_PARAMETER",
        "",
        "SSM parameter that holds the value of LECTOR_TOKEN_SECRETS; read where that is empty",
    )
    origin_secrets: tuple[str, ...] = _setting(
        "LECTOR_ORIGIN_SECRETS",
        (),
        "what CloudFront shows in X-Lector-Origin, comma between, each 32 bytes at least; empty = anyone may call",
    )
    origin_secrets_parameter: str = _setting(
        "LECTOR_ORIGIN_SECRETS_PARAMETER",
        "",
        "SSM parameter that holds the value of LECTOR_ORIGIN_SECRETS; read where that is empty",
    )
    session_seconds: int = _setting("LECTOR_SESSION_SECONDS", 30 * 86_400, "how long a session lasts, s", least=60)
    min_password_length: int = _setting("LECTOR_MIN_PASSWORD_LENGTH", 6, "characters a password has at least", least=1)
    refused_passwords: int = _setting(
        "LECTOR_REFUSED_PASSWORDS", 3000, "how many of the most common passwords are refused, up to 3000", least=1
    )
    address_limit: int = _setting(
        "LECTOR_ADDRESS_LIMIT",
        100,
        "times that one network address may register, log in, or ask for a new password in ten minutes",
        least=1,
    )
    speech_limit: int = _setting(
        "LECTOR_SPEECH_LIMIT", 30, "times that a person may have corrected texts spoken again in ten minutes", least=1
    )
    mail_limit: int = _setting(
        "LECTOR_MAIL_LIMIT", 5, "mails that one email address may be sent in ten minutes", least=1
    )
    verify_email: bool = _setting(
        "LECTOR_VERIFY_EMAIL", False, "yes = people open a mailed link before they can send files; wants mail"
    )
    behind_cloudfront: bool = _setting(
        "LECTOR_BEHIND_CLOUDFRONT", False, "yes where CloudFront stands before the API: its X-Forwarded-For then counts"
    )
    site_origin: str = _setting("LECTOR_SITE_ORIGIN", "", "origin of the site, for links in mails and secure cookies")
    mail_from: str = _setting("LECTOR_MAIL_FROM", "", "address that Amazon SES sends mail from; empty = no mail by SES")
    mail_folder: str = _setting("LECTOR_MAIL_FOLDER", "", "folder that mails are written to in place of SES")
    mail_function: str = _setting(
        "LECTOR_MAIL_FUNCTION", "", "Lambda function that sends mails for the API; empty = within the request"
    )
    pages_a_day: int = _setting("LECTOR_PAGES_A_DAY", 500, "pages that a person may have read in a day", least=1)
    stored_bytes: int = _setting("LECTOR_STORED_BYTES", 2 << 30, "uploads that a person may keep, bytes", least=1)
    upload_seconds: int = _setting("LECTOR_UPLOAD_SECONDS", 300, "how long an upload form works, s", least=10)
    link_seconds: int = _setting("LECTOR_LINK_SECONDS", 900, "how long a link to a result works, s", least=10)
    max_upload_bytes: int = _setting("LECTOR_MAX_UPLOAD_BYTES", 25 << 20, "largest file, bytes", least=1)
    max_inline_bytes: int = _setting(
        "LECTOR_MAX_INLINE_BYTES", 4 << 20, "largest picture or sound read at once, bytes", least=1
    )
    max_pixels: int = _setting("LECTOR_MAX_PIXELS", 64_000_000, "largest picture, pixels", least=1)
    max_pages: int = _setting("LECTOR_MAX_PAGES", 10, "most pages of one document", least=1)
    max_sound_seconds: int = _setting("LECTOR_MAX_SOUND_SECONDS", 60, "longest recording, s", least=1)
    max_file_bytes: int = _setting(
        "LECTOR_MAX_FILE_BYTES", 512 << 20, "largest file of `lector read` and `lector digit`, bytes", least=1
    )
    max_sound_bytes: int = _setting(
        "LECTOR_MAX_SOUND_BYTES", 64 << 20, "largest recording of `lector keyword`, bytes", least=1
    )
    decoder_bytes: int = _setting(
        "LECTOR_DECODER_BYTES", 2 << 30, "memory (address space) of the process that opens files, bytes", least=1
    )
    decoder_seconds: int = _setting("LECTOR_DECODER_SECONDS", 60, "time to open one page or recording, s", least=1)
    lease_seconds: int = _setting(
        "LECTOR_LEASE_SECONDS",
        120,
        "how long a reader that shows no sign of life keeps its document, s",
        least=1,
    )
    ocr_engine: str = _setting("LECTOR_OCR_ENGINE", "ppocr", "engine that reads documents")
    speech_engine: str = _setting(
        "LECTOR_SPEECH_ENGINE", "", "engine that speaks where it can, before the offline ones: gtts or polly"
    )
    quick_ocr_engine: str = _setting("LECTOR_QUICK_OCR_ENGINE", "ppocr-fast", "engine of POST /recognitions/text")
    reader_function: str = _setting(
        "LECTOR_READER_FUNCTION",
        "",
        "Lambda function that recognises for the API; empty = in the same process",
    )
    log_format: str = _setting(
        "LECTOR_LOG_FORMAT", "text", "json = one object a line, without anything that people wrote"
    )
    memory_mb: int = _setting("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", 0, "the function's memory, set by Lambda, MB", least=1)
    keras_ocr_cache: str = _setting("KERAS_OCR_CACHE_DIR", "", "folder of keras-ocr's weights; empty = its own default")
    media_origin: str = _setting(
        "LECTOR_MEDIA_ORIGIN",
        "",
        "origin that serves uploads and results, for the site's content security policy",
    )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """Read the settings. Raise BadSettings naming every variable that cannot be used."""
        environment = os.environ if environment is None else environment
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for item in fields(cls):
            raw = environment.get(item.metadata["env"])
            if raw is None or raw == "":
                continue
            try:
                values[item.name] = _parse(item, raw)
            except ValueError as error:
                wrong.append(f"{item.metadata['env']} {error}")
        if values.get("verify_email") and not (values.get("mail_from") or values.get("mail_folder")):
            wrong.append("LECTOR_VERIFY_EMAIL wants LECTOR_MAIL_FROM or LECTOR_MAIL_FOLDER")
        if wrong:
            raise BadSettings("Set these environment variables right and start again: " + "; ".join(wrong) + ".")
        return cls(**values)

    @classmethod
    def variables(cls) -> list[tuple[str, Any, str]]:
        """Return (variable, default, meaning) for each setting."""
        return [(f.metadata["env"], f.default, f.metadata["about"]) for f in fields(cls) if f.default is not MISSING]


_TRUTH = {"yes": True, "true": True, "on": True, "1": True, "no": False, "false": False, "off": False, "0": False}


def _parse(item: Field[Any], raw: str) -> Any:
    if isinstance(item.default, bool):
        if raw.lower() not in _TRUTH:
            raise ValueError(f"must be yes or no, not {raw!r}")
        return _TRUTH[raw.lower()]
    if isinstance(item.default, int):
        try:
            number = int(raw)
        except ValueError:
            raise ValueError(f"must be a whole number, not {raw!r}") from None
        least = item.metadata["least"]
        if least is not None and number < least:
            raise ValueError(f"must be at least {least}, not {number}")
        return number
    if isinstance(item.default, tuple):
        return parse_secrets(raw)
    return raw


def parse_secrets(raw: str) -> tuple[str, ...]:
    """Return the secrets of a text with commas between them. Raise ValueError where one is shorter than 32 bytes."""
    secrets = tuple(part.strip() for part in raw.split(",") if part.strip())
    if any(len(secret.encode()) < 32 for secret in secrets):
        raise ValueError("has a secret shorter than 32 bytes")
    return secrets
