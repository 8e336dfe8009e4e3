"""Names of objects in the media bucket: uploads/{user}/{document}/source and results/{user}/{document}/…."""

from __future__ import annotations

import re
from typing import NamedTuple

_ID = re.compile(r"[0-9a-f]{32}")
_SOURCE = re.compile(r"uploads/([0-9a-f]{32})/([0-9a-f]{32})/source")


class Owned(NamedTuple):
    """Whose document a key belongs to."""

    user_id: str
    document_id: str


def is_id(text: str) -> bool:
    """Tell whether `text` has the form of Lector's ids: 32 lower-case hexadecimal digits."""
    return _ID.fullmatch(text) is not None


def source(user_id: str, document_id: str) -> str:
    """Return the key of the uploaded file."""
    return f"{upload_prefix(user_id, document_id)}source"


def upload_prefix(user_id: str, document_id: str) -> str:
    """Return what all uploads of a document begin with."""
    return f"uploads/{user_id}/{document_id}/"


def result_prefix(user_id: str, document_id: str) -> str:
    """Return what all results of a document begin with."""
    return f"results/{user_id}/{document_id}/"


def result(user_id: str, document_id: str, name: str) -> str:
    """Return the key of one result."""
    return result_prefix(user_id, document_id) + name


def edition_prefix(user_id: str, document_id: str, edition: str) -> str:
    """Return what the results of one edition of the text begin with; those of "", the text as read, lie above all."""
    return result_prefix(user_id, document_id) + (f"corrected/{edition}/" if edition else "")


def parse_source(key: str) -> Owned | None:
    """Return whose upload this key is, None for a key that is no upload."""
    match = _SOURCE.fullmatch(key)
    return Owned(match[1], match[2]) if match else None
